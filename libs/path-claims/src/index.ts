export { carryClaims } from './postgres/carry-claims.js';
export { PATH_CLAIM_MIGRATIONS } from './postgres/migrations.js';
export { PATH_CLAIMS_PROJECTION } from './postgres/path-claims-projection.js';
export { ownersOf } from './postgres/owners-of.js';
export { ownersOfFiles } from './postgres/owners-of-files.js';
