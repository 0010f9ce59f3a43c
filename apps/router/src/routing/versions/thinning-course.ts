import type { Event, EventData, EventId } from '@counterpart/contracts';
import type { DocumentCourse } from '../document/document-course.js';
import type { Companion } from '../moves/relocation-course.js';

/** A prior version that is a file of its own. */
export interface PriorVersion {
  readonly number: number;
  /** Dropbox file id. */
  readonly file: string;
  readonly contentHash: string;
  /** When it was replaced, RFC 3339. */
  readonly since: string;
}

type Archive = EventData<'VersionsThinned'>['archive'];
type Plan = Pick<EventData<'VersionThinningPlanned'>, 'versions' | 'earlier'> & { readonly planned: EventId };

/**
 * How far prior versions are rolled into one ZIP.
 *
 * - `priors`: prior versions that are files of their own; where they lie, the shelf says.
 * - `rolledUp`: the ZIP of the last thinning; null before the first.
 * - `thinning`: the plan that has no outcome yet; no version goes out meanwhile, and nothing moves.
 * - `thinningRefusedAt`: when the last thinning was refused, RFC 3339; null where none was since.
 * - `unfit`: files that somebody changed by hand: they stay as they are.
 */
export interface VersionThinning {
  readonly priors: readonly PriorVersion[];
  readonly rolledUp: Pick<Archive, 'file' | 'rev' | 'size' | 'contentHash' | 'versions'> | null;
  readonly thinning: Plan | null;
  readonly thinningRefusedAt: string | null;
  readonly unfit: readonly string[];
}

export const NOTHING_THINNED: VersionThinning = Object.freeze({
  priors: [],
  rolledUp: null,
  thinning: null,
  thinningRefusedAt: null,
  unfit: [],
});

/** Folds an event that tells of prior versions that are rolled up; others leave the course as it is. */
export function evolveThinning(course: DocumentCourse, event: Event): DocumentCourse {
  switch (event.name) {
    case 'VersionArchived':
      return withPrior(course, event);
    case 'VersionThinningPlanned': {
      const { versions, earlier } = event.data;
      return { ...course, thinning: { planned: event.id, versions, earlier } };
    }
    case 'VersionsThinned': {
      const { thinning } = course;
      return thinning?.planned === event.data.planned ? thinned(course, thinning, event.data) : course;
    }
    case 'VersionThinningRefused': {
      const { thinning } = course;
      return thinning?.planned === event.data.planned ? refused(course, thinning, event) : course;
    }
    default:
      return course;
  }
}

function withPrior(course: DocumentCourse, { time, data }: Event<'VersionArchived'>): DocumentCourse {
  const { kept, versionNumber: number } = data;
  // What nobody waits for any more was not put on the shelf.
  if (kept === null || !course.shelf.some(({ file }) => file === kept.file)) return course;
  const { file, contentHash } = kept;
  const others = course.priors.filter((one) => one.file !== file);
  return { ...course, priors: [...others, { number, file, contentHash, since: time }] };
}

function thinned(
  course: DocumentCourse,
  plan: Plan,
  { archive, removed, left, earlier }: EventData<'VersionsThinned'>,
): DocumentCourse {
  const filesOf = (numbers: readonly number[]): readonly string[] =>
    plan.versions.filter(({ number }) => numbers.includes(number)).map(({ file }) => file);
  const isSame = plan.earlier?.file === archive.file;
  const old = earlier === 'removed' && plan.earlier !== null && !isSame ? [plan.earlier.file] : [];
  const gone = [...filesOf(removed), ...old];
  const stays = ({ file }: { readonly file: string }): boolean =>
    !gone.includes(file) && file !== archive.file;
  const touched = left.filter(({ because }) => because !== 'legal-hold').map(({ number }) => number);
  return {
    ...course,
    thinning: null,
    thinningRefusedAt: null,
    rolledUp: archive,
    priors: course.priors.filter(({ file }) => !gone.includes(file)),
    unfit: [...course.unfit, ...filesOf(touched)],
    shelf: [...course.shelf.filter(stays), companionOf(archive)],
  };
}

/** What changed is left alone, and the others are planned anew; everything else is tried again later. */
function refused(
  course: DocumentCourse,
  plan: Plan,
  { time, data }: Event<'VersionThinningRefused'>,
): DocumentCourse {
  const foundAs = new Map(data.changed.map(({ number, found }) => [number, found]));
  const changed = plan.versions.filter(({ number }) => foundAs.has(number));
  const gone = changed.filter(({ number }) => foundAs.get(number) === 'nothing').map(({ file }) => file);
  return {
    ...course,
    thinning: null,
    // A hold is looked at anyway.
    thinningRefusedAt: changed.length > 0 || data.reason === 'LEGAL_HOLD' ? null : time,
    rolledUp: data.reason === 'EARLIER_ARCHIVE_CHANGED' ? null : course.rolledUp,
    priors: course.priors.filter(({ file }) => !gone.includes(file)),
    unfit: [...course.unfit, ...changed.map(({ file }) => file)],
    shelf: course.shelf.filter(({ file }) => !gone.includes(file)),
  };
}

const companionOf = ({ file, path }: Archive): Companion => ({ file, path });
