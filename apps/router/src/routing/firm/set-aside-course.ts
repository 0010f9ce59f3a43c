import type { Event } from '@counterpart/contracts';

/** Whether setting aside is stopped, folded from the firm’s stream. */
export interface SetAsideCourse {
  readonly stopped: boolean;
  /** When an operator last let it go on, RFC 3339; what was deleted before was looked at by a person. */
  readonly approvedUntil: string | null;
}

export const NEVER_STOPPED: SetAsideCourse = Object.freeze({ stopped: false, approvedUntil: null });

/** Folds one event of the firm’s stream. */
export function evolveSetAsides(course: SetAsideCourse, event: Event): SetAsideCourse {
  switch (event.name) {
    case 'SetAsidesStopped':
      return { ...course, stopped: true };
    case 'SetAsidesResumed':
      return { stopped: false, approvedUntil: event.time };
    default:
      return course;
  }
}
