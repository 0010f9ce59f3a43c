import type { Event, MatterSnapshot } from '@counterpart/contracts';

/** A matter as the router knows it, folded from its stream. */
export interface MatterCourse {
  readonly snapshot: MatterSnapshot | null;
  /** The matter’s folder, once it was planned. */
  readonly folder: string | null;
}

/** The course of a matter that nobody has told of. */
export const UNKNOWN_MATTER: MatterCourse = Object.freeze({ snapshot: null, folder: null });

/** Folds one event of the matter’s stream. */
export function evolveMatter(course: MatterCourse, event: Event): MatterCourse {
  switch (event.name) {
    case 'MatterRegistered':
    case 'MatterChanged':
    case 'MatterClosed':
    case 'MatterReopened':
      return { ...course, snapshot: event.data.matter };
    case 'ScaffoldPlanned':
      return { ...course, folder: course.folder ?? event.data.folders[0] ?? null };
    default:
      return course;
  }
}
