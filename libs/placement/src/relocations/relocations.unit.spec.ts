import { describe, expect, it } from 'vitest';
import {
  DEFAULT_POLICY,
  documentStream,
  MatterId,
  matterStream,
  type DocumentSnapshot,
  type MatterSnapshot,
} from '@counterpart/contracts';
import { company, policyWith, sampleDocument, sampleMatter } from '../samples.spec-data.js';
import { relocations } from './relocations.js';
import { documentId, documentTold, FIRM, matterTold, mirroredFirm, Tree } from './world.spec-data.js';

const MATTER = sampleMatter();
const FOLDER = '/Matters/2026-0001-Reyes';
const doc = (id: number, details: Partial<DocumentSnapshot> = {}): DocumentSnapshot =>
  sampleDocument({ id: documentId(id), name: `Brief ${id}.pdf`, filename: null, ...details });
const category = (name: string) => ({ category: { id: '1', name } });
const firm = (documents: readonly DocumentSnapshot[], matters: readonly MatterSnapshot[] = [MATTER]) =>
  mirroredFirm(DEFAULT_POLICY, matters, documents);
const steps = (plan: ReturnType<typeof relocations>) =>
  plan.moves.map(({ kind, from, to, via }) => [kind, from, to, ...(via === null ? [] : [via])]);

