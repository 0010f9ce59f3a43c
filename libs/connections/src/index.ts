export { ClioConnections } from './clio-connections.js';
export {
  accountBy,
  AccountUntold,
  clioAccount,
  consentedClio,
  consentedDropbox,
  consentingAccount,
  dropboxAccount,
} from './consenting-account.js';
export { DropboxConnections, type DropboxConnection } from './dropbox-connections.js';
export { GrantTokens, NoMasterKey } from './grant-tokens.js';
export { SharedLedgers } from './postgres/shared-ledgers.js';
export { toldRepeats } from './told-repeats.js';
