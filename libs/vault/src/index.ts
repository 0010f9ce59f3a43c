export { VaultError, type VaultErrorCode } from './errors.js';
export { MASTER_KEY_BYTES, parseMasterKey } from './master-key.js';
export { createVault, type SecretContext, type Vault } from './vault.js';
