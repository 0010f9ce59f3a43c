import type { EventData, FirmId } from '@counterpart/contracts';
import { candidates } from '@counterpart/placement';
import { editName } from '../custody/hand-edit.js';
import { NoNameFree } from '../custody/no-name-free.js';
import { RestrictedEdit } from '../custody/restricted-edit.js';
import type { Copied, Put, Seen, SeenFile } from '../custody/seen-file.js';
import type { KnownPlan, LateBytes, PutTerms, VersionFiles } from './archive-version.ports.js';
import { pathsIn } from './left-behind.js';

type Kept = NonNullable<EventData<'VersionArchived'>['kept']>;

/** What was kept, and what lies in place now: the part of the outcome that Dropbox decides. */
export type Keeping = Pick<EventData<'VersionArchived'>, 'kept' | 'how' | 'current' | 'handEdit' | 'unseen'>;

/** What is to be kept. */
export interface VersionWork extends PutTerms {
  readonly plan: KnownPlan;
  /** The counterpart, as it was seen before the gate was asked: from there it is copied. */
  readonly seen: Seen;
  /** Where it lay, and may stand up again; null where it is still there, or nobody knows. */
  readonly grave: string | null;
  /** Closes other ways into what stood up again. */
  readonly seal: (file: SeenFile) => Promise<void>;
}

/**
 * Keeps the version that lies in place beside it, before it is replaced. What somebody made of the file by hand is
 * kept first, under a name that says so; the version itself then comes from the file’s history, from the deleted file, or
 * from Clio, whichever has it. So it does where Dropbox gives the bytes of the file in place to nobody.
 *
 * Every step looks before it acts and replaces nothing: done again after a crash, it finds what was done.
 * @returns undefined where the file was changed while it was copied: look again
 * @throws NoNameFree; RestrictedEdit; what the files throw
 */
export async function keepVersion(
  files: VersionFiles,
  firm: FirmId,
  work: VersionWork,
): Promise<Keeping | undefined> {
  const { plan, seen } = work;
  const shelf = new Shelf(files, firm, work);
  const current = seen.kind === 'file' ? seen : null;
  const isUnchanged = current?.contentHash === plan.contentHash;
  if (isUnchanged) {
    const put = await shelf.copyVersion(current);
    if (put !== 'restricted') return put && { ...put, current: toldOf(current), handEdit: null };
  }
  const handEdit = current === null || isUnchanged ? null : await shelf.keepHandEdit(current);
  if (handEdit === undefined) return undefined;
  const back = await bringBack(shelf, files, firm, work);
  return back && { current: toldOf(current), handEdit, ...unseenIn(seen), ...back };
}

/** What lies in place cannot be told from what was mirrored there, nor be kept. Nothing replaces it. */
const unseenIn = ({ kind }: Seen): Pick<Keeping, 'unseen'> => (kind === 'restricted' ? { unseen: true } : {});

/**
 * Puts a version that never lay in place beside the counterpart. Done again after a crash, it finds what was done.
 * @returns undefined where something came in between: look again
 */
export async function keepLate(
  files: VersionFiles,
  firm: FirmId,
  { plan, bytes, signal }: LateWork,
): Promise<Pick<Keeping, 'kept' | 'how'> | undefined> {
  const { contentHash } = bytes;
  const shelf = new Shelf(files, firm, { plan: { ...plan, contentHash }, signal });
  const put = await shelf.putVersion((to) => bytes.putAt(to));
  return put && recovered(put);
}

/** A version that was told late, and its bytes. */
export interface LateWork extends Pick<PutTerms, 'signal'> {
  readonly plan: Pick<EventData<'VersionArchivePlanned'>, 'document' | 'to'>;
  readonly bytes: LateBytes;
}

/** A version that does not lie in place: whether it was kept, and what lies in place now where that has changed. */
type BroughtBack = Pick<Keeping, 'kept' | 'how'> & Partial<Pick<Keeping, 'current'>>;

/** @returns undefined where the file was changed meanwhile: look again */
async function bringBack(
  shelf: Shelf,
  files: VersionFiles,
  firm: FirmId,
  work: VersionWork,
): Promise<BroughtBack | undefined> {
  const history = await shelf.putVersion((to) => files.recover(firm, work.plan, to, work));
  if (history !== undefined) return recovered(history);
  const revived = await revive(files, firm, work);
  if (revived !== undefined) {
    const put = await shelf.copyVersion(revived);
    // The next version replaces it where it stands.
    const current = toldOf(revived);
    if (put === 'restricted') return { ...(await fetchFromClio(shelf, files, firm, work)), current };
    return put && { ...recovered(put), current };
  }
  return fetchFromClio(shelf, files, firm, work);
}

async function fetchFromClio(
  shelf: Shelf,
  files: VersionFiles,
  firm: FirmId,
  work: VersionWork,
): Promise<Pick<Keeping, 'kept' | 'how'>> {
  const fetched = await shelf.putVersion((to) => files.fetch(firm, work.plan, to, work));
  return fetched === undefined ? { kept: null, how: 'unavailable' } : recovered(fetched);
}

