import type { Event, EventData, EventId } from '@counterpart/contracts';
import { rebased } from '@counterpart/placement';
import { foundAstray } from '../document/conflict-course.js';
import type { DocumentCourse } from '../document/document-course.js';
import { evolveLate, type LateKeeping } from './late-course.js';
import type { Companion } from '../moves/relocation-course.js';

/** The version in place, kept beside it. */
interface KeptVersion {
  readonly versionNumber: number;
  /** What lay in place then, which the next version may replace; null where somebody had deleted it. */
  readonly rev: string | null;
}

/**
 * How far the version in place is kept before the next one replaces it.
 *
 * - `keeping`: the decision that has no outcome yet; no version goes out meanwhile, and nothing moves.
 * - `kept`: the outcome; it holds until the next version lies in place, or somebody edits the file again.
 * - `shelf`: all that was ever kept, prior versions and what somebody made of the file by hand; where the document goes, it goes along.
 */
export interface VersionKeeping extends LateKeeping {
  readonly keeping: EventId | null;
  readonly kept: KeptVersion | null;
  readonly shelf: readonly Companion[];
}

export const NOTHING_KEPT: VersionKeeping = Object.freeze({ keeping: null, kept: null, shelf: [] });

/** Folds an event that tells of prior versions; others leave the course as it is. */
export const evolveVersions = (course: DocumentCourse, event: Event): DocumentCourse =>
  evolveLate(course, event) ?? evolveKept(course, event);

function evolveKept(course: DocumentCourse, event: Event): DocumentCourse {
  switch (event.name) {
    case 'VersionArchivePlanned':
      return { ...course, keeping: event.id };
    case 'VersionArchived': {
      const { planned, versionNumber, current } = event.data;
      if (course.keeping !== planned) return course;
      const shelf = shelvedBy(course.shelf, event.data);
      const kept = { versionNumber, rev: current?.rev ?? null };
      return { ...course, keeping: null, kept, shelf, ...foundAstray(course, event.data) };
    }
    case 'VersionArchiveRefused': {
      const { planned, proof } = event.data;
      if (course.keeping !== planned) return course;
      return { ...course, keeping: null, ...(proof === null ? {} : { refusedProof: proof }) };
    }
    case 'OpenCopyFound': {
      // Bytes of a version, as those that are kept beside it: where the document is locked away, they are.
      const { file, path } = event.data;
      return { ...course, shelf: [...course.shelf.filter((one) => one.file !== file), { file, path }] };
    }
    case 'Relocated':
      return { ...course, shelf: course.shelf.map((one) => following(one, event.data)) };
    default:
      return course;
  }
}

/** The shelf with what was put there. */
export function shelvedBy(
  shelf: readonly Companion[],
  { kept, handEdit }: Pick<EventData<'VersionArchived'>, 'kept' | 'handEdit'>,
): readonly Companion[] {
  const added = [kept, handEdit].filter((one) => one !== null).map(({ file, path }) => ({ file, path }));
  return [...shelf.filter(({ file }) => added.every((one) => one.file !== file)), ...added];
}

/** A file moves by itself, or with a folder above it. */
function following(one: Companion, moved: EventData<'Relocated'>): Companion {
  if (moved.document === null) return { ...one, path: rebased(one.path, moved) };
  return moved.counterpart === one.file ? { ...one, path: moved.to } : one;
}

/** The revision that the next version replaces; null where nothing lies in place. */
export function revToReplace({ kept, counterpart }: DocumentCourse): string | null {
  return kept === null ? (counterpart?.rev ?? null) : kept.rev;
}

/** Whether the version in place is still to be kept before this one replaces it. */
export function isToBeKept({ kept, counterpart }: DocumentCourse, versionNumber: number): boolean {
  // What a failed commit left behind is no version.
  if (counterpart === null || counterpart.contentHash === '') return false;
  return counterpart.versionNumber < versionNumber && kept?.versionNumber !== counterpart.versionNumber;
}
