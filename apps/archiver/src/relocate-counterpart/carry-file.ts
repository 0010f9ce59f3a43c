import type { EventData, FirmId } from '@counterpart/contracts';
import { nextStep, type Lying, type Movable, type NextStep, type Way } from '../custody/place.js';
import { moveSeen } from './move-seen.js';
import type { Premises } from './relocate-counterpart.ports.js';

/** How a move ended. */
export type Carried =
  | { readonly kind: 'there'; readonly entry: Lying; readonly how: EventData<'Relocated'>['how'] }
  | {
      readonly kind: 'conflict';
      readonly found: EventData<'RelocationConflictFound'>['found'];
      readonly at: string | null;
    }
  /** Dropbox does not know yet what it just showed: look again later. */
  | { readonly kind: 'unsettled' };

/** A file’s move. */
export interface FileMove {
  readonly counterpart: string;
  readonly way: Way;
  /** It must not stay where it lies, wherever somebody put it: it is privileged. */
  readonly isSought: boolean;
  readonly signal: AbortSignal;
}

/** What somebody moved by hand is left to them, unless it must not lie open. */
function stepOf(way: Way, at: string, isSought: boolean): NextStep {
  const step = nextStep(way, at);
  return step.kind === 'elsewhere' && isSought ? { kind: 'step', to: way.to, isLast: true } : step;
}

const thereIf = ({ isLast }: { readonly isLast: boolean }, entry: Movable): Carried | undefined =>
  isLast && entry.kind === 'file' ? { kind: 'there', entry, how: 'moved' } : undefined;

/** Looks and steps until the file lies there; two steps need three looks at most, one more absorbs a race. */
const LOOKS = 4;

/**
 * Moves a counterpart. It is found by its id, so a lost answer, a crash between two steps and a hand that was faster are all
 * seen for what they are; it is moved from where it was found.
 */
export async function carryFile(
  premises: Premises,
  firm: FirmId,
  { counterpart, way, isSought, signal }: FileMove,
): Promise<Carried> {
  let [hasMoved, hindered] = [false, false];
  for (let look = 0; look < LOOKS; look += 1) {
    const found = await premises.look(firm, counterpart);
    if (found.kind !== 'file') return { kind: 'conflict', found: 'nothing', at: null };
    const step = stepOf(way, found.path, isSought);
    if (step.kind === 'there') return { kind: 'there', entry: found, how: hasMoved ? 'moved' : 'found' };
    if (step.kind === 'elsewhere') return { kind: 'conflict', found: 'elsewhere', at: step.at };
    const answer = await moveSeen(premises, firm, found, { to: step.to, signal });
    if (answer.kind === 'in-the-way' && hindered)
      return { kind: 'conflict', found: answer.what, at: step.to };
    // What stands in the way may be the file itself, moved by a try whose answer was lost: the next look tells.
    hindered = answer.kind === 'in-the-way';
    if (answer.kind !== 'done') continue;
    hasMoved = true;
    const there = thereIf(step, answer.entry);
    if (there !== undefined) return there;
  }
  return { kind: 'unsettled' };
}
