import type { DocumentCourse } from './document-course.js';

/** Nothing of the document is on its way. */
export const isAtRest = (course: DocumentCourse): boolean => {
  const { flight, move, keeping, thinning, copying, trailing } = course;
  const isStill = flight === null && move === null && keeping === null && thinning === null;
  return isStill && copying.length === 0 && trailing.size === 0;
};

/** Nothing of the document is on its way but another version, which may be given up. */
export const isAtRestButForVersions = (course: DocumentCourse): boolean =>
  isAtRest({ ...course, flight: null });
