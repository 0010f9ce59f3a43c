import type { EventData, FirmId } from '@counterpart/contracts';
import { isWithin, pathKey } from '@counterpart/placement';
import { nextStep, type Lying, type Movable, type NextStep, type Way } from '../custody/place.js';
import type { Carried } from './carry-file.js';
import { moveSeen } from './move-seen.js';
import type { Premises, RelocationAnswer } from './relocate-counterpart.ports.js';

/** A folder’s move. */
export interface FolderMove {
  readonly way: Way;
  readonly witness: EventData<'RelocationPlanned'>['witness'];
  /** It was found too large before, and is moved part by part. */
  readonly isSplit: boolean;
  /** The target is the folder that an earlier move left part by part: what lies in it came since, or could not be moved. */
  readonly isReturn: boolean;
  /** Records that it is, before the first part goes. */
  readonly split: () => Promise<void>;
  readonly signal: AbortSignal;
}

const LOOKS = 4;

/** Moves a folder with all that lies below it, at once where Dropbox takes it, else part by part. */
export async function carryFolder(premises: Premises, firm: FirmId, move: FolderMove): Promise<Carried> {
  if (move.isSplit) return carryInParts(premises, firm, move);
  let [hasMoved, hindered] = [false, false];
  for (let look = 0; look < LOOKS; look += 1) {
    const lies = await find(premises, firm, move);
    if (lies === undefined) return absent(premises, firm, move);
    const step = nextStep(move.way, lies.path);
    if (step.kind === 'there') return { kind: 'there', entry: lies, how: hasMoved ? 'moved' : 'found' };
    if (step.kind === 'elsewhere') return { kind: 'conflict', found: 'elsewhere', at: step.at };
    const answer = await moveSeen(premises, firm, lies, { to: step.to, signal: move.signal });
    const ended = await endOf(answer, { premises, firm, move, step, hindered });
    if (ended !== undefined) return ended;
    hindered = answer.kind === 'in-the-way';
    hasMoved ||= answer.kind === 'done';
  }
  return { kind: 'unsettled' };
}

interface Stand {
  readonly premises: Premises;
  readonly firm: FirmId;
  readonly move: FolderMove;
  readonly step: Extract<NextStep, { readonly kind: 'step' }>;
  /** The try before met something in its way, too: it was no answer that had been lost. */
  readonly hindered: boolean;
}

/** What an answer ends in; undefined where another look is to tell. */
async function endOf(
  answer: RelocationAnswer,
  { premises, firm, move, step, hindered }: Stand,
): Promise<Carried | undefined> {
  switch (answer.kind) {
    case 'too-large':
      return tooLarge(premises, firm, move);
    case 'in-the-way':
      if (!hindered) return undefined;
      if (move.isReturn && answer.what === 'folder') return inParts(premises, firm, move);
      return { kind: 'conflict', found: answer.what, at: step.to };
    case 'done':
      return step.isLast ? thereIf(answer.entry) : undefined;
    case 'gone':
      return undefined;
  }
}

const thereIf = (entry: Movable): Carried | undefined =>
  entry.kind === 'folder' ? { kind: 'there', entry, how: 'moved' } : undefined;

/** The folder where it was, or at the name between. */
async function find(premises: Premises, firm: FirmId, { way }: FolderMove): Promise<Lying | undefined> {
  for (const path of way.via === null ? [way.from] : [way.from, way.via]) {
    const found = await premises.look(firm, path);
    if (found.kind === 'folder') return found;
  }
  return undefined;
}

/** It is not where it was: an earlier answer may be lost, or somebody was faster. What lay in it tells. */
async function absent(premises: Premises, firm: FirmId, { way, witness }: FolderMove): Promise<Carried> {
  const target = await premises.look(firm, way.to);
  if (target.kind !== 'folder') return { kind: 'conflict', found: 'nothing', at: null };
  if (witness === undefined) return { kind: 'there', entry: target, how: 'found' };
  const found = await premises.look(firm, witness.counterpart);
  const isBelow = found.kind === 'file' && isWithin(pathKey(found.path), pathKey(way.to));
  if (isBelow) return { kind: 'there', entry: target, how: 'found' };
  return { kind: 'conflict', found: 'nothing', at: null };
}

/** Its parts would stay in the folder that Dropbox takes for the same. */
async function tooLarge(premises: Premises, firm: FirmId, move: FolderMove): Promise<Carried> {
  const { way, isReturn } = move;
  if (way.via !== null) return { kind: 'conflict', found: 'too-large', at: way.from };
  const target = await premises.look(firm, way.to);
  const isFree = target.kind === 'nothing' || (target.kind === 'folder' && isReturn);
  if (!isFree) return { kind: 'conflict', found: target.kind === 'folder' ? 'folder' : 'file', at: way.to };
  return inParts(premises, firm, move);
}

async function inParts(premises: Premises, firm: FirmId, move: FolderMove): Promise<Carried> {
  await move.split();
  return carryInParts(premises, firm, move);
}

async function carryInParts(
  premises: Premises,
  firm: FirmId,
  { way: { from, to }, signal }: Pick<FolderMove, 'way' | 'signal'>,
): Promise<Carried> {
  await premises.make(firm, [to]);
  // What people put into the source while its parts went, which takes its time, is found by another look.
  for (let look = 0; look < LOOKS; look += 1) {
    const left = await moveParts(premises, firm, { from, to, signal });
    const target = await premises.look(firm, to);
    if (target.kind !== 'folder') return { kind: 'unsettled' };
    // What somebody put in the way meanwhile keeps its place; what is ours goes there one by one, or is reported.
    if (left > 0) return { kind: 'conflict', found: 'folder', at: to };
    if (!(await holdsFiles(premises, firm, from))) return { kind: 'there', entry: target, how: 'in-parts' };
  }
  return { kind: 'unsettled' };
}

async function holdsFiles(premises: Premises, firm: FirmId, folder: string): Promise<boolean> {
  for (const { kind, path } of await listed(premises, firm, folder)) {
    if (kind !== 'folder' || (await holdsFiles(premises, firm, path))) return true;
  }
  return false;
}

/** @returns how many files could not be moved because something lies in their way */
async function moveParts(
  premises: Premises,
  firm: FirmId,
  { from, to, signal }: { readonly from: string; readonly to: string; readonly signal: AbortSignal },
): Promise<number> {
  let left = 0;
  for (const part of await listed(premises, firm, from)) {
    const name = part.path.slice(part.path.lastIndexOf('/') + 1);
    const target = `${to}/${name}`;
    const answer = await moveSeen(premises, firm, part, { to: target, signal });
    if (answer.kind === 'done' || answer.kind === 'gone') continue;
    if (part.kind === 'folder' && (answer.kind === 'too-large' || answer.what === 'folder')) {
      await premises.make(firm, [target]);
      left += await moveParts(premises, firm, { from: `${from}/${name}`, to: target, signal });
    } else {
      left += 1;
    }
  }
  return left;
}

/** After a crash there may be nothing left of the source. */
async function listed(premises: Premises, firm: FirmId, folder: string): Promise<readonly Movable[]> {
  const found = await premises.look(firm, folder);
  return found.kind === 'folder' ? premises.list(firm, folder) : [];
}
