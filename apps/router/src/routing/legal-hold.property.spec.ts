import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  EventId,
  NamespaceId,
  Policy,
  type ClosingAction,
  type Event,
  type MatterSnapshot,
} from '@counterpart/contracts';
import { evolve, UNSEEN, type DocumentCourse } from './document/document-course.js';
import { keepPlanned, keptAs } from './document-events.spec-data.js';
import { folderWish } from './matter/folder-wish.js';
import { evolveMatter, UNKNOWN_MATTER, type MatterCourse } from './matter/matter-course.js';
import { nextClosingStep } from './closing/next-closing-step.js';
import { nextMove } from './moves/next-move.js';
import { nextThinning } from './versions/next-thinning.js';
import { sampleDocument, sampleMatter, told } from './samples.spec-data.js';

const FOLDER = '/Matters/2026-0001-Reyes';
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
  const scaffold = told('ScaffoldPlanned', { matter: matter.id, folders: [FOLDER], policyVersion: 0 });
  const story: Event[] = [told('MatterRegistered', { matter }), scaffold];
  if (stage === 'none') return story;
  const askAfter = '2026-05-01T11:00:00Z';
  story.push(told('ClosingBegun', { ...about, action, askAfter, policyVersion: 0 }));
  if (stage === 'reopened') return [...story, told('MatterReopened', { matter })];
  if (stage === 'begun') return story;
  const to = { folder: '/Closed/2026', name: '2026-0001-Reyes' };
  const archiving = { ...about, action, documents: 1, from: FOLDER, to, policyVersion: 0, why: [] };
  story.push(told('ArchivingBegun', archiving));
  const zip = { path: '/Closed/2026/a.zip', access: 'open' as const, file: 'id:z', rev: 'a', size: 1 };
  const proof = { contentHash: 'c', manifestSha256: 's', files: 1, bytes: 1, how: 'packed' as const };
  if (stage === 'archiving') return story;
  return [...story, told('MatterPacked', { ...about, archiving: CLOSING, archives: [{ ...zip, ...proof }] })];
}

/** A mirrored document that may since have been deleted, renamed or put into another category. */
function mirroredDocument(changed: string): DocumentCourse {
  const document = sampleDocument();
  const routed = told('DocumentRouted', {
    document: document.id,
    matter: document.matter!,
    version: { id: document.version.id, number: 1, size: 1024 },
    placement: { folder: `${FOLDER}/Pleadings`, name: 'Complaint.pdf', disambiguated: false },
    replaces: null,
    counterpart: null,
    clientModified: null,
    policyVersion: 0,
    attempt: 1,
  });
  const mirrored = told('DocumentMirrored', {
    document: document.id,
    matter: document.matter!,
    routed: routed.id,
    versionNumber: 1,
    namespace: NamespaceId.parse('7'),
    path: `${FOLDER}/Pleadings/Complaint.pdf`,
    counterpart: 'id:a',
    rev: 'aaaaaaaa1',
    size: 1024,
    contentHash: 'c',
    sha256: 's',
    how: 'written',
  });
  const events: Event[] = [told('DocumentAdded', { document }), routed, mirrored, ...keptVersions()];
  if (changed === 'renamed') {
    events.push(told('DocumentChanged', { document: { ...document, name: 'Answer.pdf' }, changed: [] }));
  }
  if (changed === 'category') {
    const category = { id: '8', name: 'Discovery' };
    events.push(told('DocumentChanged', { document: { ...document, category }, changed: [] }));
  }
  if (changed === 'deleted') {
    const { id, matter } = document;
    events.push(told('DocumentTrashed', { document: id, matter, trashedAt: '2026-05-01T10:00:00Z' }));
  }
  return events.reduce(evolve, UNSEEN);
}

/** Two prior versions beside it, which some policies want rolled up. */
function keptVersions(): readonly Event[] {
  return [1, 2].flatMap((number) => {
    const planned = keepPlanned(number, { counterpart: 'id:a', rev: 'aaaaaaaa1' });
    const { folder, name } = planned.data.to;
    const kept = { path: `${folder}/${name}`, file: `id:v${number}`, contentHash: 'c' };
    const archived = keptAs(planned, 'aaaaaaaa1', { kept });
    return [told('DocumentVersionAdded', { document: sampleDocument({}, number) }), planned, archived];
  });
}

const fold = (events: readonly Event[]): MatterCourse => events.reduce(evolveMatter, UNKNOWN_MATTER);

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
  changed: fc.constantFrom('not', 'renamed', 'category', 'deleted'),
});

it('a legal hold lets no combination of rules move, pack, thin or delete anything, and lifting it lets them again', () => {
  let [moving, still] = [0, 0];
  fc.assert(
    fc.property(worlds, ({ policy, changed, ...world }) => {
      const story = matterStory(world);
      const course = mirroredDocument(changed);
      const { id: matter } = sampleMatter();
      const hold = told('LegalHoldSet', { matter, reason: 'Preservation letter' });
      const lifted = told('LegalHoldLifted', { matter, reason: 'Dismissed' });
      expect(movesSomething(policy, fold([...story, hold]), course)).toBe(false);
      const free = movesSomething(policy, fold(story), course);
      expect(movesSomething(policy, fold([...story, hold, lifted]), course)).toBe(free);
      if (free) moving += 1;
      else still += 1;
    }),
    { numRuns: 500 },
  );
  // Else the hold would have had nothing to hold back.
  expect(moving).toBeGreaterThan(50);
  expect(still).toBeGreaterThan(0);
});
