import {
  DEFAULT_POLICY,
  EventId,
  type Event,
  type Policy,
  type RestrictedPlace,
} from '@counterpart/contracts';
import { unsettledState } from '../closing/survey-document.js';
import { evolve, UNSEEN, type DocumentCourse } from '../document/document-course.js';
import { UNKNOWN_MATTER, type MatterCourse } from '../matter/matter-course.js';
import { nextMove } from '../moves/next-move.js';
import { nextSteps } from '../placement/next-steps.js';
import { provenFolder, sampleMatter } from './samples.spec-data.js';

/* What is decided after events, by the default policy unless said. */

export const HOME = '/Matters/2026-0001-Reyes';
export const MATTER: MatterCourse = { ...UNKNOWN_MATTER, snapshot: sampleMatter(), folder: HOME };

const { folder: SHUT_ROOT, namespace, group, owner } = provenFolder();

/** A proof that the restricted folder is shut. */
export const PROOF: RestrictedPlace = {
  proof: EventId.parse('00000000-0000-4000-8000-00000000ffff'),
  folder: SHUT_ROOT,
  namespace,
  group,
  owner,
};

export const fold = (...events: readonly Event[]): DocumentCourse => events.reduce(evolve, UNSEEN);

interface Details {
  readonly policy?: Policy;
  readonly matter?: MatterCourse;
  readonly onHold?: boolean;
  readonly restricted?: readonly string[];
}

export const sceneOf = (course: DocumentCourse, details: Details = {}) => ({
  policy: DEFAULT_POLICY,
  matter: MATTER,
  course,
  restricted: [],
  onHold: false,
  ...details,
});

export const stepsAfter = (...events: readonly Event[]) => nextSteps(sceneOf(fold(...events)));
export const moveAfter = (...events: readonly Event[]) => nextMove(sceneOf(fold(...events)));

/** Why its matter cannot be archived; null where it can. @param proof of the restricted folder */
export const stateOf = (
  course: DocumentCourse,
  proof: RestrictedPlace | null,
  policy: Policy = DEFAULT_POLICY,
) => {
  const { snapshot, folder } = MATTER;
  return unsettledState(course, { policy, snapshot, folder, shut: ['/Privileged'], proof });
};
