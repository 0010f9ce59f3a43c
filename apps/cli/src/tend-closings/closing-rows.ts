import type { ClosingStanding } from './closing-story.js';

export const CLOSINGS_HEADING = ['matter', 'client', 'state', 'since', 'action', 'where or what is missing'];

/** Closings as rows for people; `--json` has all of it. */
export const closingRows = (closings: readonly ClosingStanding[]): readonly (readonly string[])[] =>
  closings.map((closing) => [
    `${closing.matterNumber ?? '?'} (${closing.matter})`,
    closing.client ?? '',
    closing.state,
    closing.since,
    closing.action,
    whereabouts(closing),
  ]);

function whereabouts({ state, heldUp, archives, askAfter }: ClosingStanding): string {
  if (heldUp?.refusal !== undefined)
    return [heldUp.refusal.reason, heldUp.refusal.at ?? ''].join(' ').trimEnd();
  if (heldUp !== null) return `${heldUp.because}: ${heldUp.unsettled} documents`;
  if (archives.length > 0) return archives.map(({ path }) => path).join(', ');
  return state === 'settling' ? `asks after ${askAfter}` : '';
}

/** The documents that hold a closing up, a line each. */
export function missingWords({ heldUp }: ClosingStanding): readonly string[] {
  if (heldUp === null) return [];
  const lines = heldUp.missing.map(({ document, name, state }) => `  ${name} (${document}): ${state}`);
  const more = heldUp.unsettled - heldUp.missing.length;
  return more > 0 ? [...lines, `  and ${more} more`] : lines;
}
