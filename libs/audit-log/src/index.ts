export { carriedProof, openCarriedProof, type CarriedProof } from './carry/carried-proof.js';
export { AuditError, type AuditErrorCode } from './errors.js';
export { FILES } from './export/export-files.js';
export { type EarlierLine } from './export/proof-lines.js';
export { writeExport, type ExportContent, type ProvenEvent } from './export/write-export.js';
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
export { storyOf, type StoryLine } from './story/story-line.js';
export { eventsOfMatter, streamOf, type Scope } from './story/subject.js';
export { readTrailEvent, type TrailEvent } from './story/trail-event.js';
export { Edge, type FullTile } from './tiles/edge.js';
export { hashesAt, TILE_WIDTH, tilePath, tilesOf, type TileName } from './tiles/tile-path.js';
export { TiledNodes, type TileReader } from './tiles/tiled-nodes.js';
export { type Finding, type FindingCode } from './verify/findings.js';
export { type Gap, type Proven, type ProvenStream, type Verification } from './verify/verification.js';
export { witnessCheckpoint, type Witnessed, type WitnessRequest } from './verify/witness.js';
export { verifyExport, type ExportFiles, type VerifyOptions } from './verify/verify-export.js';
