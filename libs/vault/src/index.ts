export { makeDataKey, openDataKey, rewrapDataKey, type DataKey } from './data-key.js';
export { VaultError, type VaultErrorCode } from './errors.js';
export { createKeyRing, parseMasterKeys, type KeyRing } from './key-ring.js';
export { MASTER_KEY_BYTES, parseMasterKey } from './master-key.js';
export { createVault, type SecretContext, type Vault } from './vault.js';
