import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  MatterId,
  matterStream,
  NamespaceId,
  VersionId,
} from '@counterpart/contracts';
import { EventStore, storeDataSource, type NewEvent } from '@counterpart/event-store';
import { tellOn } from '@counterpart/testing';
import { openFirms } from '../src/adapters/database-firms.js';
import { operatorDatabase, type OperatorDatabase } from './operator-database.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const FIRM = FirmId.parse('hartwell');
const MATTER = MatterId.parse('77');
const FOLDER = '/Matters/2026-0001-Reyes';
const TOLD_AT = '2026-11-24T09:00:00Z';
const KEY = `${FIRM}/${MATTER}`;

let database: OperatorDatabase;
let folder: string;

beforeAll(async () => {
  database = await operatorDatabase();
  folder = mkdtempSync(join(tmpdir(), 'policy-'));
  const source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  try {
    await fill(new EventStore(source));
  } finally {
    await source.destroy();
  }
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

/** A matter with one mirrored document, one of an unmapped category, and one that was left out. */
async function fill(store: EventStore): Promise<void> {
  const stream = matterStream(FIRM, MATTER);
  const matter = {
    id: MATTER,
    etag: '"1"',
    displayNumber: '2026-0001',
    description: null,
    status: 'Open' as const,
    openDate: '2026-01-05',
    closeDate: null,
    client: { id: '5', name: 'Reyes', firstName: null, lastName: null, type: 'Company' as const },
    responsibleAttorney: null,
    practiceArea: { id: '3', name: 'Litigation' },
    updatedAt: '2026-05-01T10:00:00Z',
  };
  const tell = tellOn(store, { at: TOLD_AT });
  await tell(
    { name: 'MatterRegistered', stream, firm: FIRM, key: KEY, data: { matter } },
    {
      name: 'ScaffoldPlanned',
      stream,
      firm: FIRM,
      key: KEY,
      data: {
        matter: MATTER,
        folders: [FOLDER, `${FOLDER}/Pleadings`],
        policyVersion: 0,
        why: [{ rule: 'roots.default', on: 'Litigation', gives: '/Matters' }],
      },
    },
  );
  await tell(...mirrored('501', 'Complaint.pdf', 'Pleadings', 'Pleadings'));
  await tell(...mirrored('502', 'X-ray.pdf', 'Medical Records', 'Unsorted'));
  await tell(added('503', 'Empty.pdf', 'Pleadings'), {
    ...addressed('503'),
    name: 'DocumentSkipped',
    data: {
      document: DocumentId.parse('503'),
      matter: MATTER,
      versionNumber: 1,
      reason: 'FILTERED',
      policyVersion: 0,
      why: [{ rule: 'filters.maxBytes', on: '1024 bytes', gives: 'left out' }],
    },
  });
}

const addressed = (id: string) => ({
  stream: documentStream(FIRM, DocumentId.parse(id)),
  firm: FIRM,
  key: KEY,
});

function added(id: string, name: string, category: string): NewEvent<'DocumentAdded'> {
  const document = {
    id: DocumentId.parse(id),
    etag: '"1"',
    name,
    filename: name,
    matter: MATTER,
    category: { id: '1', name: category },
    folder: null,
    creator: 'firm' as const,
    version: { id: VersionId.parse('9001'), number: 1, size: 1024, contentType: null, receivedAt: null },
    createdAt: '2026-05-01T10:00:00Z',
    updatedAt: '2026-05-01T10:00:00Z',
  };
  return { ...addressed(id), name: 'DocumentAdded', data: { document } };
}

function mirrored(id: string, name: string, category: string, subfolder: string): readonly NewEvent[] {
  const document = DocumentId.parse(id);
  const placement = { folder: `${FOLDER}/${subfolder}`, name, disambiguated: false };
  const rule = subfolder === 'Unsorted' ? 'unmapped' : `categories.${category}`;
  return [
    added(id, name, category),
    {
      ...addressed(id),
      name: 'DocumentRouted',
      data: {
        document,
        matter: MATTER,
        version: { id: VersionId.parse('9001'), number: 1, size: 1024 },
        placement,
        replaces: null,
        counterpart: null,
        clientModified: null,
        policyVersion: 0,
        attempt: 1,
        why: [{ rule, on: category, gives: subfolder }],
      },
    },
    {
      ...addressed(id),
      name: 'DocumentMirrored',
      data: {
        document,
        matter: MATTER,
        routed: EventId.parse(randomUUID()),
        versionNumber: 1,
        namespace: NamespaceId.parse('7'),
        path: `${placement.folder}/${name}`,
        counterpart: 'id:a',
        rev: 'aaaaaaaaa',
        size: 1024,
        contentHash: 'c',
        sha256: 's',
        how: 'written',
      },
    },
  ];
}

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the program as a user does. */
function counterpart(
  words: readonly string[],
  env: Readonly<Record<string, string>> = connected(),
): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...words], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err });
    });
  });
}

