import type { EventData, FirmId, MatterId, Policy } from '@counterpart/contracts';
import { legalName, pathKey, split } from '@counterpart/placement';
import type { KnownFile } from '../custody/known-file.js';
import { keepEdit, type KeptEdit } from './keep-edit.js';
import { NoNameFree } from '../custody/no-name-free.js';
import type { Seen, SeenFile } from '../custody/seen-file.js';
import type { DeadTraces } from '../custody/under-way.js';
import type { HealingGate, HealingHands, HealRefusal } from './heal-drift.ports.js';

type Kind = EventData<'DriftHealed'>['kind'];

/** A counterpart that is to be put back, and what stands against it. */
export interface Patient {
  readonly firm: FirmId;
  readonly known: KnownFile & { readonly matter: MatterId };
  readonly policy: Policy;
  readonly onHold: boolean;
  /** What work that was given up may have made of it: it goes on from there when it is tried again. */
  readonly ours: Pick<DeadTraces, 'places' | 'contents'>;
  /** Whether a file is another document’s. */
  readonly isAnothers: (file: string) => Promise<boolean>;
  /** Asked right before something is changed: false where somebody decided something meanwhile. */
  readonly mayAct: () => Promise<boolean>;
}

/** How it ended. */
export type Healing =
  | {
      readonly kind: 'healed';
      readonly file: SeenFile;
      readonly how: EventData<'DriftHealed'>['how'];
      readonly handEdit: KeptEdit | null;
    }
  | {
      readonly kind: 'refused';
      readonly reason: HealRefusal;
      /** What lies there now, or lies elsewhere. */
      readonly file: SeenFile | null;
      readonly handEdit: KeptEdit | null;
    }
  /** The policy leaves what is still different, or nobody can tell what it is. */
  | { readonly kind: 'left' };

/** Each way to be different takes two looks; more absorb a hand that is faster. */
const LOOKS = 6;

/** What was done so far. */
interface Progress {
  /** Dropbox file id: a restored file may bear another one. */
  readonly id: string;
  readonly how: EventData<'DriftHealed'>['how'];
  readonly handEdit: KeptEdit | null;
}

/**
 * Puts a counterpart back where it belongs, with the bytes that were mirrored. Every step looks at what is before it acts,
 * so a lost answer, a crash between two steps and a hand that was faster are seen for what they are.
 */
export async function healFile(hands: HealingHands, gate: HealingGate, patient: Patient): Promise<Healing> {
  let done: Progress = { id: patient.known.counterpart, how: 'found', handEdit: null };
  for (let look = 0; look < LOOKS; look += 1) {
    const seen = await hands.look(patient.firm, done.id);
    const kind = kindOf(patient, seen);
    if (kind === null && seen.kind === 'file') return finish(gate, patient, seen, done);
    if (kind === null || kind === undefined || patient.policy.drift[kind] === 'leave')
      return { kind: 'left' };
    const barred = await barOf(gate, patient, kind);
    if (barred !== null) return refused(barred, seen, done);
    if (!(await patient.mayAct())) return { kind: 'left' };
    const step = await take({ hands, patient, done }, kind, seen).catch((error: unknown) =>
      crowded(error, seen, done),
    );
    if ('kind' in step) return step;
    done = step;
  }
  return { kind: 'left' };
}

/** @returns null where it is as it should be; undefined where nobody can tell, or it may be our own doing */
function kindOf({ known, ours }: Patient, seen: Seen): Kind | null | undefined {
  if (seen.kind === 'nothing') return 'deleted';
  if (seen.kind !== 'file') return undefined;
  const at = pathKey(seen.path);
  if (at !== pathKey(known.place)) return ours.places.has(at) ? undefined : 'moved';
  if (seen.contentHash === known.contentHash) return null;
  return ours.contents.has(seen.contentHash) ? undefined : 'edited';
}

