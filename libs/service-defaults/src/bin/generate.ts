import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { BaseConfig } from '../base-config.js';
import { settingsPage } from '../settings-page.js';

/*
 * Writes the reference of all settings from the schemas by which the built programs check theirs. The programs stand above this
 * package and are found by their places in the clone. `--check` changes nothing and fails where the page differs.
 */

const ROOT = new URL('../../../../', import.meta.url);
const PAGE = new URL('docs/reference/settings.md', ROOT);
const SERVICES = ['ingest', 'router', 'uploader', 'archiver', 'notifier', 'auditor'] as const;

async function schemaOf(program: string): Promise<z.ZodObject> {
  const file = new URL(`apps/${program}/dist/${program}.config.js`, ROOT).href;
  const exported = (await import(file)) as Readonly<Record<string, unknown>>;
  const schema = Object.values(exported).find((value) => value instanceof z.ZodObject);
  if (schema === undefined) throw new TypeError(`${program} has no schema of settings`);
  return schema;
}

const page = settingsPage(BaseConfig, [
  ...(await Promise.all(SERVICES.map(async (name) => ({ title: name, schema: await schemaOf(name) })))),
  { title: 'The command line', schema: await schemaOf('cli') },
]);

if (!process.argv.includes('--check')) {
  writeFileSync(PAGE, page);
} else if (readFileSync(PAGE, 'utf8') !== page) {
  console.error('out of date: settings.md (npm run generate -w @counterpart/service-defaults)');
  process.exitCode = 1;
}
