import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { jsonSchemaOf } from '../json-schemas.js';
import { policyPage } from '../policy/policy-page.js';
import { reasonCodesPage } from '../reason-codes.js';
import { EVENTS, typeOf, type EventName } from '../registry.js';
import { breaches, unpublished, withoutGolden, type Present, type Published } from './published.js';

/*
 * Writes what is generated from the contracts: a JSON Schema for each current event version, the pages of reason codes and
 * of the policy, and the list of what is published. `--check` changes nothing and fails where a file differs. What was
 * published is never written over: neither command passes a published version whose schema or golden file changed.
 */

const PACKAGE = new URL('../../', import.meta.url);
const SCHEMAS = new URL('src/generated/', PACKAGE);
const GOLDEN = new URL('src/golden/', PACKAGE);
const STREAMS = new URL('golden-streams/', PACKAGE);
const PUBLISHED = new URL('published.json', PACKAGE);
const PAGES: ReadonlyMap<string, string> = new Map([
  [new URL('../../docs/reference/reason-codes.md', PACKAGE).href, reasonCodesPage()],
  [new URL('../../docs/reference/policy.md', PACKAGE).href, policyPage()],
]);

const wantedSchemas = (): ReadonlyMap<string, string> =>
  new Map(
    (Object.keys(EVENTS) as EventName[]).map((name) => [
      typeOf(name),
      `${JSON.stringify(jsonSchemaOf(name), null, 2)}\n`,
    ]),
  );

/** Files of a folder by their names without the ending. */
function filesIn(folder: URL, ending: string): [string, string][] {
  return readdirSync(folder).map((file) => {
    if (!file.endsWith(ending)) throw new Error(`${file} does not belong into ${folder.pathname}`);
    return [file.slice(0, -ending.length), readFileSync(new URL(file, folder), 'utf8')];
  });
}

const present = (): Present => ({
  wanted: wantedSchemas(),
  schemas: new Map(filesIn(SCHEMAS, '.schema.json')),
  goldens: new Map([...filesIn(GOLDEN, '.golden.json'), ...filesIn(STREAMS, '.jsonl')]),
});

function contentOf(href: string): string | null {
  try {
    return readFileSync(new URL(href), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

const published = (): Published => JSON.parse(contentOf(PUBLISHED.href) ?? '{}') as Published;

function wantedFiles(now: Present): ReadonlyMap<string, string> {
  const all = { ...published(), ...unpublished(published(), now) };
  const sorted = Object.fromEntries(Object.entries(all).toSorted(([one], [two]) => (one < two ? -1 : 1)));
  const schemas = [...now.wanted].map(
    ([name, text]) => [new URL(`${name}.schema.json`, SCHEMAS).href, text] as const,
  );
  return new Map([...PAGES, ...schemas, [PUBLISHED.href, `${JSON.stringify(sorted, null, 2)}\n`]]);
}

/** Schemas that no event was ever written by. */
const strays = (now: Present): readonly string[] =>
  [...now.schemas.keys()]
    .filter((name) => !now.wanted.has(name) && !now.goldens.has(name) && !Object.hasOwn(published(), name))
    .map((name) => `generated/${name}.schema.json is of no event type: remove it.`);

function check(now: Present): readonly string[] {
  return [...wantedFiles(now)]
    .filter(([href, text]) => contentOf(href) !== text)
    .map(
      ([href]) =>
        `out of date: ${href.slice(href.lastIndexOf('/') + 1)} (npm run generate -w @counterpart/contracts)`,
    );
}

function generate(now: Present): readonly string[] {
  for (const [href, text] of wantedFiles(now)) {
    mkdirSync(new URL('./', href), { recursive: true });
    writeFileSync(new URL(href), text);
  }
  return [];
}

const now = present();
const refused = [...breaches(published(), now), ...withoutGolden(now), ...strays(now)];
const isCheck = process.argv.includes('--check');
const problems = refused.length > 0 ? refused : isCheck ? check(now) : generate(now);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
