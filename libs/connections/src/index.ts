export { ClioConnections } from './clio-connections.js';
export { AccountUntold, consentedClio, consentedDropbox, consentingAccount } from './consenting-account.js';
export { DropboxConnections, type DropboxConnection } from './dropbox-connections.js';
export { GrantTokens, NoMasterKey } from './grant-tokens.js';
export { SharedLedgers } from './postgres/shared-ledgers.js';
