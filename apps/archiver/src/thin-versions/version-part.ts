import type { EventData, FirmId } from '@counterpart/contracts';
import {
  INDEX_PATH,
  type DocumentOrigin,
  type ManifestEntry,
  type OpenedArchive,
} from '@counterpart/matter-archive';
import { withSuffix } from '@counterpart/placement';
import type { Mirroring } from '../custody/mirrorings.js';
import type { KnownVersion } from '../custody/known-versions.js';
import type { PackedFile, PackingGround, Part } from '../pack-matter/pack-matter.ports.js';

type Plan = EventData<'VersionThinningPlanned'>;

/** A file that goes into the ZIP, and the version that it is. */
interface RolledFile {
  readonly file: PackedFile;
  readonly origin: DocumentOrigin | null;
}

/** What the ZIP is made of: versions that are files yet, and the entries of the ZIP before. */
export interface VersionSources {
  readonly plan: Plan;
  /** Revisions of the versions, by their file ids. */
  readonly revs: ReadonlyMap<string, string>;
  readonly earlier: OpenedArchive | null;
  /** All versions that were known when it was planned. */
  readonly known: readonly KnownVersion[];
  /** What of the document was mirrored by then. */
  readonly mirrorings: readonly Mirroring[];
}

/** An entry of the earlier ZIP has no id in Dropbox. */
const entryId = ({ path }: ManifestEntry): string => `entry:${path}`;

/** The part that is packed: every version once, in one order, so that a second try writes the same bytes. */
export function versionPart({ plan, revs, earlier, known, mirrorings }: VersionSources): Part {
  const root = plan.to.folder;
  const names = new Names();
  const carried = filesOf(earlier)
    .filter((entry) => !plan.versions.some((one) => isVersion(entry, one)))
    .map((entry): RolledFile => {
      const name = names.give(entry.sourcePath ?? entry.path);
      const { size, contentHash } = entry;
      const file = { id: entryId(entry), rev: '', size, contentHash, modified: new Date(entry.modified) };
      return { file: { ...file, path: `${root}/${name}` }, origin: entry.document };
    });
  const loose = plan.versions.map(({ id, number, file, path, size, contentHash, dated }): RolledFile => {
    const name = names.give(path.slice(path.lastIndexOf('/') + 1));
    const lying = { id: file, rev: revs.get(file) ?? '', size, contentHash, modified: new Date(dated) };
    const origin = { id: plan.document, version: { id, number }, versions: known };
    return { file: { ...lying, path: `${root}/${name}` }, origin };
  });
  const all = [...carried, ...loose];
  return {
    access: plan.access,
    root,
    files: all.map(({ file }) => file).toSorted((one, other) => (one.path < other.path ? -1 : 1)),
    path: `${root}/${plan.to.name}`,
    origins: new Map(all.map(({ file, origin }) => [file.id, origin])),
    mirrorings: new Map(all.map(({ file }) => [file.id, mirrorings])),
  };
}

/** Files of a ZIP without the page that we put there. */
export const filesOf = (archive: Pick<OpenedArchive, 'manifest'> | null): readonly ManifestEntry[] =>
  archive?.manifest.entries.filter(({ path }) => path !== INDEX_PATH) ?? [];

/** Whether an entry is that version, byte for byte. */
export const isVersion = (
  { document, contentHash, size }: ManifestEntry,
  version: Plan['versions'][number],
): boolean =>
  document?.version.number === version.number && contentHash === version.contentHash && size === version.size;

/** Two versions may have had one name, in different folders. */
class Names {
  readonly #given = new Set<string>();

  give(name: string): string {
    let [free, number] = [name, 1];
    while (this.#given.has(free.toLowerCase())) {
      number += 1;
      free = withSuffix(name, ` (${number})`);
    }
    this.#given.add(free.toLowerCase());
    return free;
  }
}

/**
 * The ground on which versions are packed: entries of the ZIP before are read out of it, and whether the new one may lie
 * there is asked before its first byte and right before it shows.
 */
export function versionGround(
  ground: PackingGround,
  earlier: OpenedArchive | null,
  mayLieThere: () => Promise<boolean>,
): PackingGround {
  const entries = new Map(filesOf(earlier).map((entry) => [entryId(entry), entry]));
  return {
    tree: (firm, folder) => ground.tree(firm, folder),
    look: (firm, place) => ground.look(firm, place),
    archive: (firm, file) => ground.archive(firm, file),
    shutFolder: (firm) => ground.shutFolder(firm),
    verdictOf: (error) => ground.verdictOf(error),
    put: (firm: FirmId, archive) => ground.put(firm, { ...archive, mayLieThere }),
    read: (firm, file, signal) => {
      const entry = entries.get(file.id);
      return entry === undefined || earlier === null ? ground.read(firm, file, signal) : earlier.read(entry);
    },
  };
}
