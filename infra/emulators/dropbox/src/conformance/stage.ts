/** How other people’s clients are led to an emulator: they reach it under Dropbox’s own names, over TLS. */
export { makeCertificate } from './certificate.js';
export { startConnectProxy } from './connect-proxy.js';
