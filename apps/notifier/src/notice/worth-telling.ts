import type { Event } from '@counterpart/contracts';
import type { Conflict } from './conflict-notice.js';

/**
 * Whether a person is to be told of a conflict. What goes on by itself is nobody’s work, and what is tried again with every
 * change and meets the same obstacle is told once, until something came of it.
 * @param story the stream of the event
 * @returns why not; null where it is to be told
 */
export function whyQuiet(event: Event<Conflict>, story: readonly Event[]): string | null {
  if (goesOn(event, story)) return 'it goes on by itself';
  return isToldBefore(event, story) ? 'told of this before' : null;
}

function goesOn(event: Event<Conflict>, story: readonly Event[]): boolean {
  switch (event.name) {
    case 'RelocationConflictFound':
      // The documents of a folder go to one that stands already, or out of one that is gone, one by one.
      return (
        event.data.document === null && (event.data.found === 'folder' || event.data.found === 'nothing')
      );
    case 'RelocationRefused':
      // Of a folder that is not proven the refusal itself is told, and what goes along with its document.
      return event.data.reason !== 'CONFIRMATION_MISSING' || isAlong(event, story);
    case 'PlacementConflictFound':
      return (
        (event.data.found === 'other-revision' || event.data.found === 'nothing') &&
        isLookedAtAgain(event, story)
      );
    case 'VersionArchived':
      return event.data.handEdit === null && event.data.how !== 'unavailable';
    case 'VersionsThinned':
      return event.data.left.every(({ because }) => because === 'legal-hold');
    case 'VersionThinningRefused':
      // A hold is no fault, and of what is privileged its own notices tell.
      return SETTLED_ELSEWHERE.has(event.data.reason);
    default:
      return false;
  }
}

const SETTLED_ELSEWHERE: ReadonlySet<string> = new Set([
  'LEGAL_HOLD',
  'MARKED_PRIVILEGED',
  'RESTRICTED_FOLDER_NOT_PROVEN',
]);

const isAlong = (
  { data: { planned } }: Event<'RelocationRefused' | 'Relocated'>,
  story: readonly Event[],
): boolean =>
  story.some(({ id, name, data }) => id === planned && name === 'RelocationPlanned' && 'along' in data);

/** Somebody edited or deleted the file after its version was kept, or it was moved meanwhile: it is routed anew. */
function isLookedAtAgain(event: Event<'PlacementConflictFound'>, story: readonly Event[]): boolean {
  const mirrored = story.findLastIndex(({ name }) => name === 'DocumentMirrored');
  const isKept = story.slice(mirrored + 1).some(({ name }) => name === 'VersionArchived');
  const since = story.slice(story.findIndex(({ id }) => id === event.id) + 1);
  return isKept || since.some(({ name }) => name === 'DocumentRouted');
}

/** After any of these the same obstacle is a new one. */
const CAME_OF_IT: ReadonlySet<Event['name']> = new Set([
  'DocumentMirrored',
  'Relocated',
  'CopyPlaced',
  'PrivilegeReleased',
  'SetAsidesResumed',
  'VersionsThinned',
]);

function isToldBefore(event: Event<Conflict>, story: readonly Event[]): boolean {
  const settled = story.findLastIndex(
    (one) => CAME_OF_IT.has(one.name) && !(one.name === 'Relocated' && isAlong(one, story)),
  );
  const since = story.slice(settled + 1);
  const obstacle = obstacleOf(event);
  if (obstacle === null) return false;
  const same = since.filter((told) => told.id !== event.id && obstacleOf(told) === obstacle);
  const told = new Set(since.flatMap((one) => (isNotice(one) ? [one.data.about] : [])));
  return same.some(({ id }) => told.has(id));
}

/** A notice that was sent, or that waits to be. */
export const isNotice = (event: Event): event is Event<'NoticeSent' | 'NoticeDeferred'> =>
  event.name === 'NoticeSent' || event.name === 'NoticeDeferred';

/** What is in the way and where, as one word; events that tell the same have the same. */
function obstacleOf(event: Event): string | null {
  switch (event.name) {
    case 'PlacementConflictFound':
    case 'CopyConflictFound':
      return JSON.stringify([event.name, event.data.found, event.data.path]);
    case 'RelocationConflictFound':
      return JSON.stringify([event.name, event.data.found, event.data.to, event.data.at]);
    case 'RelocationRefused':
      return JSON.stringify([event.name, event.data.reason, event.data.to]);
    case 'VersionThinningRefused':
      return JSON.stringify([event.name, event.data.reason, event.data.changed]);
    case 'VersionArchived': {
      const { how, versionNumber, handEdit } = event.data;
      const unkept = how === 'unavailable' ? versionNumber : null;
      return JSON.stringify([event.name, unkept, handEdit?.path ?? null]);
    }
    default:
      return null;
  }
}
