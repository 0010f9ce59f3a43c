import type { EventData, FirmId } from '@counterpart/contracts';
import { candidates } from '@counterpart/placement';
import { editName } from '../custody/hand-edit.js';
import type { Put, Seen, SeenFile } from '../custody/seen-file.js';
import type { VersionFiles } from './archive-version.ports.js';

type Plan = EventData<'VersionArchivePlanned'>;
type Kept = NonNullable<EventData<'VersionArchived'>['kept']>;

/** What was kept, and what lies in place now: the part of the outcome that Dropbox decides. */
export type Keeping = Pick<EventData<'VersionArchived'>, 'kept' | 'how' | 'current' | 'handEdit'>;

/** What is to be kept. */
export interface VersionWork {
  readonly plan: Plan;
  /** The counterpart, as it was seen before the gate was asked: from there it is copied. */
  readonly seen: Seen;
  readonly signal: AbortSignal;
}

/** How many names are tried before something else is held to be wrong. */
const NAMES = 20;

/**
 * Keeps the version that lies in place beside it, before it is replaced. What somebody made of the file by hand is
 * kept first, under a name that says so; the version itself then comes from the file’s history.
 *
 * Every step looks before it acts and replaces nothing: done again after a crash, it finds what was done.
 * @returns undefined where the file was changed while it was copied: look again
 */
export async function keepVersion(
  files: VersionFiles,
  firm: FirmId,
  { plan, seen, signal }: VersionWork,
): Promise<Keeping | undefined> {
  const shelf = new Shelf(files, firm, plan, signal);
  const current = seen.kind === 'file' ? seen : null;
  const told = current === null ? null : { rev: current.rev, contentHash: current.contentHash };
  if (current?.contentHash === plan.contentHash) {
    const put = await shelf.put(shelf.versionNames(), plan.contentHash, (to) =>
      files.copy(firm, current.path, to, signal),
    );
    return put === undefined ? undefined : { ...put, current: told, handEdit: null };
  }
  const handEdit = current === null ? null : await shelf.keepHandEdit(current);
  if (handEdit === undefined) return undefined;
  const put = await shelf.put(shelf.versionNames(), plan.contentHash, (to) =>
    files.recover(firm, plan, to, signal),
  );
  if (put === undefined) return { kept: null, how: 'unavailable', current: told, handEdit };
  return { kept: put.kept, how: put.how === 'copied' ? 'recovered' : put.how, current: told, handEdit };
}

interface Shelved {
  readonly kept: Kept;
  readonly how: 'copied' | 'recognised';
}

/** The folder of prior versions, as one document uses it. */
class Shelf {
  constructor(
    private readonly files: VersionFiles,
    private readonly firm: FirmId,
    private readonly plan: Plan,
    private readonly signal: AbortSignal,
  ) {}

  versionNames(): Iterable<string> {
    const { document, to } = this.plan;
    return candidates(to.name, { id: document, folder: to.folder });
  }

  private editNames(edited: SeenFile): Iterable<string> {
    const { document, to } = this.plan;
    return candidates(editName(edited, to.folder), { id: document, folder: to.folder });
  }

  /** @returns undefined where the file was changed while it was copied */
  async keepHandEdit(edited: SeenFile): Promise<Kept | undefined> {
    await this.rename(edited);
    const copy = (to: string): Promise<Put> => this.files.copy(this.firm, edited.path, to, this.signal);
    const put = await this.put(this.editNames(edited), edited.contentHash, copy);
    return put?.kept;
  }

  /**
   * Puts a file under the first name that is free, or finds it where it lies.
   * @returns undefined where its source is gone, or other content came of it
   */
  async put(
    names: Iterable<string>,
    contentHash: string,
    make: (to: string) => Promise<Put>,
  ): Promise<Shelved | undefined> {
    for (const path of this.paths(names)) {
      const before = await this.files.look(this.firm, path);
      if (isContent(before, contentHash)) return { kept: keptAs(before), how: 'recognised' };
      if (before.kind !== 'nothing') continue;
      const made = await make(path);
      if (made.kind === 'gone') return undefined;
      if (made.kind === 'put') {
        return made.file.contentHash === contentHash ? { kept: keptAs(made.file), how: 'copied' } : undefined;
      }
      const after = await this.files.look(this.firm, path);
      if (isContent(after, contentHash)) return { kept: keptAs(after), how: 'recognised' };
    }
    throw new TypeError(`no name is free in ${this.plan.to.folder}`);
  }

  /** A hand edit that came while the version was copied lies under the version’s name: it gets its own. */
  private async rename(edited: SeenFile): Promise<void> {
    for (const path of this.paths(this.versionNames())) {
      const found = await this.files.look(this.firm, path);
      if (found.kind === 'nothing') return;
      if (!isContent(found, edited.contentHash)) continue;
      const [to] = this.paths(this.editNames(edited));
      if (to !== undefined) await this.files.move(this.firm, found.path, to, this.signal);
      return;
    }
  }

  private *paths(names: Iterable<string>): Generator<string> {
    let tried = 0;
    for (const name of names) {
      yield `${this.plan.to.folder}/${name}`;
      tried += 1;
      if (tried === NAMES) return;
    }
  }
}

const isContent = (seen: Seen, contentHash: string): seen is SeenFile =>
  seen.kind === 'file' && seen.contentHash === contentHash;

const keptAs = ({ path, id, contentHash }: SeenFile): Kept => ({ path, file: id, contentHash });
