export { AccountRefused, type AccountRefusal } from './account-refused.js';
export { connectedAccounts, type Consented } from './postgres/consented-accounts.js';
export {
  CredentialStore,
  type Connection,
  type CredentialGround,
  type Grant,
  type NewSecret,
  type Writer,
} from './postgres/credential-store.js';
export { FirmVaults } from './postgres/firm-vaults.js';
export { MakeCredentials1764000003001 } from './postgres/make-credentials.js';
export { PartFirms1764000003002 } from './postgres/part-firms.js';
export { shredFirm } from './postgres/shred-firm.js';
export { rotateMasterKey, type Rotated } from './postgres/rotate-master-key.js';
export { StoredToken } from './stored-token.js';