/** The deleted file, at its place again; done again after a crash, it is found there. */
async function revive(
  files: VersionFiles,
  firm: FirmId,
  { plan, grave, seal }: VersionWork,
): Promise<SeenFile | undefined> {
  if (grave === null) return undefined;
  const { document, contentHash } = plan;
  const file = await files.revive(firm, { document, place: grave, contentHash });
  if (file !== undefined) await seal(file);
  return file;
}

/** What lies in place now, as it is told. */
export const toldOf = (file: SeenFile | null): Keeping['current'] =>
  file === null ? null : { rev: file.rev, contentHash: file.contentHash };

const recovered = ({ kept, how }: Shelved): Pick<Keeping, 'kept' | 'how'> => ({
  kept,
  how: how === 'copied' ? 'recovered' : how,
});

interface Shelved {
  readonly kept: Kept;
  readonly how: 'copied' | 'recognised';
}

interface ShelfWork extends Pick<PutTerms, 'signal'> {
  readonly plan: Pick<KnownPlan, 'document' | 'to' | 'contentHash'>;
}

/** The folder of prior versions, as one document uses it. */
class Shelf {
  constructor(
    private readonly files: VersionFiles,
    private readonly firm: FirmId,
    private readonly work: ShelfWork,
  ) {}

  /** @returns undefined where the file was changed while it was copied; `restricted` where Dropbox gives its bytes to nobody */
  copyVersion(file: SeenFile): Promise<Shelved | 'restricted' | undefined> {
    const copy = (to: string): Promise<Copied> => this.files.copy(this.firm, file.path, to, this.work.signal);
    return this.put(this.versionNames(), this.work.plan.contentHash, copy);
  }

  /** @returns undefined where its source is gone, or other content came of it */
  async putVersion(make: (to: string) => Promise<Put>): Promise<Shelved | undefined> {
    const put = await this.put(this.versionNames(), this.work.plan.contentHash, make);
    return put === 'restricted' ? undefined : put;
  }

  private versionNames(): Iterable<string> {
    const { document, to } = this.work.plan;
    return candidates(to.name, { id: document, folder: to.folder });
  }

  private editNames(edited: SeenFile): Iterable<string> {
    const { document, to } = this.work.plan;
    return candidates(editName(edited, to.folder), { id: document, folder: to.folder });
  }

  /** @returns undefined where the file was changed while it was copied @throws RestrictedEdit */
  async keepHandEdit(edited: SeenFile): Promise<Kept | undefined> {
    await this.rename(edited);
    const copy = (to: string): Promise<Copied> =>
      this.files.copy(this.firm, edited.path, to, this.work.signal);
    const put = await this.put(this.editNames(edited), edited.contentHash, copy);
    if (put === 'restricted') throw new RestrictedEdit('Dropbox gives the bytes of a hand edit to nobody');
    return put?.kept;
  }

  /**
   * Puts a file under the first name that is free, or finds it where it lies.
   * @returns undefined where its source is gone, or other content came of it
   */
  private async put(
    names: Iterable<string>,
    contentHash: string,
    make: (to: string) => Promise<Copied>,
  ): Promise<Shelved | 'restricted' | undefined> {
    for (const path of pathsIn(this.work.plan.to.folder, names)) {
      const before = await this.files.look(this.firm, path);
      if (isContent(before, contentHash)) return { kept: keptAs(before), how: 'recognised' };
      if (before.kind !== 'nothing') continue;
      const made = await make(path);
      if (made.kind === 'gone') return undefined;
      if (made.kind === 'restricted') return made.kind;
      if (made.kind === 'put') {
        return made.file.contentHash === contentHash ? { kept: keptAs(made.file), how: 'copied' } : undefined;
      }
      const after = await this.files.look(this.firm, path);
      if (isContent(after, contentHash)) return { kept: keptAs(after), how: 'recognised' };
    }
    throw new NoNameFree(`no name is free in ${this.work.plan.to.folder}`);
  }

  /** A hand edit that came while the version was copied lies under the version’s name: it gets its own. */
  private async rename(edited: SeenFile): Promise<void> {
    const { folder } = this.work.plan.to;
    for (const path of pathsIn(folder, this.versionNames())) {
      const found = await this.files.look(this.firm, path);
      if (found.kind === 'nothing') return;
      if (!isContent(found, edited.contentHash)) continue;
      const [to] = pathsIn(folder, this.editNames(edited));
      if (to !== undefined) await this.files.move(this.firm, found.path, to, this.work.signal);
      return;
    }
  }
}

const isContent = (seen: Seen, contentHash: string): seen is SeenFile =>
  seen.kind === 'file' && seen.contentHash === contentHash;

const keptAs = ({ path, id, contentHash }: SeenFile): Kept => ({ path, file: id, contentHash });
