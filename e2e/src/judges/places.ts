import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SERVICES, type Stack } from '@counterpart/local';
import type { Client } from 'pg';
import { findIn, type Find, type Needle } from './needles.js';

/** How much was searched. */
export interface Searched {
  readonly tables: number;
  readonly rows: number;
  /** Of the run: the database’s and the broker’s own files, logs, staged bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Answers over HTTP, e-mails, command lines of the services. */
  readonly answers: number;
}

/** Something that was said, and where. */
interface Said {
  readonly place: string;
  readonly bytes: Buffer;
}

const PAGE = 2000;
const TABLES = `
select format('%I.%I', schemaname, tablename) as name from pg_tables
where schemaname not in ('pg_catalog', 'information_schema') order by 1`;

/** Every row of every table as text, as a dump has it. Bytes are in hex there. */
export async function huntTables(
  database: Client,
  needles: readonly Needle[],
): Promise<{ readonly finds: readonly Find[]; readonly tables: number; readonly rows: number }> {
  const { rows: tables } = await database.query<{ name: string }>(TABLES);
  const finds: Find[] = [];
  let count = 0;
  for (const { name } of tables) {
    await database.query('begin isolation level repeatable read read only');
    await database.query(`declare dump no scroll cursor for select t::text as row from ${name} t`);
    for (;;) {
      const { rows } = await database.query<{ row: string }>(`fetch ${PAGE} from dump`);
      if (rows.length === 0) break;
      count += rows.length;
      finds.push(...findIn(Buffer.from(rows.map(({ row }) => row).join('\n')), name, needles));
    }
    await database.query('commit');
  }
  return { finds, tables: tables.length, rows: count };
}

/** Every file below a folder but those named, with its path from there. */
export function filesBelow(
  folder: string,
  but: readonly string[],
): readonly { readonly file: string; readonly place: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, place: relative(folder, file) }))
    .filter(({ place }) => !but.includes(place));
}

/** Searches files while the system that writes them runs: one may be gone by the time it is opened. */
export async function huntFiles(
  files: ReturnType<typeof filesBelow>,
  needles: readonly Needle[],
): Promise<{ readonly finds: readonly Find[]; readonly files: number; readonly bytes: number }> {
  const finds: Find[] = [];
  let [count, size] = [0, 0];
  for (const { file, place } of files) {
    const bytes = contentOf(file);
    if (bytes === undefined) continue;
    count += 1;
    size += bytes.length;
    finds.push(...findIn(bytes, place, needles));
    // The system goes on meanwhile, and so do our own connections.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { finds, files: count, bytes: size };
}

function contentOf(file: string): Buffer | undefined {
  try {
    return withoutZeros(readFileSync(file));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const ZEROS = Buffer.alloc(65_536);

/** Without the zeros at its end: indexes and segments are laid out at their full size and filled later. */
function withoutZeros(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end >= ZEROS.length && bytes.subarray(end - ZEROS.length, end).equals(ZEROS)) end -= ZEROS.length;
  return bytes.subarray(0, end);
}

/** What the services tell operators, and strangers where they can be reached, and every e-mail. */
export async function answersOf({ addresses }: Stack): Promise<readonly Said[]> {
  const strangers = ['', 'metrics', 'health/ready', 'webhooks/clio/unknown', 'webhooks/clio/%zz'];
  const urls = [
    ...strangers.map((page) => `${addresses.webhooks}/${page}`),
    ...SERVICES.flatMap((name) =>
      ['health/live', 'health/ready', 'metrics', 'no-such-page'].map(
        (page) => `${addresses.services[name]}/${page}`,
      ),
    ),
    `${addresses.inbox}/messages`,
  ];
  return Promise.all(
    urls.map(async (place) => {
      const answer = await fetch(place);
      const heads = JSON.stringify([...answer.headers]);
      return { place, bytes: Buffer.from(`${heads}\n${await answer.text()}`) };
    }),
  );
}

/** Command lines, which every user of the machine can read; there are none to read but on Linux. */
export function commandLinesOf(stack: Stack): readonly Said[] {
  return SERVICES.flatMap((name) => {
    const place = `/proc/${stack.pidOf(name)}/cmdline`;
    const bytes = contentOf(place);
    return bytes === undefined ? [] : [{ place: `command line of ${name}`, bytes }];
  });
}
