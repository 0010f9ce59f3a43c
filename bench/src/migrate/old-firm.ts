import type { ClioCalls } from '../budget/clio-calls.js';
import { ClioLoader } from '../mirror/clio-corpus.js';
import type { CorpusFile } from '../mirror/corpus.js';

/** Documents of which every matter has one: their names repeat from matter to matter. */
const FORMS = ['Engagement Letter.pdf', 'Invoice.pdf', 'Notes.txt', 'Conflict Check.pdf'];
const SMALLEST = 1_000;
const SPREAD = 9_000;
/** Calls of a loader’s token for a document, and for opening a matter. */
const CALLS_A_DOCUMENT = 2;
const CALLS_A_MATTER = 2;

/** What a firm has put into Clio before anybody listened: no webhook tells of it. */
export async function fillOldFirm(
  url: string,
  clio: ClioCalls,
  {
    matters,
    documents,
    limit,
  }: { readonly matters: number; readonly documents: number; readonly limit: number },
): Promise<void> {
  await blackout(url, true);
  const each = Math.ceil(documents / matters);
  const calls = CALLS_A_MATTER + each * CALLS_A_DOCUMENT;
  let left = 0;
  let loader = new ClioLoader(url, await clio.anotherToken());
  for (let matter = 0, from = 0; matter < matters; matter += 1, from += each) {
    // Each token of the loader has a budget of its own.
    if (left < calls) [loader, left] = [new ClioLoader(url, await clio.anotherToken()), limit];
    left -= calls;
    const files = filesOfMatter(from, Math.min(each, documents - from));
    await loader.load(files, await loader.openMatter());
  }
  // What is written from now on is later than every document, in Clio’s whole seconds.
  await post(url, 'clock', { advanceMs: 5_000 });
  await blackout(url, false);
}

/** Sizes differ from document to document, as they do where people write them. */
const filesOfMatter = (from: number, count: number): readonly CorpusFile[] =>
  Array.from({ length: count }, (_, at) => ({
    index: from + at,
    name: FORMS[at] ?? `Exhibit ${from + at}.pdf`,
    bytes: SMALLEST + (((from + at) * 2_654_435_761) % SPREAD),
  }));

const blackout = (url: string, on: boolean): Promise<void> => post(url, 'blackout', { on }, 'PUT');

async function post(url: string, path: string, body: object, method: 'POST' | 'PUT' = 'POST'): Promise<void> {
  const response = await fetch(`${url}/_emulator/${path}`, { method, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
}
