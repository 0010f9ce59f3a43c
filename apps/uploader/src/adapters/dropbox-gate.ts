import type { DropboxConnections } from '@counterpart/connections';
import type { AccessDeviation, EventData, FirmId, Reason, RestrictedPlace } from '@counterpart/contracts';
import type { Sharing } from '@counterpart/dropbox-client';
import {
  folderDeviations,
  isOpen,
  itemDeviations,
  readFolderAccess,
  readInnerFolder,
  sealFile,
  type Marks,
} from '@counterpart/restricted-folder';
import type { RestrictedGate, Sealed } from '../commit-staged/commit-staged.ports.js';
import { commitPath } from '../upload/placement-path.js';

type Staged = EventData<'DocumentStaged'>;

/**
 * The gate before the firms’ restricted folders. One batch reads each folder once: all of its documents are committed
 * by the same call right after. The next batch reads again.
 */
export class DropboxGate implements RestrictedGate {
  constructor(
    private readonly connections: DropboxConnections,
    private readonly known: Pick<Marks, 'of'>,
  ) {}

  marks(firm: FirmId, staged: readonly Staged[]): Promise<readonly (Reason | null)[]> {
    return this.known.of(firm, staged);
  }

  async prepare(firm: FirmId, staged: readonly Staged[]): Promise<void> {
    const { sharing } = (await this.connections.of(firm)).client;
    const inspection = new Inspection(sharing);
    for (const one of staged) {
      const { restricted, counterpart } = one;
      if (restricted === undefined || counterpart === null) continue;
      if ((await inspection.of(one)).length > 0) continue;
      const standing = await sharing.standing(counterpart);
      if (standing.kind === 'file') await sealFile(sharing, restricted, counterpart);
    }
  }

  async inspect(firm: FirmId, staged: readonly Staged[]): Promise<readonly (readonly AccessDeviation[])[]> {
    const { sharing } = (await this.connections.of(firm)).client;
    const inspection = new Inspection(sharing);
    // All at once: what was read first is not much older at the commit than what was read last.
    return Promise.all(staged.map((one) => inspection.of(one)));
  }

  async seal(firm: FirmId, place: RestrictedPlace, file: string): Promise<Sealed> {
    const { sharing } = (await this.connections.of(firm)).client;
    return sealFile(sharing, place, file);
  }
}

/** One look at everything that some documents are to be put into. */
class Inspection {
  readonly #folders = new Map<string, Promise<readonly AccessDeviation[]>>();

  constructor(private readonly sharing: Sharing) {}

  async of(staged: Staged): Promise<readonly AccessDeviation[]> {
    const { restricted } = staged;
    if (restricted === undefined) return [];
    const looks = [
      this.#once(restricted.folder, () => this.#outer(restricted)),
      ...innerFolders(commitPath(staged)).map((path) =>
        this.#once(path, () => this.#inner(path, restricted)),
      ),
    ];
    return (await Promise.all(looks)).flat();
  }

  #once(key: string, look: () => Promise<readonly AccessDeviation[]>): Promise<readonly AccessDeviation[]> {
    const known = this.#folders.get(key) ?? look();
    this.#folders.set(key, known);
    return known;
  }

  async #outer(place: RestrictedPlace): Promise<readonly AccessDeviation[]> {
    const evidence = await readFolderAccess(this.sharing, place.folder);
    return folderDeviations(evidence, place.folder, place);
  }

  /** Links to a folder within are ended: the policy gives links no part in the restricted folder. */
  async #inner(path: string, place: RestrictedPlace): Promise<readonly AccessDeviation[]> {
    const evidence = await readInnerFolder(this.sharing, path);
    if (evidence === null) return [];
    for (const link of evidence.links.filter(isOpen)) await this.sharing.revoke(link);
    return itemDeviations({ ...evidence, links: [] }, place);
  }
}

/** The folders between the namespace and the file: `ns:7/a/b/c.pdf` gives `ns:7/a` and `ns:7/a/b`. */
function innerFolders(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1, -1).map((_, index) => parts.slice(0, index + 2).join('/'));
}
