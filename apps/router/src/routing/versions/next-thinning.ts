import type { EventData, Policy, Reason, VersionId } from '@counterpart/contracts';
import { isAtRest } from '../document/at-rest.js';
import { nextMove, type MoveScene } from '../moves/next-move.js';
import { isRestricted } from '../placement/shut-places.js';
import { stragglers } from '../moves/companion-moves.js';
import type { DocumentCourse } from '../document/document-course.js';
import type { PriorVersion } from './thinning-course.js';

/** A refusal that may pass is tried again after this long. */
const TRIED_AGAIN_MS = 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

type Planned = EventData<'VersionThinningPlanned'>;

/** Prior versions that are to be rolled into one ZIP now. */
export type ThinningStep = Pick<Planned, 'versions' | 'earlier' | 'access'> & {
  readonly why: readonly Reason[];
};

/**
 * Decides which prior versions are rolled up: those that were replaced long enough ago, and those beyond the newest that
 * stay files. Nothing of a document that is on legal hold, deleted, on its way, or whose matter is being archived.
 */
export function nextThinning(scene: MoveScene, now: Date): ThinningStep | null {
  if (!mayThin(scene, now)) return null;
  const { policy, course } = scene;
  const due = dueVersions(policy, looseVersions(scene), now);
  if (due.length === 0) return null;
  const pathOf = new Map(course.shelf.map(({ file, path }) => [file, path]));
  const earlierPath = course.rolledUp === null ? undefined : pathOf.get(course.rolledUp.file);
  const earlier =
    course.rolledUp === null || earlierPath === undefined
      ? null
      : { ...pickArchive(course.rolledUp), path: earlierPath };
  const folder = course.counterpart?.placement.folder ?? '';
  const isShut = isRestricted([policy.privileged.folder, ...scene.restricted], folder);
  return {
    versions: due.map(({ path, known, number, file, contentHash }) => ({
      ...known,
      number,
      path,
      file,
      contentHash,
    })),
    earlier,
    access: isShut ? 'restricted' : 'open',
    why: reasons(policy, due.length),
  };
}

const pickArchive = ({
  file,
  rev,
  size,
  contentHash,
  versions,
}: Omit<NonNullable<Planned['earlier']>, 'path'>) => ({
  file,
  rev,
  size,
  contentHash,
  versions: [...versions],
});

function mayThin(scene: MoveScene, now: Date): boolean {
  const { matter, course, onHold } = scene;
  if (onHold || matter.move !== null || isClosing(scene)) return false;
  if (!isSettled(course) || isRefusedJustNow(course, now)) return false;
  // What belongs elsewhere goes there first: what is privileged by now above all.
  return nextMove(scene) === null && stragglers(scene).length === 0;
}

/** It lies in place, nothing of it is on its way, and nothing waits for a person. */
const isSettled = (course: DocumentCourse): boolean =>
  isAtRest(course) && course.counterpart !== null && !course.trashed && !course.blocked && !course.refused;

const isRefusedJustNow = ({ thinningRefusedAt: at }: DocumentCourse, now: Date): boolean =>
  at !== null && now.getTime() < Date.parse(at) + TRIED_AGAIN_MS;

/** Its folder is being moved or packed: what lies in it stays as it is until that is over. */
function isClosing({ matter: { closing } }: MoveScene): boolean {
  return closing !== null && (closing.stage === 'settling' || closing.stage === 'archiving');
}

interface LooseVersion extends PriorVersion {
  readonly path: string;
  readonly known: { readonly id: VersionId; readonly size: number; readonly dated: string };
}

/** Prior versions that are files of their own and as they were kept, the newest first. */
function looseVersions({ course }: MoveScene): readonly LooseVersion[] {
  const { priors, shelf, unfit, stranded, versions } = course;
  const pathOf = new Map(shelf.map(({ file, path }) => [file, path]));
  const loose = priors.flatMap((prior): readonly LooseVersion[] => {
    const path = pathOf.get(prior.file);
    const document = versions.find(({ version }) => version.number === prior.number);
    if (path === undefined || document === undefined) return [];
    if (unfit.includes(prior.file) || stranded.includes(prior.file)) return [];
    const { id, size, receivedAt } = document.version;
    return [{ ...prior, path, known: { id, size, dated: receivedAt ?? document.updatedAt } }];
  });
  return loose.toSorted((one, other) => other.number - one.number);
}

/** @param newestFirst prior versions @returns the oldest first */
function dueVersions(
  { versions: { thinning } }: Policy,
  newestFirst: readonly LooseVersion[],
  now: Date,
): readonly LooseVersion[] {
  const { afterDays, keepNewest } = thinning;
  const due = newestFirst.filter(({ since }, rank) => {
    const isBeyond = keepNewest !== null && rank >= keepNewest;
    const isOld = afterDays !== null && now.getTime() >= Date.parse(since) + afterDays * DAY_MS;
    return isBeyond || isOld;
  });
  return due.toReversed();
}

function reasons({ versions: { thinning } }: Policy, count: number): readonly Reason[] {
  return Object.entries(thinning)
    .filter(([, limit]) => limit !== null)
    .map(([rule, limit]) => ({
      rule: `versions.thinning.${rule}`,
      on: String(limit),
      gives: `${count} into one ZIP`,
    }));
}
