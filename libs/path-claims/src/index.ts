export { carryClaims } from './postgres/carry-claims.js';
export { MakePathClaims1764000001001 } from './postgres/make-path-claims.js';
export { PartPaths1764000001005 } from './postgres/part-firms.js';
export { PATH_CLAIMS_PROJECTION } from './postgres/path-claims-projection.js';
export { ownersOf } from './postgres/owners-of.js';
export { ownersOfFiles } from './postgres/owners-of-files.js';