const connected = (): Record<string, string> => ({
  COUNTERPART_DATABASE_URL: database.operatorUrl,
  COUNTERPART_FIRM: 'hartwell',
});

async function json(...words: readonly string[]): Promise<unknown> {
  const { out } = await counterpart(['--json', ...words]);
  return JSON.parse(out);
}

function file(text: string, name = 'policy.yaml'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('counterpart policy check', () => {
  it('says by line and field what is wrong, without database or network', async () => {
    const path = file("roots:\n  defualt: /M\nmatterFolder: '{Matter}'\n");
    const { code, out } = await counterpart(['policy', 'check', path], {});
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      `${path}:2:3  roots.defualt  there is no such field; there are default, practiceAreas`,
      expect.stringMatching(
        `^${path}:3:17  matterFolder  there is no field {Matter}; there are {MatterNumber}`,
      ),
      '',
    ]);
    const told = await counterpart(['--json', 'policy', 'check', path], {});
    expect(JSON.parse(told.out)).toMatchObject({
      ok: false,
      faults: [{ line: 2, field: 'roots.defualt' }, { line: 3 }],
    });
  });

  it('says of a good file that it can be applied', async () => {
    const path = file('unmapped: Other\n');
    expect(await counterpart(['policy', 'check', path], {})).toMatchObject({
      code: 0,
      out: `${path} can be applied.\n`,
    });
  });

  it('says of a file that is not there that it cannot be read', async () => {
    expect(await counterpart(['policy', 'check', join(folder, 'none')], {})).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^FILE_UNREADABLE: /) as string,
    });
  });
});

