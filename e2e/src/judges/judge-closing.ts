import { z } from 'zod';
import type { Stack } from '@counterpart/local';
import { verifyArchive } from '@counterpart/matter-archive';
import type { MirroredFile } from '../compare/compare.js';
import { getJson } from '../observe/get-json.js';
import type { System } from '../verify.js';
import { ClioHand } from '../hands/clio-hand.js';
import type { CastMatter, ClosingCast } from '../hands/closing-cast.js';

export type ClosedMatters = ClosingCast;

/** What was found after all was closed. */
export interface Judgement {
  readonly notes: number;
  readonly mails: number;
  /** The same e-mail again, by its Message-ID: the notifier was killed between sending and recording. */
  readonly repeatedMails: number;
  readonly files: number;
  /** ZIPs, each read back and held against the files that it is of. */
  readonly zips: number;
  /** What is not as it should be, in words. */
  readonly problems: readonly string[];
}

const Inbox = z.object({ messages: z.array(z.object({ messageId: z.string(), subject: z.string() })) });

/** Holds Dropbox, Clio’s notes and the inbox against what should be while all are closed. */
export async function judgeArchives(
  stack: Stack,
  { dropbox }: System,
  { cast, before }: { readonly cast: ClosingCast; readonly before: readonly MirroredFile[] },
): Promise<Judgement> {
  const files = await dropbox.files();
  const hand = new ClioHand(stack);
  const { messages } = await getJson(`${stack.addresses.inbox}/messages`, Inbox);
  const archived = Object.values(cast.byAction).flat();
  const zips = files.filter(({ id }) => before.every((file) => file.id !== id));
  const problems = [...misplaced(files, before, cast), ...(await unproven(dropbox, zips, { cast, before }))];
  let notes = 0;
  for (const { id, displayNumber } of [...archived, ...cast.empty]) {
    const found = (await hand.notesOf(id)).filter((text) => text.includes('Counterpart closing'));
    const wanted = archived.some((matter) => matter.id === id) ? 1 : 0;
    if (found.length !== wanted) problems.push(`matter ${displayNumber} bears ${found.length} notes`);
    notes += found.length;
  }
  const told = messages.filter(({ subject }) => subject.startsWith('Counterpart: A closed matter '));
  for (const [matters, words] of [
    [archived, 'is archived'],
    [cast.empty, 'has no documents'],
  ] as const) {
    for (const { displayNumber } of matters) {
      const own = told.filter(({ subject }) => isOf(subject, displayNumber, words));
      const distinct = new Set(own.map(({ messageId }) => messageId)).size;
      if (distinct !== 1) problems.push(`matter ${displayNumber}: ${distinct} e-mails say that it ${words}`);
    }
  }
  const mails = new Set(told.map(({ messageId }) => messageId)).size;
  const repeatedMails = told.length - mails;
  return { notes, mails, repeatedMails, files: before.length, zips: zips.length, problems };
}

/** A subject is cut where a matter’s number is very long. */
function isOf(subject: string, number: string, words: string): boolean {
  const line = `Counterpart: A closed matter ${words} (matter ${number})`;
  return subject === line || (line.length > 200 && subject.startsWith(line.slice(0, 199)));
}

/** Every file that was there lies in its matter’s archive, with the id it had. */
function misplaced(
  files: readonly MirroredFile[],
  before: readonly MirroredFile[],
  cast: ClosingCast,
): readonly string[] {
  const now = new Map(files.map((file) => [file.id, file]));
  return before.flatMap((file) => {
    const wanted = archivedPath(file.path, cast);
    const path = now.get(file.id)?.path;
    const isThere = path !== undefined && isAt(path, wanted);
    return isThere ? [] : [`${file.path} lies at ${path ?? 'no place'}, not at ${wanted}`];
  });
}

/** How much of a long name stands whatever room the folder above leaves for it. */
const STANDING_NAME = 100;

/** A long name may be cut elsewhere in another folder: the path as a whole has its limit. */
function isAt(path: string, wanted: string): boolean {
  const cut = wanted.lastIndexOf('/') + 1;
  const isLong = wanted.length - cut > STANDING_NAME;
  return path === wanted || (isLong && path.startsWith(wanted.slice(0, cut + STANDING_NAME)));
}

/** No ZIP lacks; each is whole and holds as many files as lay in its matter’s folder, so none of the restricted one. */
async function unproven(
  dropbox: System['dropbox'],
  zips: readonly MirroredFile[],
  { cast, before }: { readonly cast: ClosingCast; readonly before: readonly MirroredFile[] },
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const matter of cast.byAction.zip) {
    const own = zips.filter(({ path }) => path.endsWith(`/${matter.displayNumber}.zip`));
    const general = own.filter(({ path }) => path.startsWith('/Closed/'));
    const [zip] = general;
    if (zip === undefined || general.length > 1) {
      problems.push(`matter ${matter.displayNumber} has ${general.length} ZIPs`);
      continue;
    }
    const wanted = before.filter(({ path }) => path.startsWith(`${matter.folder}/`)).length;
    const held = await filesIn(dropbox, zip);
    if (held !== wanted) problems.push(`${zip.path} holds ${held ?? 'broken'} of ${wanted} files`);
  }
  const strange = zips.filter(({ path }) => !path.endsWith('.zip'));
  return [...problems, ...strange.map(({ path }) => `${path} came besides`)];
}

/** How many files a ZIP holds; undefined where it is not whole. */
async function filesIn(dropbox: System['dropbox'], zip: MirroredFile): Promise<number | undefined> {
  const bytes = Buffer.from(await (await fetch(dropbox.contentUrl(zip))).arrayBuffer());
  const verified = await verifyArchive({
    size: bytes.length,
    read: (from, to) => once(bytes.subarray(from, to)),
  });
  return verified.kind === 'whole' ? verified.manifest.entries.length - 1 : undefined;
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer, void> {
  yield await Promise.resolve(bytes);
}

function archivedPath(path: string, { byAction }: ClosingCast): string {
  const within = ({ folder }: CastMatter): boolean => path.startsWith(`${folder}/`);
  const moved = byAction.move.find(within);
  if (moved !== undefined) {
    const year = new Date().getFullYear();
    return `/Closed/${year}${path.slice(moved.folder.lastIndexOf('/'))}`;
  }
  const packed = byAction.zip.find(within);
  if (packed !== undefined) {
    const year = new Date().getFullYear();
    return `/Closed/${year}/${packed.displayNumber}/Originals${path.slice(packed.folder.length)}`;
  }
  const kept = byAction.prefix.find(within);
  if (kept === undefined) return path;
  const cut = kept.folder.lastIndexOf('/') + 1;
  return `${path.slice(0, cut)}Closed ${path.slice(cut)}`;
}

/** After all were opened again, everything lies where it lay, with the id it had. */
export async function judgeReturn(
  { dropbox }: System,
  before: readonly MirroredFile[],
): Promise<readonly string[]> {
  const now = new Map((await dropbox.files()).map((file) => [file.id, file]));
  const others = [...now.values()].filter(({ id }) => before.every((file) => file.id !== id));
  return [
    // The ZIP of a closing stays: it is the proof of what the matter was then.
    ...others.filter(({ path }) => !path.endsWith('.zip')).map(({ path }) => `${path} came besides`),
    ...before.flatMap((file) => {
      const path = now.get(file.id)?.path;
      return path === file.path ? [] : [`${file.path} came back to ${path ?? 'no place'}`];
    }),
  ];
}
