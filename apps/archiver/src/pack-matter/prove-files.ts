import type { FirmId, Json, MatterId } from '@counterpart/contracts';
import type { Mirroring } from '../custody/mirrorings.js';
import type { AuditLog, PackedFile, PackingBook, Part, PartProofs, ProofWork } from './pack-matter.ports.js';

/** Why a file has no proof. */
type ProofLack =
  /** The trail tells of no such bytes: somebody put the file there, or edited it. */
  | 'NOT_MIRRORED'
  /** The bytes were mirrored while the document was in another matter, whose trail is that matter’s alone. */
  | 'OF_ANOTHER_MATTER'
  /** The audit log had not sealed the event when the ZIP was begun. */
  | 'NOT_SEALED'
  /** The ZIP has more files than proofs are carried for. */
  | 'TOO_MANY_FILES';

/** A proof makes the manifest about 2.5 KB longer, and a verifier holds all of it. */
const MOST_PROVEN = 100_000;

/**
 * Chooses the checkpoint of the audit log that the proofs of all parts lead to, and proves files against it: that the log
 * holds the event by which these bytes were mirrored. In a second try the same files have the same proofs.
 */
export class FileProofs {
  constructor(
    private readonly log: AuditLog,
    private readonly book: Pick<PackingBook, 'logSizeOf'>,
  ) {}

  /** @param parts all that are packed for one cause */
  async forParts(work: ProofWork, parts: readonly Part[]): Promise<(part: Part) => PartProofs> {
    const { firm, fence, matter, signal } = work;
    const size = await this.book.logSizeOf(work, fence, () => {
      const sought = parts
        .filter(isCarried)
        .flatMap((part) => part.files.map((file) => sourceOf(part, file)));
      const positions = sought.flatMap((one) => (one?.matter === matter ? [one.position] : []));
      return positions.length === 0 ? Promise.resolve(0) : this.log.cover(positions, signal);
    });
    const audit = size === 0 ? undefined : { checkpoint: await this.log.checkpoint(size) };
    return (part) => ({ audit, of: (files) => this.#prove({ firm, part, size, matter }, files) });
  }

  async #prove(
    { firm, part, size, matter }: Proving,
    files: readonly PackedFile[],
  ): Promise<ReadonlyMap<string, Json>> {
    const sources = new Map(files.map(({ id, ...file }) => [id, sourceOf(part, { id, ...file })]));
    const positions = [...sources.values()].flatMap((one) => (one?.matter === matter ? [one.position] : []));
    const isProvable = size > 0 && isCarried(part) && positions.length > 0;
    const proofs = isProvable ? await this.log.prove(firm, size, positions) : new Map<bigint, Json>();
    const told = [...sources].map(([id, source]): [string, Json] => {
      const because = lackOf(part, source, matter);
      if (source === undefined || because !== null) return [id, { reason: because }];
      return [id, proofs.get(source.position) ?? { reason: 'NOT_SEALED' satisfies ProofLack }];
    });
    return new Map(told);
  }
}

/** What files are proven for, and against what. */
interface Proving {
  readonly firm: FirmId;
  readonly part: Part;
  readonly size: number;
  readonly matter: MatterId;
}

const isCarried = ({ files }: Part): boolean => files.length <= MOST_PROVEN;

/** The latest event by which exactly these bytes were mirrored. */
const sourceOf = (part: Part, { id, size, contentHash }: PackedFile): Mirroring | undefined =>
  part.mirrorings.get(id)?.findLast((one) => one.size === size && one.contentHash === contentHash);

function lackOf(part: Part, source: Mirroring | undefined, matter: MatterId): ProofLack | null {
  if (source === undefined) return 'NOT_MIRRORED';
  if (source.matter !== matter) return 'OF_ANOTHER_MATTER';
  return isCarried(part) ? null : 'TOO_MANY_FILES';
}