/** What is on legal hold is put back where it was deleted; nothing of it is moved or written over. */
async function barOf(gate: HealingGate, patient: Patient, kind: Kind): Promise<HealRefusal | null> {
  const { firm, known, onHold } = patient;
  if (onHold && kind !== 'deleted') return 'LEGAL_HOLD';
  const { document, matter } = known;
  const folder = kind === 'edited' ? shelfOf(patient) : split(known.place).folder;
  return gate.refusalOf(firm, { document, matter, folder });
}

const shelfOf = ({ known, policy }: Patient): string =>
  `${split(known.place).folder}/${legalName(policy.versions.folder)}`;

interface Stand {
  readonly hands: HealingHands;
  readonly patient: Patient;
  readonly done: Progress;
}

function take(stand: Stand, kind: Kind, seen: Seen): Promise<Progress | Healing> {
  if (seen.kind !== 'file') return restore(stand);
  return kind === 'moved' ? moveBack(stand, seen) : rewrite(stand, seen);
}

/**
 * What lies at its place may be it already, put there by a try whose answer was lost or by somebody who was faster. It may also be
 * another document’s, moved there by a hand.
 */
async function restore({ hands, patient, done }: Stand): Promise<Progress | Healing> {
  const { firm, known } = patient;
  const lies = await hands.look(firm, known.place);
  if (lies.kind === 'file' && lies.contentHash === known.contentHash && !(await patient.isAnothers(lies.id)))
    return { ...done, id: lies.id };
  if (lies.kind !== 'nothing') return refused('PLACE_TAKEN', lies, done);
  const answer = await hands.restore(firm, known);
  if (answer.kind === 'gone') return refused('REVISION_GONE', lies, done);
  return answer.kind === 'taken' ? done : { ...done, id: answer.file.id, how: 'restored' };
}

async function moveBack({ hands, patient, done }: Stand, seen: SeenFile): Promise<Progress | Healing> {
  const { firm, known } = patient;
  const answer = await hands.move(firm, seen.path, known.place);
  if (answer.kind === 'put' && (await isOther(hands, firm, seen, answer.file))) {
    // Somebody put another file there after the look: it goes back.
    await hands.move(firm, known.place, seen.path);
    return done;
  }
  if (answer.kind === 'put') return { ...done, how: 'moved-back' };
  if (answer.kind === 'gone') return done;
  // What is in the way may be the file itself, moved by a try whose answer was lost.
  const lies = await hands.look(firm, known.place);
  return lies.kind === 'file' && lies.id === seen.id ? done : refused('PLACE_TAKEN', seen, done);
}

/** Another namespace may give the file another id (UNCONFIRMED); then the id that was seen is known no more. */
const isOther = async (
  hands: HealingHands,
  firm: FirmId,
  seen: SeenFile,
  moved: SeenFile,
): Promise<boolean> => moved.id !== seen.id && (await hands.look(firm, seen.id)).kind === 'file';

async function rewrite({ hands, patient, done }: Stand, seen: SeenFile): Promise<Progress | Healing> {
  const { firm, known } = patient;
  const handEdit = await keepEdit(hands, firm, { known, edited: seen, folder: shelfOf(patient) });
  if (handEdit === undefined) return done;
  const answer = await hands.rewrite(firm, known, seen);
  const kept = { ...done, handEdit };
  if (answer.kind === 'gone') return refused('REVISION_GONE', seen, kept);
  return answer.kind === 'taken' ? kept : { ...kept, how: 'rewritten' };
}

async function finish(
  gate: HealingGate,
  { firm, known }: Patient,
  file: SeenFile,
  { how, handEdit }: Progress,
): Promise<Healing> {
  await gate.seal(firm, split(known.place).folder, file.id);
  return { kind: 'healed', file, how, handEdit };
}

/** Its edit can be kept nowhere: that waits for a person, and no other file waits with it. */
function crowded(error: unknown, seen: Seen, done: Progress): Healing {
  if (error instanceof NoNameFree) return refused('PLACE_TAKEN', seen, done);
  throw error;
}

const refused = (reason: HealRefusal, seen: Seen, { handEdit }: Progress): Healing => ({
  kind: 'refused',
  reason,
  file: seen.kind === 'file' ? seen : null,
  handEdit,
});