describe('counterpart preview', () => {
  it('counts what would move and tells each move and why, and writes nothing', async () => {
    const path = file("matterFolder: '{MatterNumber}'\ncategories:\n  Pleadings: Court\n");
    expect(await json('preview', '--policy', path)).toMatchObject({
      version: 0,
      counts: {
        matters: 1,
        documents: 3,
        folderMoves: 1,
        fileMoves: 1,
        documentsMoved: 2,
        arrivals: 1,
        unmapped: 1,
      },
      unreadFields: ['Privilege'],
      plan: {
        moves: [
          { kind: 'folder', from: FOLDER, to: '/Matters/2026-0001', documents: ['501', '502'] },
          {
            kind: 'file',
            from: expect.stringMatching(/^\/Matters\/2026-0001\/Pleadings\//) as string,
            to: expect.stringMatching(/^\/Matters\/2026-0001\/Court\//) as string,
            documents: ['501'],
          },
        ],
        arrivals: [{ document: '503', path: '/Matters/2026-0001/Court/Empty.pdf' }],
      },
    });
    const { out } = await counterpart(['preview', '--policy', path, '--rows', '1']);
    expect(out).toMatch(/^NUMBER +OF\n1 +matters\n3 +documents\n1 +folders to move\n/);
    expect(out).toMatch(/Not read from Clio yet, and taken for empty: Privilege/);
    expect(out).toMatch(
      /move folder +\/Matters\/2026-0001-Reyes +\/Matters\/2026-0001 +roots.default: Litigation → \/Matters; /,
    );
    expect(out).toMatch(/… and 2 more; --json has all\n$/);
    expect(await json('policy', 'show')).toMatchObject({ policy: { version: 0 } });
  });

  it('finds nothing to do where the policy says what is in force', async () => {
    expect(await json('preview', '--policy', file('{}'))).toMatchObject({
      counts: { folderMoves: 0, fileMoves: 0, documentsUnmoved: 2, arrivals: 1 },
    });
  });

  it('refuses a file with faults', async () => {
    const { code, out } = await counterpart(['preview', '--policy', file('unmapped: a/b\n')]);
    expect([code, out]).toEqual([1, expect.stringMatching(/:1:11 {2}unmapped {2}is one folder/)]);
  });
});

describe('counterpart explain', () => {
  it('says which rules gave a document its place', async () => {
    expect(await json('explain', '--document', '501')).toMatchObject({
      state: 'mirrored',
      path: `${FOLDER}/Pleadings/Complaint.pdf`,
      why: [{ rule: 'roots.default' }, { rule: 'categories.Pleadings', on: 'Pleadings', gives: 'Pleadings' }],
      nowWouldBe: null,
    });
    const { out } = await counterpart(['explain', '--document', '502']);
    expect(out).toMatch(
      /^Document 502, “X-ray.pdf”, is mirrored: \/Matters\/2026-0001-Reyes\/Unsorted\/X-ray.pdf\n/,
    );
    expect(out).toMatch(/\nunmapped +Medical Records +Unsorted\n/);
  });

  it('says which filter left a document out, and what the policy in force would say', async () => {
    expect(await json('explain', '--document', '503')).toMatchObject({
      state: 'not mirrored',
      skipped: 'FILTERED',
      why: [{ rule: 'filters.maxBytes' }],
    });
  });

  it('knows nothing of a document that nobody told of', async () => {
    expect(await counterpart(['explain', '--document', '999'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^NOTHING_KNOWN: /) as string,
    });
  });
});

describe('counterpart policy diff and apply', () => {
  it('shows what would change, brings it into force once, and numbers it', async () => {
    const path = file('categories:\n  Pleadings: Court\nretryMinutes: [1]\n');
    const { out } = await counterpart(['policy', 'diff', path]);
    expect(out).toMatch(
      /^FIELD +FROM +TO\ncategories.Pleadings +Pleadings +Court\nretryMinutes +\[5,25,125\] +\[1\]\n/,
    );
    expect(await json('policy', 'apply', path, '--by', 'ada', '--note', 'Court first')).toMatchObject({
      outcome: 'applied',
      version: 1,
    });
    expect(await json('policy', 'apply', path)).toEqual({ outcome: 'unchanged', version: 1 });
    expect(await json('policy', 'diff', path)).toMatchObject({ version: 1, changes: [] });
    expect(await json('explain', '--document', '501')).toMatchObject({
      decidedUnder: 0,
      inForce: 1,
      nowWouldBe: `${FOLDER}/Court`,
    });
  });

  it('shows the policy in force as a file that can be applied again, and earlier ones', async () => {
    const { out } = await counterpart(['policy', 'show']);
    expect(out).toMatch(/^version: 1\n/);
    const path = file(out, 'shown.yaml');
    expect(await json('policy', 'apply', path)).toMatchObject({ outcome: 'unchanged' });
    expect(await json('policy', 'show', '--version', '0')).toMatchObject({
      inForce: false,
      policy: { categories: { Pleadings: 'Pleadings' } },
    });
    expect(await counterpart(['policy', 'show', '--version', '7'])).toMatchObject({ code: 2 });
  });

  it('refuses a file that was made from a policy which is no longer in force', async () => {
    const path = file('version: 0\nunmapped: Other\n');
    const { code, out } = await counterpart(['policy', 'apply', path]);
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/^Nothing was applied: version 1 came into force/),
    ]);
  });
});

it('a firm is seen with the files that healing put back and kept: the privilege audit missed them', async () => {
  const document = DocumentId.parse('501');
  const path = `${FOLDER}/Pleadings/Complaint.pdf`;
  const about = { document, matter: MATTER, drift: EventId.parse(randomUUID()), path };
  const edited = (id: string) => ({ path: `${path}.${id}`, file: id, contentHash: 'c' });
  const source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  const firms = await openFirms(database.operatorUrl);
  onTestFinished(() => Promise.all([source.destroy(), firms.close()]).then(() => undefined));
  const healed = {
    ...about,
    kind: 'deleted',
    how: 'restored',
    counterpart: 'id:put-back',
    rev: '02',
  } as const;
  const refused = { ...about, kind: 'edited', reason: 'LEGAL_HOLD', rev: '03' } as const;
  await tellOn(new EventStore(source), { at: TOLD_AT })(
    { ...addressed('501'), name: 'DriftHealed', data: { ...healed, handEdit: edited('id:1') } },
    { ...addressed('501'), name: 'DriftHealRefused', data: { ...refused, handEdit: edited('id:2') } },
  );
  const view = await firms.firms.whole(FIRM);
  expect(view.documents.get(document)?.counterpart).toBe('id:put-back');
  expect(view.companionsOf(document).map(({ file }) => file)).toEqual(['id:1', 'id:2']);
});
