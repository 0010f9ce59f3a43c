import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { jsonSchemaOf } from '../json-schemas.js';
import { policyPage } from '../policy/policy-page.js';
import { reasonCodesPage } from '../reason-codes.js';
import { EVENTS, typeOf, type EventName } from '../registry.js';

/*
 * Writes what is generated from the contracts: a JSON Schema for each current event version, and the pages of reason
 * codes and of the policy. `--check` changes nothing and fails where a file differs. Schemas of earlier versions stay as they are.
 */

const PACKAGE = new URL('../../', import.meta.url);
const SCHEMAS = new URL('src/generated/', PACKAGE);
const REASON_CODES = new URL('../../docs/reference/reason-codes.md', PACKAGE);
const POLICY = new URL('../../docs/reference/policy.md', PACKAGE);

function wantedFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>([
    [REASON_CODES.href, reasonCodesPage()],
    [POLICY.href, policyPage()],
  ]);
  for (const name of Object.keys(EVENTS) as EventName[]) {
    const file = new URL(`${typeOf(name)}.schema.json`, SCHEMAS);
    files.set(file.href, `${JSON.stringify(jsonSchemaOf(name), null, 2)}\n`);
  }
  return files;
}

/** Schemas of types that no longer exist under any version. */
function strayFiles(): string[] {
  return readdirSync(SCHEMAS)
    .filter((file) => !Object.hasOwn(EVENTS, file.split('.v')[0] ?? ''))
    .map((file) => new URL(file, SCHEMAS).href);
}

function contentOf(href: string): string | null {
  try {
    return readFileSync(new URL(href), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function check(): number {
  const different = [...wantedFiles()]
    .filter(([href, text]) => contentOf(href) !== text)
    .map(([href]) => href);
  for (const href of [...different, ...strayFiles()]) {
    console.error(
      `out of date: ${href.slice(href.lastIndexOf('/') + 1)} (npm run generate -w @counterpart/contracts)`,
    );
  }
  return different.length + strayFiles().length === 0 ? 0 : 1;
}

function generate(): number {
  mkdirSync(new URL('./', REASON_CODES), { recursive: true });
  mkdirSync(SCHEMAS, { recursive: true });
  for (const [href, text] of wantedFiles()) writeFileSync(new URL(href), text);
  for (const href of strayFiles()) rmSync(new URL(href));
  return 0;
}

process.exitCode = process.argv.includes('--check') ? check() : generate();
