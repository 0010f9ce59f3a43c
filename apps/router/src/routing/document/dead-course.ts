import type { Event, EventId } from '@counterpart/contracts';
import type { DocumentCourse } from './document-course.js';

/** What the archiver gave up until a person retries or discards it: ids of its decisions. */
export interface DeadWork {
  readonly dead?: readonly EventId[];
}

/** Folds that the archiver gave something up, or that a person has it tried again. */
export function evolveDead<Course extends DeadWork>(
  course: Course,
  { name, data }: Event<'WorkDeadLettered' | 'RetryOrdered'>,
): Course {
  const { consumer, eventId } = data;
  if (!consumer.startsWith('archiver') || eventId === null) return course;
  const others = (course.dead ?? []).filter((id) => id !== eventId);
  // Ids are compared as text alone.
  return { ...course, dead: name === 'WorkDeadLettered' ? [...others, eventId as EventId] : others };
}

/**
 * The course as it is for what is to be locked away: that does not wait for a person who has to retry what was given up. What was
 * to be kept or copied is decided anew from there, or told. A move that was to lock it away itself counts: it would be given up again.
 */
export function withoutDead(course: DocumentCourse): DocumentCourse {
  const { move, keeping, thinning, copying, trailing } = course;
  const isDead = (id: EventId): boolean => course.dead?.includes(id) === true;
  return {
    ...course,
    move: move !== null && isDead(move.planned) && move.access !== 'into-restricted' ? null : move,
    keeping: keeping !== null && isDead(keeping) ? null : keeping,
    thinning: thinning !== null && isDead(thinning.planned) ? null : thinning,
    copying: copying.filter((id) => !isDead(id)),
    trailing: new Map([...trailing].filter(([id]) => !isDead(id))),
  };
}

/** Files whose own move along was given up. */
export const deadFiles = ({ dead = [], trailing }: DocumentCourse): readonly string[] =>
  dead.flatMap((id) => trailing.get(id) ?? []);
