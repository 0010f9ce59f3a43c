import {
  isLateArchive,
  type DocumentSnapshot,
  type Event,
  type EventData,
  type EventId,
} from '@counterpart/contracts';
import type { DocumentCourse } from '../document/document-course.js';
import type { Companion } from '../moves/relocation-course.js';

/** A version that the archiver is to bring, and the decision that says so. */
interface LatePlan {
  readonly planned: EventId;
  readonly number: number;
}

/**
 * Versions before the one that the document was told by first. Bringing one is never in the way of the document’s own versions,
 * of its moves, or of its being locked away.
 *
 * - `all`: oldest first.
 * - `open`: numbers of those that are still to be kept beside the counterpart.
 * - `under`: the one that the archiver is at.
 * - `lost`: given up until a person retries them, or for good. They are found here when they are brought after all.
 * - `missing`: numbers of those that Clio had no more. What lay in the trash with its document is asked for again when that comes back.
 */
interface LateVersions {
  readonly all: EventData<'EarlierVersionsFound'>['versions'];
  readonly open: readonly number[];
  readonly under: LatePlan | null;
  readonly lost: readonly LatePlan[];
  readonly missing?: readonly number[];
}

/** How far versions that were told late are kept beside the counterpart; absent where none was. */
export interface LateKeeping {
  readonly late?: LateVersions | undefined;
}

/** Folds an event that tells of versions that came late. @returns undefined where it tells of none */
export function evolveLate(course: DocumentCourse, event: Event): DocumentCourse | undefined {
  switch (event.name) {
    case 'EarlierVersionsFound':
      return found(course, event.data);
    case 'VersionArchivePlanned':
      return isLateArchive(event.data) ? planned(course, event) : undefined;
    case 'VersionArchived': {
      const plan = planOf(course, event.data.planned);
      if (plan === undefined) return undefined;
      if (event.data.kept === null) return missing(brought(course, plan), plan);
      return { ...brought(course, plan), shelf: shelvedLate(course.shelf, event.data.kept) };
    }
    case 'VersionArchiveRefused': {
      const plan = planOf(course, event.data.planned);
      return plan && refused(course, plan, event.data);
    }
    default:
      return undefined;
  }
}

/** What has no bytes is no version to be kept. */
function found(course: DocumentCourse, { versions }: EventData<'EarlierVersionsFound'>): DocumentCourse {
  const all = versions.filter(({ version }) => version.size > 0);
  return { ...course, late: { all, open: all.map(({ version }) => version.number), under: null, lost: [] } };
}

function planned(course: DocumentCourse, { id, data }: Event<'VersionArchivePlanned'>): DocumentCourse {
  const under = { planned: id, number: data.version.number };
  return course.late === undefined ? course : { ...course, late: { ...course.late, under } };
}

/** Ids are compared as text alone. */
const planOf = ({ late }: DocumentCourse, id: string | null): LatePlan | undefined =>
  [late?.under, ...(late?.lost ?? [])].find((plan) => plan?.planned === id) ?? undefined;

/** It lies there, or nobody has its bytes. */
function brought(course: DocumentCourse, { number, planned }: LatePlan): DocumentCourse {
  const { late } = course;
  if (late === undefined) return course;
  const { under, lost, open } = late;
  return {
    ...course,
    late: {
      ...late,
      open: open.filter((one) => one !== number),
      under: under?.planned === planned ? null : under,
      lost: lost.filter((one) => one.planned !== planned),
    },
  };
}

/** It is planned anew, but for one that a person gave up. */
function refused(
  course: DocumentCourse,
  plan: LatePlan,
  { proof }: EventData<'VersionArchiveRefused'>,
): DocumentCourse {
  const grounded = brought(course, plan);
  const isGivenUp = course.givenUp?.includes(plan.number) === true;
  const { late } = grounded;
  const again = late === undefined || isGivenUp ? late : { ...late, open: [...late.open, plan.number] };
  return { ...grounded, late: again, ...(proof === null ? {} : { refusedProof: proof }) };
}

/** Folds that work was given up. One that was told late makes room for the next; where it comes after all, it is known. */
export function withLateLost(course: DocumentCourse, eventId: string | null): DocumentCourse {
  const plan = planOf(course, eventId);
  if (plan === undefined) return course;
  const { late } = brought(course, plan);
  return late === undefined ? course : { ...course, late: { ...late, lost: [...late.lost, plan] } };
}

/** Folds that a person gave up one that was told late. @returns undefined where the work was another */
export function lateDiscarded(course: DocumentCourse, eventId: string | null): DocumentCourse | undefined {
  const plan = planOf(course, eventId);
  const givenUp = [...(course.givenUp ?? []), ...(plan === undefined ? [] : [plan.number])];
  return plan && { ...withLateLost(course, eventId), givenUp };
}

/** One at a time: the archiver is at one. */
export const isBringing = ({ late }: DocumentCourse): boolean => (late?.under ?? null) !== null;

/** Versions that were told late, as they are known: the document’s details are those of its newest. */
export const lateVersions = ({ late, versions }: DocumentCourse): readonly DocumentSnapshot[] => {
  const newest = versions.at(-1);
  return newest === undefined ? [] : (late?.all ?? []).map((one) => ({ ...newest, ...one }));
};

function missing(course: DocumentCourse, { number }: LatePlan): DocumentCourse {
  const { late } = course;
  return late === undefined
    ? course
    : { ...course, late: { ...late, missing: [...(late.missing ?? []), number] } };
}

/** Folds that the document came back from the trash. */
export function lateRestored({ late }: DocumentCourse): LateKeeping {
  if (late?.missing === undefined) return {};
  const { missing: back, ...others } = late;
  return { late: { ...others, open: [...others.open, ...back] } };
}

/** Where its document went meanwhile, it is sent after it. */
function shelvedLate(
  shelf: readonly Companion[],
  { file, path }: NonNullable<EventData<'VersionArchived'>['kept']>,
): readonly Companion[] {
  return [...shelf.filter((one) => one.file !== file), { file, path, late: true }];
}
