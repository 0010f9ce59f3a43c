import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DocumentId,
  FirmId,
  MatterId,
  Policy,
  VersionId,
  type DocumentSnapshot,
  type MatterSnapshot,
} from '@counterpart/contracts';
import { pathKey } from '@counterpart/placement';
import { planTestSync, sandboxFault } from './plan-test-sync.js';

const SANDBOX = '/Counterpart test';
const MATTER = MatterId.parse('77');

const matter: MatterSnapshot = {
  id: MATTER,
  etag: '"1"',
  displayNumber: '2026-0001',
  description: null,
  status: 'Open',
  openDate: '2026-01-05',
  closeDate: null,
  client: { id: '5', name: 'Reyes', firstName: null, lastName: null, type: 'Company' },
  responsibleAttorney: null,
  practiceArea: { id: '3', name: 'Litigation' },
  updatedAt: '2026-05-01T10:00:00Z',
};

const document = (id: string, name: string, category: string | null, size = 10): DocumentSnapshot => ({
  id: DocumentId.parse(id),
  etag: '"1"',
  name,
  filename: name,
  matter: MATTER,
  category: category === null ? null : { id: '1', name: category },
  folder: null,
  creator: 'firm',
  version: { id: VersionId.parse('9'), number: 1, size, contentType: null, receivedAt: null },
  createdAt: '2026-05-01T10:00:00Z',
  updatedAt: '2026-05-01T10:00:00Z',
});

const plan = (documents: readonly DocumentSnapshot[], policy: object = {}) =>
  planTestSync(
    { firm: FirmId.parse('hartwell'), policy: Policy.parse(policy), matter, sandbox: SANDBOX },
    documents,
  );

describe('a test sync', () => {
  it('lays a matter out below the sandbox as it would be live', () => {
    const { folder, copies } = plan([
      document('2', 'Brief.pdf', 'Pleadings'),
      document('1', 'Brief.pdf', 'Pleadings'),
    ]);
    expect(folder).toBe('/Counterpart test/Matters/2026-0001-Reyes');
    expect(copies.map(({ path }) => path)).toEqual([
      '/Counterpart test/Matters/2026-0001-Reyes/Pleadings/Brief.pdf',
      '/Counterpart test/Matters/2026-0001-Reyes/Pleadings/Brief (2).pdf',
    ]);
  });

  it('copies nothing that is privileged: the sandbox is an open folder', () => {
    const { copies, leftOut } = plan([document('1', 'Advice.pdf', 'Privileged')]);
    expect(copies).toEqual([]);
    expect(leftOut).toMatchObject([{ reason: 'PRIVILEGED', belongs: '/Privileged/2026-0001/Advice.pdf' }]);
  });

  it('says which filter leaves a document out', () => {
    const { leftOut } = plan(
      [document('1', 'Film.mov', 'Discovery', 500), document('2', 'None.pdf', null, 0)],
      {
        filters: { maxBytes: 100 },
      },
    );
    expect(leftOut.map(({ reason, why }) => [reason, why[0]?.rule])).toEqual([
      ['FILTERED', 'filters.maxBytes'],
      ['EMPTY_PLACEHOLDER', 'document.size'],
    ]);
  });

  it('writes below the sandbox only, no two documents to one path, each document told once', () => {
    const names = fc.oneof(
      fc.constantFrom('A.pdf', 'a.PDF', '..', 'CON', 'ﬁle.pdf', '../../Matters/x'),
      fc.string({ minLength: 1, maxLength: 40 }),
    );
    const categories = fc.constantFrom('Pleadings', 'Privileged', 'Contracts', 'Odd/One', null);
    fc.assert(
      fc.property(fc.array(fc.tuple(names, categories), { maxLength: 25 }), (drawn) => {
        const documents = drawn.map(([name, category], index) => document(String(index + 1), name, category));
        const { copies, leftOut } = plan(documents);
        for (const { path } of copies) {
          expect(path.startsWith(`${SANDBOX}/Matters/2026-0001-Reyes/`)).toBe(true);
          expect(path.split('/')).not.toContain('..');
        }
        expect(new Set(copies.map(({ path }) => pathKey(path))).size).toBe(copies.length);
        expect(copies.length + leftOut.length).toBe(documents.length);
      }),
    );
  });
});

describe('a sandbox', () => {
  it.each([
    ['relative', 'Counterpart test'],
    ['the whole Dropbox', '/'],
    ['a folder with an end that says nothing', '/Counterpart test/'],
    ['the live root', '/Matters'],
    ['within the live root, in other letters', '/MATTERS/test'],
    ['the restricted folder', '/Privileged/x'],
    ['the clients’ uploads', '/ClientUploads'],
    ['the closed matters', '/Closed'],
    ['a practice area’s root', '/Litigation/test'],
  ])('is never %s', (_, sandbox) => {
    const policy = Policy.parse({ roots: { practiceAreas: { Litigation: '/Litigation' } } });
    expect(sandboxFault([policy], sandbox)).not.toBeNull();
  });

  it('is never beside what the policy in force uses, whatever another one would use', () => {
    const inForce = Policy.parse({ roots: { default: '/Clients' } });
    const tried = Policy.parse({});
    expect(sandboxFault([tried, inForce], '/Clients/Test')).toContain('/Clients');
  });

  it('may be any other folder', () => {
    expect(sandboxFault([Policy.parse({})], '/Counterpart test')).toBeNull();
    expect(sandboxFault([Policy.parse({})], '/IT/Tests/Counterpart')).toBeNull();
  });
});
