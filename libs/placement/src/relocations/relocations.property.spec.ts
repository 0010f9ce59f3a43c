import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  documentStream,
  MatterId,
  type DocumentId,
  type DocumentSnapshot,
  type MatterSnapshot,
  type Policy,
} from '@counterpart/contracts';
import type { FirmView } from '../live/firm-view.js';
import { pathKey } from '../path-key.js';
import { place } from '../place.js';
import { company, policyWith, sampleDocument, sampleMatter } from '../samples.spec-data.js';
import { relocations } from './relocations.js';
import { documentId, documentTold, FIRM, matterTold, mirroredFirm, Tree } from './world.spec-data.js';

const AREAS = ['Litigation', 'Tax', 'Estate'];
const settings = fc.record({
  roots: fc.record({
    default: fc.constantFrom('/Matters', '/matters', '/Firm'),
    practiceAreas: fc.constantFrom({}, { Tax: '/Tax' }, { Estate: '/Firm' }),
  }),
  matterFolder: fc.constantFrom(
    '{MatterNumber}-{Client}',
    '{Client}',
    '{Client|first}/{Client}',
    '{MatterNumber}',
  ),
  categories: fc.constantFrom(
    { Pleadings: 'Pleadings', Discovery: 'Discovery' },
    { Pleadings: 'Court', Discovery: 'Discovery' },
    { Pleadings: 'Discovery', Discovery: 'Pleadings' },
    { Pleadings: 'COURT' },
  ),
  filters: fc.constantFrom(
    {},
    { practiceAreas: { except: ['Tax'] } },
    { categories: { except: ['Discovery'] } },
  ),
});
const title = fc.constantFrom(
  'Brief.pdf',
  'BRIEF.pdf',
  'Straße.pdf',
  'STRASSE.pdf',
  'Answer.pdf',
  'Brief (2).pdf',
  '_Archive',
);
const matters = (number: number) =>
  fc.tuple(
    ...Array.from({ length: number }, (_, index) =>
      fc
        .record({ client: fc.constantFrom('Reyes', 'REYES', 'Müller'), area: fc.constantFrom(...AREAS) })
        .map(({ client, area }): MatterSnapshot =>
          sampleMatter({
            id: MatterId.parse(String(index + 1)),
            displayNumber: `2026-${index % 2}`,
            client: company(client),
            practiceArea: { id: area, name: area },
          }),
        ),
    ),
  );
const documents = (number: number) =>
  fc.tuple(
    ...Array.from({ length: number }, (_, index) =>
      fc
        .record({
          name: title,
          matter: fc.constantFrom('1', '2', '3'),
          category: fc.constantFrom('Pleadings', 'Discovery', 'Other', 'Privileged'),
        })
        .map(({ name, matter, category }): DocumentSnapshot =>
          sampleDocument({
            id: documentId(index + 1),
            name,
            filename: null,
            matter: MatterId.parse(matter),
            category: { id: category, name: category },
          }),
        ),
    ),
  );
const world = fc.record({
  before: settings,
  after: settings,
  matters: matters(3),
  changedMatters: matters(3),
  documents: documents(8),
  changedDocuments: documents(8),
  changes: fc.array(fc.boolean(), { minLength: 11, maxLength: 11 }),
  largest: fc.constantFrom(2, 4, 10_000),
  strangers: fc.subarray([
    '/Firm/2026-0-Reyes/Pleadings/Brief.pdf',
    '/Matters/2026-0-Reyes/Discovery/Answer.pdf',
    '/Firm/2026-0',
    '/Tax/Reyes/Court/Brief.pdf',
  ]),
});

type World = typeof world extends fc.Arbitrary<infer Made> ? Made : never;

/** A firm that mirrored everything, and of which some things have changed since. */
function changedFirm(before: Policy, made: World): FirmView {
  const view = mirroredFirm(before, made.matters, made.documents);
  const [changedMatters, changedDocuments] = [made.changes.slice(0, 3), made.changes.slice(3)];
  for (const [index, matter] of made.changedMatters.entries()) {
    if (changedMatters[index]) view.take(matterTold(matter));
  }
  for (const [index, document] of made.changedDocuments.entries()) {
    if (changedDocuments[index]) view.take(documentTold(document));
  }
  return view;
}

/** Strangers, but for those that would lie where something of ours does. */
function strangersBeside(view: FirmView, paths: readonly string[]): readonly string[] {
  const ours = new Tree(view).files.map(({ path }) => pathKey(path));
  return paths.filter((path) => {
    const key = pathKey(path);
    return !ours.some((our) => our === key || our.startsWith(`${key}/`));
  });
}

/** Where a counterpart should lie and does not; null where it does, or need not. */
function misplaced(after: Policy, view: FirmView, tree: Tree, id: DocumentId): object | null {
  const { snapshot, mirrored } = view.documents.get(id)!;
  const matter = view.matters.get(snapshot.matter!)!;
  const decision = place(after, { snapshot: matter.snapshot, folder: '/…' }, snapshot);
  if (!mirrored || decision.kind === 'skip') return null;
  const path = tree.pathOf(id) ?? '';
  const folder = pathKey(path.slice(0, path.lastIndexOf('/')));
  const isRestricted = decision.access === 'restricted';
  const subfolder = isRestricted ? '' : pathKey(decision.folder.replace('/…', ''));
  const isRight = folder.startsWith('/privileged/') === isRestricted && folder.endsWith(subfolder);
  return isRight ? null : { path, decision };
}

describe('relocations, whatever changed', () => {
  it('can be carried out in their order without ever overwriting, and bring every document to its folder', () => {
    fc.assert(
      fc.property(world, (made) => {
        const [before, after] = [policyWith(made.before), policyWith(made.after)];
        const view = changedFirm(before, made);
        const strangers = strangersBeside(view, made.strangers);
        const tree = new Tree(view, strangers);
        const plan = relocations(before, after, view, { strangers, largest: made.largest });
        for (const move of plan.moves) tree.apply(move);
        const stuck = plan.collisions.flatMap(({ owner, given }) => (given === null ? [owner] : []));
        for (const id of view.documents.keys()) {
          if (!stuck.includes(documentStream(FIRM, id))) expect(misplaced(after, view, tree, id)).toBeNull();
        }
      }),
      { numRuns: 400 },
    );
  });

  it('are none the second time: the same state gives the same plan', () => {
    fc.assert(
      fc.property(settings, settings, matters(3), documents(6), (before, after, known, mirrored) => {
        const [old, young] = [policyWith(before), policyWith(after)];
        const view = mirroredFirm(old, known, mirrored);
        expect(relocations(old, young, view)).toEqual(relocations(old, young, view));
        expect(relocations(old, old, view).moves).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
