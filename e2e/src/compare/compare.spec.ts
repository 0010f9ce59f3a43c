import { describe, expect, it } from 'vitest';
import { pairUp, type MirroredFile, type SourceDocument } from './compare.js';

const document = (details: Partial<SourceDocument> = {}): SourceDocument => ({
  id: '11',
  name: 'Brief: final?.pdf',
  matterNumber: '2026-0005',
  category: 'Pleadings',
  fromClient: false,
  versionId: '21',
  size: 10,
  ...details,
});

const file = (path: string, id = 'id:a'): MirroredFile => ({ id, path, size: 10 });
const HOME = '/Matters/2026-0005-ACME Corp/Pleadings';
const trail = [{ document: '11', counterpart: 'id:a' }];

const kinds = (documents: SourceDocument[], files: MirroredFile[], entries = trail): string[] =>
  pairUp(documents, files, entries).problems.map(({ kind }) => kind);

describe('pairUp', () => {
  it('finds nothing wrong with a document in its place', () => {
    expect(kinds([document()], [file(`${HOME}/Brief_ final_.pdf`)])).toEqual([]);
  });

  it('accepts the suffix that keeps two documents of one name apart', () => {
    expect(kinds([document()], [file(`${HOME}/Brief_ final_ (11).pdf`)])).toEqual([]);
  });

  it('expects no file of an empty placeholder', () => {
    expect(kinds([document({ size: 0 })], [])).toEqual([]);
  });

  it('reports a document without a file as missing', () => {
    expect(kinds([document()], [])).toEqual(['missing']);
  });

  it('reports a file in another matter’s folder, or another category’s, as misplaced', () => {
    expect(kinds([document()], [file('/Matters/2026-0006-Acme Corp/Pleadings/Brief_ final_.pdf')])).toEqual([
      'misplaced',
    ]);
    expect(
      kinds([document()], [file(`${HOME.replace('Pleadings', 'Discovery')}/Brief_ final_.pdf`)]),
    ).toEqual(['misplaced']);
  });

  it('expects what is privileged in the restricted folder, and nothing else there', () => {
    const marked = document({ category: 'Privileged' });
    const shut = file('/Privileged/2026-0005/Brief_ final_.pdf');
    expect(kinds([marked], [shut])).toEqual([]);
    expect(kinds([marked], [file(`${HOME.replace('Pleadings', 'Unsorted')}/Brief_ final_.pdf`)])).toEqual([
      'misplaced',
    ]);
    expect(kinds([document()], [shut])).toEqual(['misplaced']);
    const bakery = document({ category: 'Privileged', matterNumber: '2026-0006' });
    expect(kinds([bakery], [file('/Matters/2026-0006-Acme Corp/Unsorted/Brief_ final_.pdf')])).toEqual([]);
  });

  it('reports a file under another document’s name as misplaced', () => {
    expect(kinds([document()], [file(`${HOME}/Complaint.pdf`)])).toEqual(['misplaced']);
  });

  it('reports a file that is nobody’s as a duplicate', () => {
    const files = [file(`${HOME}/Brief_ final_.pdf`), file(`${HOME}/Brief_ final_ (1).pdf`, 'id:b')];
    expect(kinds([document()], files)).toEqual(['duplicate']);
  });

  it('expects one copy of a client’s upload, in its matter’s folder of client uploads', () => {
    const upload = document({ fromClient: true });
    const counterpart = file(`${HOME}/Brief_ final_.pdf`);
    const copied = [{ ...trail[0]!, copies: ['id:b'] }];
    const problems = (path: string | null) =>
      pairUp([upload], path === null ? [counterpart] : [counterpart, file(path, 'id:b')], copied).problems;
    expect(problems('/ClientUploads/2026-0005/Brief_ final_.pdf')).toEqual([]);
    expect(problems('/ClientUploads/2026-0006/Brief_ final_.pdf')).toMatchObject([{ kind: 'misplaced' }]);
    expect(problems(null)).toMatchObject([{ kind: 'missing' }]);
    expect(kinds([document()], [counterpart, file('/ClientUploads/2026-0005/x.pdf', 'id:b')])).toEqual([
      'duplicate',
    ]);
  });

  it('expects no copy of a client’s upload that is privileged', () => {
    const marked = document({ fromClient: true, category: 'Privileged' });
    expect(kinds([marked], [file('/Privileged/2026-0005/Brief_ final_.pdf')])).toEqual([]);
  });

  it('expects every version that was replaced to be kept once, beside the current file', () => {
    const revised = document({ priors: [{ versionId: '20', number: 1, size: 9 }] });
    const current = file(`${HOME}/Brief_ final_.pdf`);
    const problems = (path: string | null, number = 1) => {
      const kept = [{ ...trail[0]!, kept: new Map([[number, 'id:v']]) }];
      return pairUp([revised], path === null ? [current] : [current, file(path, 'id:v')], kept).problems;
    };
    expect(problems(`${HOME}/_Archive/Brief_v1_20260501.pdf`)).toEqual([]);
    expect(problems(`${HOME}/Brief_v1_20260501.pdf`)).toMatchObject([{ kind: 'misplaced' }]);
    expect(problems(null)).toMatchObject([{ kind: 'missing' }]);
    expect(problems(`${HOME}/_Archive/Brief_v2_20260501.pdf`, 2)).toMatchObject([
      { kind: 'missing' },
      { kind: 'duplicate' },
    ]);
  });

  it('reports two documents that share a file as duplicates', () => {
    const both = [document(), document({ id: '12' })];
    const shared = [...trail, { document: '12', counterpart: 'id:a' }];
    expect(kinds(both, [file(`${HOME}/Brief_ final_.pdf`)], shared)).toEqual(['duplicate']);
  });
});
