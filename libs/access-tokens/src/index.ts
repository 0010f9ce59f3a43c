export { ConsentReturns } from './consent-returns.js';
export {
  ConsentReturnError,
  openConsentReturn,
  type ConsentReturn,
  type ConsentReturnOptions,
} from './open-consent-return.js';
export {
  askForTokens,
  renewByRefreshToken,
  type IssuedTokens,
  type TokenEndpoint,
} from './token-endpoint.js';
export { fixedToken, type LastingRefusal, type TokenProvider, type VendorCall } from './token-provider.js';
export { refreshingToken, type RefreshOptions } from './refreshing-token.js';
export {
  AddressRefused,
  isLoopbackHost,
  isVendorAddress,
  vendorConnections,
  type ConnectionOptions,
} from './vendor-connections.js';
export { isTokenUnavailable, TokenUnavailable } from './token-unavailable.js';
