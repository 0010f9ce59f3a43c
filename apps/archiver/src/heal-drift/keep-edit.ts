import type { EventData, FirmId } from '@counterpart/contracts';
import { candidates } from '@counterpart/placement';
import { editName } from '../custody/hand-edit.js';
import { NoNameFree } from '../custody/no-name-free.js';
import type { KnownFile } from '../custody/known-file.js';
import type { Seen, SeenFile } from '../custody/seen-file.js';
import type { HealingHands } from './heal-drift.ports.js';

/** A hand edit that is kept as a file of its own. */
export type KeptEdit = NonNullable<EventData<'DriftHealed'>['handEdit']>;

/** How many names are tried before a person has to look. */
const NAMES = 20;

/** What is kept, and where. */
interface Edit {
  readonly known: KnownFile;
  readonly edited: SeenFile;
  /** Folder of prior versions, absolute. */
  readonly folder: string;
}

/**
 * Keeps what somebody made of a file by hand beside its prior versions; done again after a crash, it finds what was done.
 * @returns undefined where the file was changed while it was copied: look again
 * @throws NoNameFree; what the hands throw
 */
export async function keepEdit(
  hands: HealingHands,
  firm: FirmId,
  { known, edited, folder }: Edit,
): Promise<KeptEdit | undefined> {
  const names = candidates(editName(edited, folder), { id: known.document, folder });
  let tried = 0;
  for (const name of names) {
    const path = `${folder}/${name}`;
    const before = await hands.look(firm, path);
    if (isContent(before, edited)) return keptAs(before);
    if (before.kind === 'nothing') {
      const made = await hands.copy(firm, edited.path, path);
      if (made.kind === 'gone') return undefined;
      if (made.kind === 'put') return isContent(made.file, edited) ? keptAs(made.file) : undefined;
    }
    tried += 1;
    if (tried === NAMES) break;
  }
  throw new NoNameFree(`no name is free in ${folder}`);
}

const isContent = (seen: Seen, { contentHash }: SeenFile): seen is SeenFile =>
  seen.kind === 'file' && seen.contentHash === contentHash;

const keptAs = ({ path, id, contentHash }: SeenFile): KeptEdit => ({ path, file: id, contentHash });
