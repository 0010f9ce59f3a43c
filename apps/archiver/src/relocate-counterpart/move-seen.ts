import type { FirmId } from '@counterpart/contracts';
import type { Movable } from '../custody/place.js';
import type { Premises, RelocationAnswer } from './relocate-counterpart.ports.js';

/**
 * Moves what was seen, from the path at which it was seen. By its id it would be found wherever it lies by then: a process
 * that stood still after its look, while another one moved the thing on, would take it out of where it belongs. Something
 * else that came to lie at that path meanwhile is moved back, and there was nothing to be moved.
 */
export async function moveSeen(
  premises: Premises,
  firm: FirmId,
  seen: Movable,
  { to, signal }: { readonly to: string; readonly signal: AbortSignal },
): Promise<RelocationAnswer> {
  const answer = await premises.move(firm, seen.path, to, signal);
  if (answer.kind !== 'done' || (await isSame(premises, firm, seen, answer.entry))) return answer;
  // Whoever gave the signal, what was moved in error does not stay there.
  const back = await premises.move(firm, to, seen.path, new AbortController().signal);
  return back.kind === 'in-the-way' ? back : { kind: 'gone' };
}

/** Another namespace may give it another id (UNCONFIRMED); then the id that was seen is known no more. */
async function isSame(premises: Premises, firm: FirmId, seen: Movable, moved: Movable): Promise<boolean> {
  if (moved.id === seen.id) return true;
  if (moved.kind !== seen.kind || contentOf(moved) !== contentOf(seen)) return false;
  return (await premises.look(firm, seen.id)).kind === 'nothing';
}

const contentOf = (lying: Movable): string | null => (lying.kind === 'file' ? lying.contentHash : null);
