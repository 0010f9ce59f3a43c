import type { Placement, Policy } from '@counterpart/contracts';
import { isWithin } from '@counterpart/placement';
import type { DocumentCourse } from '../document/document-course.js';

/** By what a document is known to lie shut. */
export interface ShutGrounds {
  readonly policy: Policy;
  readonly course: DocumentCourse;
  /** Every folder that was ever the firm’s restricted one: what lies in one is never taken for open. */
  readonly restricted: readonly string[];
}

/** What was shut away stays there, marked or not and whatever the folder is called by now, until a person lets it out. */
export const liesShut = (grounds: ShutGrounds): boolean => {
  const places = [...laid(grounds.course), grounds.course.counterpart?.placement];
  return places.some((lies) => lies !== undefined && isRestricted(everShut(grounds), lies.folder));
};

/** Where it lay in accounts that the firm had before, or before it was deleted, as long as nobody let it out. */
export const laid = ({ leftAt, released }: DocumentCourse): readonly Placement[] =>
  released === undefined ? (leftAt ?? []) : [];

export const everShut = ({ policy, restricted }: ShutGrounds): readonly string[] => [
  policy.privileged.folder,
  ...restricted,
];

/** A folder is restricted, or lies within one that is. */
export const isRestricted = (restricted: readonly string[], folder: string): boolean =>
  restricted.some((shut) => folder === shut || isWithin(folder, shut));

/** Within the restricted folder of now. */
export const isShut = (policy: Policy, { folder, name }: Placement): boolean =>
  isWithin(`${folder}/${name}`, policy.privileged.folder);
