export { startClioEmulator, type ClioEmulator } from './server.js';
export { DEFAULT_OPTIONS, type EmulatorOptions } from './options.js';
