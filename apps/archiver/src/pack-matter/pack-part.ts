import type { FirmId } from '@counterpart/contracts';
import {
  verifyArchive,
  writeArchive,
  type ArchiveOptions,
  type ArchiveSource,
  type WholeArchive,
} from '@counterpart/matter-archive';
import { withSuffix } from '@counterpart/placement';
import type {
  LyingFile,
  PackedArchive,
  PackingGround,
  Part,
  PartPacked,
  PartWork,
} from './pack-matter.ports.js';

/** Files whose proofs are asked for at once. */
const PROVEN_AT_ONCE = 500;

/** How many names are tried where other things lie. */
const NAMES = 20;

/**
 * Packs one part: looks first whether its ZIP lies there already, from a try whose answer was lost, and reads back whatever
 * it relies on. Nothing is replaced.
 */
export async function packPart(
  ground: PackingGround,
  firm: FirmId,
  work: PartWork,
): Promise<PartPacked | undefined> {
  const { part, options, journal } = work;
  for (let number = 1; number <= NAMES; number += 1) {
    const path = number === 1 ? part.path : withSuffix(part.path, ` (${number})`);
    const lies = await ground.look(firm, path);
    if (lies === 'other') continue;
    if (lies !== null) {
      const whole = await wholeArchive(ground, firm, lies);
      if (whole === undefined || !isArchiveOf(whole, work)) continue;
      return { kind: 'packed', archive: archiveOf(part, { path, file: lies, whole, how: 'recognised' }) };
    }
    const write = () => writeArchive(sourcesOf(ground, firm, work), { ...options, ...logOf(work) });
    const put = await ground.put(firm, { path, journal, write, signal: options.signal });
    // Somebody was faster: it is looked at.
    if (put.kind !== 'put') return undefined;
    const { file, receipt } = put;
    const whole = await wholeArchive(ground, firm, file, receipt.contentHash);
    if (whole === undefined || !isArchiveOf(whole, work)) return { kind: 'broken', at: path };
    return { kind: 'packed', archive: archiveOf(part, { path, file, whole, how: 'packed' }) };
  }
  return { kind: 'broken', at: part.path };
}

async function wholeArchive(
  ground: PackingGround,
  firm: FirmId,
  file: LyingFile,
  contentHash = file.contentHash,
): Promise<WholeArchive | undefined> {
  const verified = await verifyArchive(ground.archive(firm, file), { contentHash });
  return verified.kind === 'whole' ? verified : undefined;
}

/**
 * Whether it is of this matter, and every file of the part is in it, by path, size and content, and nothing else. Matters whose
 * numbers give one name may hold the same form letter.
 */
function isArchiveOf({ manifest }: WholeArchive, { part, options: { subject } }: PartWork): boolean {
  const { firm, matter } = manifest.subject;
  if (firm !== subject.firm || matter.id !== subject.matter.id) return false;
  const inside = new Map(manifest.entries.map((entry) => [entry.sourcePath ?? entry.path, entry]));
  const own = part.files.filter((file) => {
    const entry = inside.get(relative(file.path, part.root));
    return entry?.contentHash === file.contentHash && entry.size === file.size;
  });
  // The index for people is listed, too.
  return own.length === part.files.length && manifest.entries.length === part.files.length + 1;
}

/** In one order, so that a second try writes the same bytes. */
async function* sourcesOf(
  ground: PackingGround,
  firm: FirmId,
  { part, options, proofs }: PartWork,
): AsyncGenerator<ArchiveSource, void> {
  for (let start = 0; start < part.files.length; start += PROVEN_AT_ONCE) {
    const files = part.files.slice(start, start + PROVEN_AT_ONCE);
    const proven = await proofs.of(files);
    for (const file of files) {
      options.signal?.throwIfAborted();
      const document = part.origins.get(file.id) ?? undefined;
      yield {
        path: relative(file.path, part.root),
        size: file.size,
        modified: file.modified,
        contentHash: file.contentHash,
        ...(document === undefined ? {} : { document }),
        proof: proven.get(file.id) ?? null,
        open: (signal) => ground.read(firm, file, signal),
      };
    }
  }
}

const logOf = ({ proofs: { audit } }: PartWork): Pick<ArchiveOptions, 'audit'> =>
  audit === undefined ? {} : { audit };

/** Dropbox may show the folders above in another case. */
const relative = (path: string, root: string): string =>
  path.split('/').slice(root.split('/').length).join('/');

function archiveOf(
  { access, files }: Part,
  {
    path,
    file,
    whole,
    how,
  }: {
    readonly path: string;
    readonly file: LyingFile;
    readonly whole: WholeArchive;
    readonly how: PackedArchive['how'];
  },
): PackedArchive {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const { id, rev, size, contentHash } = file;
  const { manifestSha256 } = whole;
  return { path, access, file: id, rev, size, contentHash, manifestSha256, files: files.length, bytes, how };
}
