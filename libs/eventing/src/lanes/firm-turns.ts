/** Whose piece of work it is, and what it follows from. */
export interface Origin {
  readonly firm: string;
  /** The cause that it and others follow from: one webhook, or a run of a migration with all its documents. */
  readonly course: string;
}

/** Who may go on. */
export interface MayGoOn {
  readonly firm: (firm: string) => boolean;
  readonly course: (course: string) => boolean;
}

/**
 * A queue in which firms take turns, and within a firm the courses of its work: each has its own queue, first in, first
 * out, and the one that was served last comes last again. However much one firm has waiting, another one’s next piece
 * comes after at most one piece of every other firm; however much follows from one cause, what follows from another
 * comes after at most one piece of each.
 */
export class FirmTurns<T> {
  /** In the order of their turns; a firm without anything waiting is not in it, nor is such a course. */
  readonly #firms = new Map<string, Map<string, T[]>>();

  push({ firm, course }: Origin, item: T): void {
    const courses = this.#firms.get(firm) ?? new Map<string, T[]>();
    this.#firms.set(firm, courses);
    const queue = courses.get(course);
    if (queue === undefined) courses.set(course, [item]);
    else queue.push(item);
  }

  /**
   * Takes the next piece, by turns, of a firm and a course that may go on.
   * @returns undefined where none may
   */
  take(mayGoOn: MayGoOn): T | undefined {
    for (const [firm, courses] of this.#firms) {
      if (!mayGoOn.firm(firm)) continue;
      const item = takeOne(courses, mayGoOn.course);
      if (item === undefined) continue;
      this.#firms.delete(firm);
      if (courses.size > 0) this.#firms.set(firm, courses);
      return item;
    }
    return undefined;
  }

  /** Takes out whatever is gone. */
  forget(isGone: (item: T) => boolean): void {
    for (const [firm, courses] of this.#firms) {
      for (const [course, queue] of courses) {
        const left = queue.filter((item) => !isGone(item));
        if (left.length > 0) courses.set(course, left);
        else courses.delete(course);
      }
      if (courses.size === 0) this.#firms.delete(firm);
    }
  }
}

function takeOne<T>(courses: Map<string, T[]>, mayGoOn: (course: string) => boolean): T | undefined {
  for (const [course, queue] of courses) {
    if (!mayGoOn(course)) continue;
    courses.delete(course);
    const item = queue.shift();
    if (queue.length > 0) courses.set(course, queue);
    return item;
  }
  return undefined;
}
