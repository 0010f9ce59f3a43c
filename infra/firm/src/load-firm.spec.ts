import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClioDouble, TOKEN } from '../test/clio-double.js';
import type { Call, Fault } from '../test/clio-double.js';
import { planDocuments } from './documents/plan-documents.js';
import { measureDocument } from './documents/render-document.js';
import { FIRM_BOOK } from './firm-book.js';
import { FirmError } from './firm-error.js';
import { loadFirm } from './load-firm.js';

const clio = new ClioDouble();

beforeEach(async () => {
  clio.calls.length = 0;
  clio.fault = () => 'none';
  for (const rows of clio.tables.values()) rows.length = 0;
  await clio.start();
});
afterEach(() => clio.stop());

function load(documents: number) {
  return loadFirm({ clioUrl: clio.url, accessToken: TOKEN, documents, seed: 4 });
}

/** Breaks the first try of every call that the filter picks. */
function breakFirst(fault: Fault, picks: (call: Call) => boolean): void {
  const seen = new Set<string>();
  clio.fault = (call) => {
    const key = `${call.method} ${call.path}`;
    if (!picks(call) || seen.has(key)) return 'none';
    seen.add(key);
    return fault;
  };
}

const NAME_OF_LIST = [
  ['practice_areas', 'name'],
  ['document_categories', 'name'],
  ['contacts', 'name'],
  ['matters', 'display_number'],
] as const;

/** Every record of the double by its name, and the hash of every finished document. */
function stored() {
  const records = NAME_OF_LIST.map(([list, key]) => clio.rows(list).map((row) => row.data[key]));
  const files = clio
    .rows('documents')
    .map(({ object }) => (object.finished && object.sha256 !== undefined ? object.sha256 : 'unfinished'));
  return { records, files: [...files].sort() };
}

/** What must be there, each record exactly once. */
async function planned(documents: number) {
  const measures = await Promise.all(planDocuments({ count: documents, seed: 4 }).map(measureDocument));
  const records = [
    FIRM_BOOK.practiceAreas.map((area) => area.name),
    FIRM_BOOK.documentCategories,
    FIRM_BOOK.contacts.map((contact) => contact.name),
    FIRM_BOOK.matters.map((matter) => matter.displayNumber),
  ];
  return { records, files: measures.map((measure) => measure.sha256).sort() };
}

describe('loading the firm into Clio', () => {
  it('brings every record and every byte, the giant and the empty ones too, and sums them up', async () => {
    const progress: number[] = [];
    const summary = await loadFirm({
      clioUrl: clio.url,
      accessToken: TOKEN,
      documents: 50,
      seed: 4,
      onProgress: ({ documents }) => progress.push(documents),
    });
    expect(stored()).toEqual(await planned(50));
    const bytes = clio.rows('documents').reduce((sum, { object }) => sum + (object.size ?? 0), 0);
    expect(summary).toMatchObject({ matters: 12, documents: 50, bytes, empty: 1 });
    expect(bytes).toBeGreaterThan(200 * 1024 * 1024);
    expect(progress).toEqual(Array.from({ length: 50 }, (_, at) => at + 1));
  });

  it('files each document under its matter and category, with the names untouched', async () => {
    await load(60);
    const categories = new Map(clio.rows('document_categories').map((row) => [row.id, row.data['name']]));
    const matters = clio.rows('matters').map((row) => row.id);
    const filed = clio.rows('documents').map(({ data }) => {
      const parent = data['parent'] as { id: number };
      const category = data['document_category'] as { id: number } | undefined;
      const place = category === undefined ? null : categories.get(category.id);
      return JSON.stringify([matters.indexOf(parent.id), place, data['name'], data['filename']]);
    });
    const wanted = planDocuments({ count: 60, seed: 4 }).map((plan) =>
      JSON.stringify([plan.matterIndex, plan.category, plan.name, plan.filename]),
    );
    expect(filed.sort()).toEqual(wanted.sort());
  });

  it('names the responsible attorney only where the account has the user', async () => {
    const id = clio.addUser('eleanor.hartwell@hartwell-reyes.example');
    await load(0);
    const attorneys = clio.rows('matters').map((row) => row.data['responsible_attorney']);
    expect(attorneys).toEqual(
      FIRM_BOOK.matters.map((matter) =>
        matter.responsibleAttorney.startsWith('eleanor.') ? { id } : undefined,
      ),
    );
  });

  it('makes no matter, contact or category a second time', async () => {
    await load(0);
    await load(0);
    expect(stored()).toEqual(await planned(0));
  });

  it('waits and goes on when Clio says there were too many calls', async () => {
    breakFirst('busy', () => true);
    await load(5);
    expect(stored()).toEqual(await planned(5));
  });

  it('makes nothing twice when the answer to a creation is lost', async () => {
    breakFirst('answer-lost', (call) => call.method === 'POST');
    await load(5);
    expect(stored()).toEqual(await planned(5));
  });

  it('makes nothing twice when the answer to an upload or its confirmation is lost', async () => {
    breakFirst('answer-lost', (call) => call.method === 'PUT' || call.method === 'PATCH');
    await load(5);
    expect(stored()).toEqual(await planned(5));
  });

  it('tries again after a server error that had no effect', async () => {
    breakFirst('error-before', () => true);
    await load(5);
    expect(stored()).toEqual(await planned(5));
  });

  it('shows the bearer to Clio and never to the object store', async () => {
    await load(3);
    const shown = (part: string) =>
      new Set(clio.calls.filter((call) => call.path.startsWith(part)).map((call) => call.authorization));
    expect(shown('/api/')).toEqual(new Set([`Bearer ${TOKEN}`]));
    expect(shown('/objects/')).toEqual(new Set([undefined]));
  });

  it('gives up at once, and begins nothing more, when Clio refuses', async () => {
    const refused = loadFirm({ clioUrl: clio.url, accessToken: 'fake-expired-token', documents: 5, seed: 4 });
    const error = await refused.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FirmError);
    expect(error).toMatchObject({ code: 'FIRM_CLIO_REFUSED' });
    expect(clio.calls).toHaveLength(1);
  });
});
