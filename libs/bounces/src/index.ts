export { BounceAddresses, recipientTag, type BouncedTo, type BounceSettings } from './bounce-address.js';
export { BounceConfig, bounceSettings, isBounceConfigWhole } from './bounce-settings.js';
export {
  bouncedEventId,
  sentEventId,
  TakeBounce,
  type Bounce,
  type Taken,
  type TakenBy,
} from './take-bounce.js';
