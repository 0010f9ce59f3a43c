export { type CloudsWish, type FirmClouds } from './clouds.js';
export { Engine, type OnStatus, type Resource, type Started } from './engine.js';
export { LocalError, type LocalErrorCode } from './resources/errors.js';
export { freePort } from './resources/free-port.js';
export { findKafka, findPostgres, type GroundOptions } from './resources/ground.js';
export { type RunningKafka } from './resources/kafka.js';
export { PidBook } from './resources/pid-book.js';
export { type RunningPostgres } from './resources/postgres.js';
export { Reaper } from './resources/reaper.js';
export { startStack, type Stack } from './stack.js';
export {
  REPOSITORY,
  SERVICES,
  type Addresses,
  type Instance,
  type ServiceName,
  type StackOptions,
} from './stack-options.js';
export { loadFirm, type LoadedFirm } from './load-firm.js';
export { makeRunFolder } from './run-folder.js';
export { type StartWish } from './start-wish.js';
export { startGround, type TestGround } from './test-ground.js';