describe('relocations', () => {
  it('moves nothing where nothing changed', () => {
    const documents = [doc(1), doc(2), doc(3, { name: 'Brief 1.pdf' }), doc(4, category('Other'))];
    const plan = relocations(DEFAULT_POLICY, DEFAULT_POLICY, firm(documents));
    expect(plan).toMatchObject({ moves: [], collisions: [], leftOut: [], arrivals: [], unmoved: 4 });
    expect(plan.unmapped).toEqual([documentId(4)]);
  });

  it('moves a matter as one folder when its client is renamed, and carries its documents', () => {
    const view = firm([doc(1), doc(2, category('Discovery'))]);
    view.take(matterTold(sampleMatter({ client: company('Reyes & Sons') })));
    const plan = relocations(DEFAULT_POLICY, DEFAULT_POLICY, view);
    expect(plan.moves).toEqual([
      {
        kind: 'folder',
        from: FOLDER,
        to: '/Matters/2026-0001-Reyes & Sons',
        via: null,
        documents: [documentId(1), documentId(2)],
        matter: MATTER.id,
        access: 'unchanged',
        why: [
          { rule: 'roots.default', on: 'Litigation', gives: '/Matters' },
          { rule: 'matterFolder', on: '{MatterNumber}', gives: '2026-0001' },
          { rule: 'matterFolder', on: '{Client}', gives: 'Reyes & Sons' },
        ],
      },
    ]);
    expect(plan.unmoved).toBe(0);
  });

  it('goes by a name between when only the case changes, for folders and for files', () => {
    const view = firm([doc(1)]);
    view.take(matterTold(sampleMatter({ client: company('REYES') })));
    view.take(documentTold(doc(1, { name: 'BRIEF 1.pdf' })));
    expect(steps(relocations(DEFAULT_POLICY, DEFAULT_POLICY, view))).toEqual([
      ['folder', FOLDER, '/Matters/2026-0001-REYES', `/Matters/2026-0001-Reyes (renaming ${MATTER.id})`],
      [
        'file',
        '/Matters/2026-0001-REYES/Pleadings/Brief 1.pdf',
        '/Matters/2026-0001-REYES/Pleadings/BRIEF 1.pdf',
        '/Matters/2026-0001-REYES/Pleadings/Brief 1 (renaming 1).pdf',
      ],
    ]);
  });

  it('does not move what Dropbox could not tell apart: a root whose case alone changes', () => {
    const after = policyWith({ roots: { default: '/matters' } });
    expect(relocations(DEFAULT_POLICY, after, firm([doc(1)])).moves).toEqual([]);
  });

  it('moves one file when a document is renamed, re-categorised, or moved to another matter', () => {
    const other = sampleMatter({ id: MatterId.parse('9'), displayNumber: '2026-0009' });
    const view = firm([doc(1), doc(2), doc(3), doc(4)], [MATTER, other]);
    view.take(documentTold(doc(1, { name: 'Answer.pdf' })));
    view.take(documentTold(doc(2, category('Discovery'))));
    view.take(documentTold(doc(3, { matter: other.id })));
    expect(steps(relocations(DEFAULT_POLICY, DEFAULT_POLICY, view))).toEqual([
      ['file', `${FOLDER}/Pleadings/Brief 1.pdf`, `${FOLDER}/Pleadings/Answer.pdf`],
      ['file', `${FOLDER}/Pleadings/Brief 2.pdf`, `${FOLDER}/Discovery/Brief 2.pdf`],
      ['file', `${FOLDER}/Pleadings/Brief 3.pdf`, '/Matters/2026-0009-Reyes/Pleadings/Brief 3.pdf'],
    ]);
  });

  it('moves file by file where the policy maps a category elsewhere: what people put there stays', () => {
    const after = policyWith({ categories: { ...DEFAULT_POLICY.categories, Pleadings: 'Court' } });
    const plan = relocations(DEFAULT_POLICY, after, firm([doc(1), doc(2), doc(3, category('Discovery'))]));
    expect(steps(plan)).toEqual([
      ['file', `${FOLDER}/Pleadings/Brief 1.pdf`, `${FOLDER}/Court/Brief 1.pdf`],
      ['file', `${FOLDER}/Pleadings/Brief 2.pdf`, `${FOLDER}/Court/Brief 2.pdf`],
    ]);
  });

  it('moves file by file into a subfolder that stands already', () => {
    const after = policyWith({ categories: { ...DEFAULT_POLICY.categories, Pleadings: 'Discovery' } });
    expect(steps(relocations(DEFAULT_POLICY, after, firm([doc(1)])))).toEqual([
      ['file', `${FOLDER}/Pleadings/Brief 1.pdf`, `${FOLDER}/Discovery/Brief 1.pdf`],
    ]);
  });

  it('moves the matter first and then what differs within it', () => {
    const after = policyWith({ matterFolder: '{MatterNumber}', categories: { Pleadings: 'Court' } });
    const view = firm([doc(1), doc(2, category('Discovery'))]);
    expect(steps(relocations(DEFAULT_POLICY, after, view))).toEqual([
      ['folder', FOLDER, '/Matters/2026-0001'],
      ['file', '/Matters/2026-0001/Pleadings/Brief 1.pdf', '/Matters/2026-0001/Court/Brief 1.pdf'],
      ['file', '/Matters/2026-0001/Discovery/Brief 2.pdf', '/Matters/2026-0001/Unsorted/Brief 2.pdf'],
    ]);
  });

  it('lets a document that bears its id keep it on the way', () => {
    const view = firm([doc(1, { name: 'Brief.pdf' }), doc(2, { name: 'BRIEF.pdf' })]);
    const plan = relocations(DEFAULT_POLICY, policyWith({ roots: { default: '/Firm' } }), view);
    expect(steps(plan)).toEqual([['folder', FOLDER, '/Firm/2026-0001-Reyes']]);
  });

  it('reports two matters that wish for one folder, and who holds it', () => {
    const other = sampleMatter({ id: MatterId.parse('9'), displayNumber: '2026-0009' });
    const after = policyWith({ matterFolder: '{Client}' });
    const plan = relocations(DEFAULT_POLICY, after, firm([doc(1)], [MATTER, other]));
    expect(plan.moves.map(({ to }) => to)).toEqual(['/Matters/Reyes', `/Matters/Reyes (${MATTER.id})`]);
    expect(plan.collisions).toEqual([
      {
        owner: matterStream(FIRM, MATTER.id),
        wished: '/Matters/Reyes',
        given: `/Matters/Reyes (${MATTER.id})`,
        heldBy: matterStream(FIRM, other.id),
      },
    ]);
  });

  it('never moves onto a file that somebody put there by hand: it reports a conflict', () => {
    const view = firm([doc(1)]);
    view.take(documentTold(doc(1, { name: 'Answer.pdf' })));
    const stranger = `${FOLDER}/Pleadings/answer.PDF`;
    const plan = relocations(DEFAULT_POLICY, DEFAULT_POLICY, view, { strangers: [stranger] });
    expect(plan.moves).toEqual([]);
    expect(plan.collisions).toEqual([
      {
        owner: documentStream(FIRM, documentId(1)),
        wished: `${FOLDER}/Pleadings/Answer.pdf`,
        given: null,
        heldBy: null,
      },
    ]);
  });

  it('goes file by file where a folder stands in the way of a folder', () => {
    const view = firm([doc(1)]);
    const after = policyWith({ roots: { default: '/Firm' } });
    const plan = relocations(DEFAULT_POLICY, after, view, { strangers: ['/Firm/2026-0001-Reyes'] });
    expect(steps(plan)).toEqual([
      ['file', `${FOLDER}/Pleadings/Brief 1.pdf`, '/Firm/2026-0001-Reyes/Pleadings/Brief 1.pdf'],
    ]);
  });

  it('cuts a folder that is too large into its subfolders, and those into files', () => {
    const documents = [1, 2, 3].map((id) => doc(id)).concat(doc(4, category('Discovery')));
    const after = policyWith({ roots: { default: '/Firm' } });
    const plan = relocations(DEFAULT_POLICY, after, firm(documents), { largest: 3 });
    const [old, young] = [FOLDER, '/Firm/2026-0001-Reyes'];
    expect(steps(plan)).toEqual([
      ['file', `${old}/Pleadings/Brief 1.pdf`, `${young}/Pleadings/Brief 1.pdf`],
      ['file', `${old}/Pleadings/Brief 2.pdf`, `${young}/Pleadings/Brief 2.pdf`],
      ['file', `${old}/Pleadings/Brief 3.pdf`, `${young}/Pleadings/Brief 3.pdf`],
      ['folder', `${old}/Discovery`, `${young}/Discovery`],
    ]);
  });

  it('believes who counted: what people put into a folder counts as well', () => {
    const itemsBelow = (folder: string): number | undefined => (folder === FOLDER ? 25_000 : undefined);
    const plan = relocations(DEFAULT_POLICY, policyWith({ roots: { default: '/Firm' } }), firm([doc(1)]), {
      itemsBelow,
    });
    expect(steps(plan)).toEqual([['folder', `${FOLDER}/Pleadings`, '/Firm/2026-0001-Reyes/Pleadings']]);
  });

  it('shuts away first what became privileged, and opens nothing unasked', () => {
    const view = firm([doc(1), doc(2)]);
    view.take(documentTold(doc(2, category('Privileged'))));
    const after = policyWith({ roots: { default: '/Firm' } });
    const plan = relocations(DEFAULT_POLICY, after, view);
    expect(plan.moves.map(({ access, to }) => [access, to])).toEqual([
      ['into-restricted', '/Privileged/2026-0001/Brief 2.pdf'],
      ['unchanged', '/Firm/2026-0001-Reyes'],
    ]);
    const marked = mirroredFirm(DEFAULT_POLICY, [MATTER], [doc(1, category('Privileged'))]);
    marked.take(documentTold(doc(1)));
    expect(relocations(DEFAULT_POLICY, DEFAULT_POLICY, marked).moves).toMatchObject([
      { access: 'out-of-restricted', from: '/Privileged/2026-0001/Brief 1.pdf' },
    ]);
  });

  it('leaves where it lies what a filter leaves out, and says so', () => {
    const after = policyWith({ filters: { categories: { except: ['Pleadings'] } } });
    const plan = relocations(DEFAULT_POLICY, after, firm([doc(1), doc(2, category('Discovery'))]));
    expect(plan.moves).toEqual([]);
    expect(plan.leftOut).toEqual([
      {
        document: documentId(1),
        path: `${FOLDER}/Pleadings/Brief 1.pdf`,
        reason: 'FILTERED',
        why: [{ rule: 'filters.categories.except', on: 'Pleadings', gives: 'left out' }],
      },
    ]);
  });

  it('tells what would be mirrored for the first time', () => {
    const before = policyWith({ filters: { practiceAreas: { except: ['Litigation'] } } });
    const view = mirroredFirm(before, [], []);
    view.take(matterTold(MATTER));
    view.take(documentTold(doc(1)));
    expect(relocations(before, DEFAULT_POLICY, view)).toMatchObject({
      moves: [],
      arrivals: [{ document: '1', path: `${FOLDER}/Pleadings/Brief 1.pdf`, access: 'open' }],
    });
  });

  it('leaves trashed documents to the policy of deletions', () => {
    const view = firm([doc(1)]);
    view.take({
      ...documentTold(doc(1)),
      name: 'DocumentTrashed',
      data: { document: documentId(1), matter: MATTER.id, trashedAt: '2026-05-02T00:00:00Z' },
    });
    const after = policyWith({ categories: { Pleadings: 'Court' } });
    expect(relocations(DEFAULT_POLICY, after, view).moves).toEqual([]);
  });

  it('can be carried out as told', () => {
    const view = firm([doc(1), doc(2), doc(3, category('Discovery'))]);
    view.take(matterTold(sampleMatter({ client: company('Reyes II') })));
    const tree = new Tree(view);
    const after = policyWith({ categories: { ...DEFAULT_POLICY.categories, Pleadings: 'Court' } });
    for (const move of relocations(DEFAULT_POLICY, after, view).moves) tree.apply(move);
    expect(tree.pathOf('2')).toBe('/Matters/2026-0001-Reyes II/Court/Brief 2.pdf');
    expect(tree.pathOf('3')).toBe('/Matters/2026-0001-Reyes II/Discovery/Brief 3.pdf');
  });
});
