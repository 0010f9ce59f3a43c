export { ClioConnections } from './clio-connections.js';
export { DropboxConnections, type DropboxConnection } from './dropbox-connections.js';
