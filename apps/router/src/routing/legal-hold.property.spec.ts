import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventId, Policy, type ClosingAction, type Event, type MatterSnapshot } from '@counterpart/contracts';
import type { DocumentCourse } from './document/document-course.js';
import { fold, HOME } from './ground/decisions.spec-data.js';
import {
  added,
  changed,
  mirrored,
  routed,
  trashed,
  versionAdded,
} from './ground/document-events.spec-data.js';
import { keepPlanned, keptAs } from './ground/archive-events.spec-data.js';
import { sampleMatter, told } from './ground/samples.spec-data.js';
import { folderWish } from './matter/folder-wish.js';
import { evolveMatter, UNKNOWN_MATTER, type MatterCourse } from './matter/matter-course.js';
import { nextClosingStep } from './closing/next-closing-step.js';
import { nextMove } from './moves/next-move.js';
import { nextThinning } from './versions/next-thinning.js';

const CLOSING = EventId.parse('00000000-0000-4000-8000-000000000077');

/** Every rule that moves something, in any combination. */
const policies = fc
  .record({
    closing: fc.record({ action: fc.constantFrom('move', 'zip', 'prefix', 'none') }),
    deletion: fc.record({ action: fc.constantFrom('keep', 'move') }),
    roots: fc.record({ default: fc.constantFrom('/Matters', '/Files') }),
    matterFolder: fc.constantFrom('{MatterNumber}-{Client}', '{PracticeArea}/{MatterNumber}'),
    categories: fc.constantFrom({ Pleadings: 'Pleadings' }, { Pleadings: 'Court papers' }),
    versions: fc.record({
      thinning: fc.record({
        afterDays: fc.constantFrom(null, 30),
        keepNewest: fc.constantFrom(null, 1),
      }),
    }),
    privileged: fc.record({ names: fc.constantFrom<string[]>([], ['*']) }),
  })
  .map((settings) => Policy.parse(settings));

const snapshots = fc.record({
  displayNumber: fc.constantFrom('2026-0001', '2026-0002'),
  status: fc.constantFrom('Open', 'Closed') satisfies fc.Arbitrary<MatterSnapshot['status']>,
});

/** How far the matter’s closing is when the hold is set. */
const stages = fc.constantFrom('none', 'begun', 'archiving', 'packed', 'reopened');

interface Told {
  readonly details: Partial<MatterSnapshot>;
  readonly stage: string;
  readonly action: ClosingAction;
}

function matterStory({ details, stage, action }: Told): readonly Event[] {
  const matter = sampleMatter(details);
  const about = { matter: matter.id, closing: CLOSING };
  const scaffold = told('ScaffoldPlanned', { matter: matter.id, folders: [HOME], policyVersion: 0 });
  const story: Event[] = [told('MatterRegistered', { matter }), scaffold];
  if (stage === 'none') return story;
  const askAfter = '2026-05-01T11:00:00Z';
  story.push(told('ClosingBegun', { ...about, action, askAfter, policyVersion: 0 }));
  if (stage === 'reopened') return [...story, told('MatterReopened', { matter })];
  if (stage === 'begun') return story;
  const to = { folder: '/Closed/2026', name: '2026-0001-Reyes' };
  const archiving = { ...about, action, documents: 1, from: HOME, to, policyVersion: 0, why: [] };
  story.push(told('ArchivingBegun', archiving));
  const zip = { path: '/Closed/2026/a.zip', access: 'open' as const, file: 'id:z', rev: 'a', size: 1 };
  const proof = { contentHash: 'c', manifestSha256: 's', files: 1, bytes: 1, how: 'packed' as const };
  if (stage === 'archiving') return story;
  return [...story, told('MatterPacked', { ...about, archiving: CLOSING, archives: [{ ...zip, ...proof }] })];
}

/** A mirrored document that may since have been deleted, renamed or put into another category. */
function mirroredDocument(change: string): DocumentCourse {
  const route = routed(1);
  const lies = mirrored(route, 'aaaaaaaa1', { counterpart: 'id:a' });
  const events: Event[] = [added(), route, lies, ...keptVersions()];
  if (change === 'renamed') events.push(changed({ name: 'Answer.pdf' }));
  if (change === 'category') events.push(changed({ category: { id: '8', name: 'Discovery' } }));
  if (change === 'deleted') events.push(trashed());
  return fold(...events);
}

/** Two prior versions beside it, which some policies want rolled up. */
function keptVersions(): readonly Event[] {
  return [1, 2].flatMap((number) => {
    const planned = keepPlanned(number, { counterpart: 'id:a', rev: 'aaaaaaaa1' });
    const { folder, name } = planned.data.to;
    const kept = { path: `${folder}/${name}`, file: `id:v${number}`, contentHash: 'c' };
    const archived = keptAs(planned, 'aaaaaaaa1', { kept });
    return [versionAdded(number), planned, archived];
  });
}

const foldMatter = (events: readonly Event[]): MatterCourse => events.reduce(evolveMatter, UNKNOWN_MATTER);

/** Whether any rule would move, pack, thin or delete something now. */
function movesSomething(policy: Policy, matter: MatterCourse, course: DocumentCourse): boolean {
  const survey = { documents: 1, missing: [] };
  const closing = nextClosingStep({ matter, survey, now: '2027-01-01T00:00:00Z', isTurn: true });
  const isActing = ['begin-archiving', 'move-folder', 'archived'].includes(closing?.kind ?? 'wait');
  const scene = { policy, matter, course, restricted: ['/Privileged'], onHold: matter.onHold };
  const isThinning = nextThinning(scene, new Date('2027-01-01T00:00:00Z')) !== null;
  return isActing || folderWish(policy, matter) !== null || nextMove(scene) !== null || isThinning;
}

const worlds = fc.record({
  policy: policies,
  details: snapshots,
  stage: stages,
  action: fc.constantFrom<ClosingAction>('move', 'zip', 'prefix'),
  change: fc.constantFrom('not', 'renamed', 'category', 'deleted'),
});

it('a legal hold lets no combination of rules move, pack, thin or delete anything, and lifting it lets them again', () => {
  let [moving, still] = [0, 0];
  fc.assert(
    fc.property(worlds, ({ policy, change, ...world }) => {
      const story = matterStory(world);
      const course = mirroredDocument(change);
      const { id: matter } = sampleMatter();
      const hold = told('LegalHoldSet', { matter, reason: 'Preservation letter' });
      const lifted = told('LegalHoldLifted', { matter, reason: 'Dismissed' });
      expect(movesSomething(policy, foldMatter([...story, hold]), course)).toBe(false);
      const free = movesSomething(policy, foldMatter(story), course);
      expect(movesSomething(policy, foldMatter([...story, hold, lifted]), course)).toBe(free);
      if (free) moving += 1;
      else still += 1;
    }),
    { numRuns: 500 },
  );
  // Else the hold would have had nothing to hold back.
  expect(moving).toBeGreaterThan(50);
  expect(still).toBeGreaterThan(0);
});
