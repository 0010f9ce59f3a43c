export { AuditError, type AuditErrorCode } from './errors.js';
export { EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash, rootOver } from './merkle/hashes.js';
export { proveConsistency, proveInclusion, rootOf, type NodeReader } from './merkle/prove.js';
export {
  verifyConsistency,
  verifyInclusion,
  type ConsistencyClaim,
  type InclusionClaim,
} from './merkle/verify.js';
export {
  checkpointText,
  openCheckpoint,
  parseCheckpoint,
  type Checkpoint,
  type VerifiedCheckpoint,
} from './notes/checkpoint.js';
export {
  generateKey,
  parseSignerKey,
  parseVerifierKey,
  SIGNATURE,
  type SignatureKind,
  type SignerKey,
  type VerifierKey,
} from './notes/keys.js';
export {
  cosignNote,
  parseNote,
  signNote,
  verifyCosignature,
  verifyNote,
  type Cosignature,
  type SignedNote,
} from './notes/signed-note.js';
export { Edge, type FullTile } from './tiles/edge.js';
export { hashesAt, TILE_WIDTH, tilePath, tilesOf, type TileName } from './tiles/tile-path.js';
export { TiledNodes, type TileReader } from './tiles/tiled-nodes.js';
