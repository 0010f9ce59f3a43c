import type { Stack } from '@counterpart/local';
import type { EventData } from '@counterpart/contracts';
import { ObservationFailed } from '../observe/get-json.js';
import type { System } from '../verify.js';
import { DropboxHand } from './dropbox-hand.js';
import { subjectsIn, type Subject } from './new-versions.js';

/** What somebody did to a file. A renamed file counts as moved. */
export interface Deed extends Subject {
  readonly how: 'edited' | 'moved' | 'renamed' | 'deleted';
  readonly kind: EventData<'DriftFound'>['kind'];
  /** What the file holds after an edit. */
  readonly edit: Buffer | null;
}

/** Files of each kind: together more than are told one by one (`notices.foldAfter`), and fewer than stop healing. */
const EACH = 3;
const WAYS = ['edited', 'moved', 'renamed', 'deleted'] as const;
const RESTRICTED = '/Privileged/';

/** Edits, moves, renames and deletes mirrored files in Dropbox, each of them one of its own. */
export async function driftByHand(stack: Stack, system: System): Promise<readonly Deed[]> {
  const hand = new DropboxHand(stack);
  const open = (await subjectsIn(system, Infinity)).filter(({ file }) => !file.path.startsWith(RESTRICTED));
  const subjects = open.slice(0, EACH * WAYS.length);
  if (subjects.length < EACH * WAYS.length) throw new ObservationFailed(`only ${open.length} files lie open`);
  const deeds = subjects.map((subject, at): Deed => {
    const how = WAYS[at % WAYS.length] ?? 'edited';
    const edit = how === 'edited' ? Buffer.from(`${subject.document}, edited by hand\n`) : null;
    return { ...subject, how, kind: how === 'renamed' ? 'moved' : how, edit };
  });
  for (const { file, how, edit } of deeds) {
    const cut = file.path.lastIndexOf('/');
    const [folder, name] = [file.path.slice(0, cut), file.path.slice(cut + 1)];
    if (how === 'edited') await system.dropbox.put(file.path, edit?.toString() ?? '');
    else if (how === 'moved') await hand.move(file.path, `${folder}/Sorted by hand/${name}`);
    else if (how === 'renamed') await hand.move(file.path, `${folder}/As I call it ${name}`);
    else await hand.delete(file.path);
  }
  return deeds;
}
