import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MatterId, type DocumentSnapshot, type MatterSnapshot } from '@counterpart/contracts';
import { pathKey } from '../path-key.js';
import { place } from '../place.js';
import { company, policyWith, sampleDocument, sampleMatter } from '../samples.spec-data.js';
import { relocations } from './relocations.js';
import { documentId, documentTold, matterTold, mirroredFirm, Tree } from './world.spec-data.js';

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

describe('relocations, whatever changed', () => {
  it('can be carried out in their order without ever overwriting, and bring every document to its folder', () => {
    fc.assert(
      fc.property(world, (made) => {
        const [before, after] = [policyWith(made.before), policyWith(made.after)];
        const view = mirroredFirm(before, made.matters, made.documents);
        for (const [index, matter] of made.changedMatters.entries())
          if (made.changes[index]) view.take(matterTold(matter));
        for (const [index, document] of made.changedDocuments.entries()) {
          if (made.changes[index + 3]) view.take(documentTold(document));
        }
        const lying = new Tree(view).files.map(({ path }) => pathKey(path));
        const strangers = made.strangers.filter(
          (path) => !lying.some((key) => key === pathKey(path) || key.startsWith(`${pathKey(path)}/`)),
        );
        const tree = new Tree(view, strangers);
        const plan = relocations(before, after, view, { strangers, largest: made.largest });
        for (const move of plan.moves) tree.apply(move);

        const stuck = new Set(
          plan.collisions.filter(({ given }) => given === null).map(({ owner }) => owner.split('-').at(-1)),
        );
        for (const { snapshot, mirrored } of view.documents.values()) {
          const matter = view.matters.get(snapshot.matter!)!;
          const path = tree.pathOf(snapshot.id);
          if (!mirrored || stuck.has(snapshot.id)) continue;
          const decision = place(after, { snapshot: matter.snapshot, folder: '/…' }, snapshot);
          if (decision.kind === 'skip') continue;
          const subfolder = decision.access === 'open' ? decision.folder.replace('/…', '') : '';
          const folder = path?.slice(0, path.lastIndexOf('/')) ?? '';
          expect({ path, subfolder, ok: pathKey(folder).endsWith(pathKey(subfolder)), plan }).toEqual({
            path,
            subfolder,
            ok: true,
            plan,
          });
          const isShut = folder.startsWith('/Privileged/');
          expect({ path, isShut }).toEqual({ path, isShut: decision.access === 'restricted' });
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
