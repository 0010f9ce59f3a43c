export { makeDataKey, openDataKey, rewrapDataKey, type DataKey } from './data-key.js';
export { KeyServiceUnavailable, VaultError, type VaultErrorCode } from './errors.js';
export { heldKey } from './kept/held-key.js';
export { type MasterKey } from './kept/master-key.port.js';
export { openKeyRing, type KeyPlaces } from './kept/master-keys.js';
export { transitKey, type TransitKeyOptions, type TransitKeyPlace } from './kept/transit-key.js';
export { createKeyRing, type KeyRing } from './key-ring.js';
export { MASTER_KEY_BYTES, parseMasterKey } from './master-key.js';
export { createVault, type SecretContext, type Vault } from './vault.js';
