import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { loadFirm, makeRunFolder, startStack, type Stack } from '@counterpart/local';
import { archiveFileAt, verifyArchive } from '@counterpart/matter-archive';
import type { MirroredFile } from '../compare/compare.js';
import { ObservationFailed } from '../observe/get-json.js';
import { PackingsView } from '../observe/packings.js';
import { peakMemoryMb } from '../observe/peak-memory.js';
import { say } from '../say.js';
import { settle } from '../settle.js';
import { systemOf } from '../system.js';
import { until } from '../until.js';
import { holds, verify, type System } from '../verify.js';
import { fillByHand, type Bulk } from '../hands/bulky-folder.js';
import { seededChance } from '../chance.js';
import { ClioHand } from '../hands/clio-hand.js';
import { dealCast, type CastMatter } from '../hands/closing-cast.js';
import { runCounterpart } from '../hands/command-line.js';
import { writePolicy } from '../hands/write-policy.js';

/** What the drill is asked for. */
export interface HugeMatterOptions {
  /** Small files in the matter’s folder. */
  readonly documents: number;
  readonly seed: number;
}

/** What the drill found. */
export interface HugeMatterReport {
  readonly drill: 'huge-matter';
  readonly seed: number;
  /** Files of the matter, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  readonly zipBytes: number;
  /** From the closing in Clio to the note in Clio, with all kills. */
  readonly closingSeconds: number;
  /** Bytes of the matter for each of these seconds. */
  readonly megabytesPerSecond: number;
  /** The most that a process of the archiver held at once. */
  readonly archiverPeakMb: number;
  /** Bytes that Dropbox had acknowledged when the archiver was killed, in order. */
  readonly killedAt: readonly number[];
  /** Upload sessions that were begun; one, where each process went on where the one before was killed. */
  readonly sessions: number;
  readonly notes: number;
  /** Files whose mirroring the ZIP proves by the audit log. */
  readonly proven: number;
  readonly problems: readonly string[];
  readonly seconds: number;
  readonly holds: boolean;
}

/** Documents that the firm has in Clio. */
const IN_CLIO = 40;
/** Recordings for each letter: 6 GB beside 70,000. */
const BYTES_PER_LETTER = 6e9 / 70_000;
const KILLS = 3;
const STALL_MS = 180_000;
const PATIENCE_MS = 1_800_000;

/**
 * A matter whose folder grew beyond what a ZIP without zip64 can hold is closed; the archiver is killed while it packs. There is
 * no ZIP in the archive until there is a whole one, and it holds every file to the byte.
 */
export async function hugeMatterDrill({ documents, seed }: HugeMatterOptions): Promise<HugeMatterReport> {
  const began = performance.now();
  const { folder, remove } = makeRunFolder('huge-matter');
  const serviceEnv = { COUNTERPART_CLOSING_LOOK_SECONDS: '1', COUNTERPART_CLOSING_QUIET_SECONDS: '3' };
  const stack = await startStack({ folder, clioRateLimit: null, say, serviceEnv });
  const system = systemOf(stack);
  const packings = new PackingsView(stack.addresses.database);
  try {
    const matter = await readyMatter(stack, system, seed);
    const bulk = await fillByHand(stack, matter.folder, {
      letters: documents,
      bytes: documents * BYTES_PER_LETTER,
    });
    say(`${matter.displayNumber}: ${bulk.files} files, ${(bulk.bytes / 1e9).toFixed(2)} GB by hand`);
    const before = (await system.dropbox.files()).filter(({ path }) => path.startsWith(`${matter.folder}/`));
    const packed = await closeUnderKills({ stack, system, packings }, { matter, bulk, seed });
    const judged = await judge(stack, system, { matter, before });
    const problems = [...packed.problems, ...judged.problems].slice(0, 20);
    const bytes = before.reduce((sum, { size }) => sum + size, 0);
    return {
      drill: 'huge-matter',
      seed,
      files: before.length,
      bytes,
      ...packed,
      megabytesPerSecond: Math.round(bytes / 1e5 / packed.closingSeconds) / 10,
      ...judged,
      problems,
      seconds: Math.round((performance.now() - began) / 1000),
      holds: problems.length === 0 && packed.killedAt.length === KILLS && judged.notes === 1,
    };
  } finally {
    await packings.close();
    await system.trail.close();
    await stack.stop();
    remove();
  }
}

/** A firm that is in sync, under a policy that packs what is closed; one of its matters. */
async function readyMatter(stack: Stack, system: System, seed: number): Promise<CastMatter> {
  await loadFirm(stack, { documents: IN_CLIO, seed });
  await settle(system, { stallMs: STALL_MS });
  const first = await verify(system, 0);
  if (!holds(first)) throw new ObservationFailed(`before any closing: ${first.problems.join('; ')}`);
  const policy = writePolicy(stack, 'zip', { closing: { action: 'zip' } });
  const applied = await runCounterpart(stack, ['policy', 'apply', policy]);
  if (applied.exitCode !== 0) throw new ObservationFailed('the policy was not applied');
  const [matter] = (await dealCast(system)).byAction.zip;
  if (matter === undefined) throw new ObservationFailed('there is no matter with documents');
  return matter;
}

interface Ground {
  readonly stack: Stack;
  readonly system: System;
  readonly packings: PackingsView;
}

type Packed = Pick<
  HugeMatterReport,
  'closingSeconds' | 'archiverPeakMb' | 'killedAt' | 'sessions' | 'problems'
>;

async function closeUnderKills(
  { stack, system, packings }: Ground,
  { matter, bulk, seed }: { readonly matter: CastMatter; readonly bulk: Bulk; readonly seed: number },
): Promise<Packed> {
  const chance = seededChance(seed);
  const began = performance.now();
  await new ClioHand(stack).setStatus(matter.id, 'closed');
  const [killedAt, sessions, problems]: [number[], Set<string>, string[]] = [[], new Set(), []];
  let archiverPeakMb = 0;
  // The first among the letters, the others each in its own part of the recordings, which are not shortened.
  for (let kill = 0; kill < KILLS; kill += 1) {
    const least = kill === 0 ? 1 : Math.floor(bulk.bytes * ((kill + chance()) / (KILLS + 1)));
    await until(PATIENCE_MS, async () => {
      const [open] = await packings.open();
      if (open === undefined || open.acknowledged < least) return false;
      sessions.add(open.session);
      killedAt.push(open.acknowledged);
      return true;
    });
    archiverPeakMb = Math.max(archiverPeakMb, await peakMemoryMb(stack.pidOf('archiver')));
    await stack.kill('archiver');
    say(`killed the archiver at ${((killedAt.at(-1) ?? 0) / 1e6).toFixed(0)} MB`);
    const lying = (await system.dropbox.files()).filter(({ path }) => path.endsWith('.zip'));
    problems.push(...lying.map(({ path }) => `${path} lay there before it was whole`));
    await wait(1000);
    await stack.start('archiver');
  }
  await until(PATIENCE_MS, async () => {
    for (const { session } of await packings.open()) sessions.add(session);
    return (await system.trail.events(['ClosingNoted'])).length > 0;
  });
  archiverPeakMb = Math.max(archiverPeakMb, await peakMemoryMb(stack.pidOf('archiver')));
  const closingSeconds = Math.round((performance.now() - began) / 100) / 10;
  return { closingSeconds, archiverPeakMb, killedAt, sessions: sessions.size, problems };
}

type Judged = Pick<HugeMatterReport, 'zipBytes' | 'notes' | 'proven' | 'problems'>;

/** The one ZIP holds every file by path and content, and every original lies beside it with the id it had. */
async function judge(
  stack: Stack,
  { dropbox }: System,
  { matter, before }: { readonly matter: CastMatter; readonly before: readonly MirroredFile[] },
): Promise<Judged> {
  const files = await dropbox.files();
  const zips = files.filter(({ path }) => path.endsWith('.zip') && path.startsWith('/Closed/'));
  const [zip] = zips;
  if (zip === undefined || zips.length > 1) {
    return { zipBytes: 0, notes: 0, proven: 0, problems: [`${zips.length} ZIPs lie in the archive`] };
  }
  const inside = await pathsIn(dropbox.contentUrl(zip), join(stack.folder, 'matter.zip'));
  const originals = `${zip.path.slice(0, zip.path.lastIndexOf('/'))}/Originals`;
  const now = new Map(files.map((file) => [file.id, file.path]));
  const problems = before.flatMap(({ id, path }) => {
    const own = path.slice(matter.folder.length);
    return now.get(id) === `${originals}${own}` ? [] : [`${path} lies at ${now.get(id) ?? 'no place'}`];
  });
  const notes = await new ClioHand(stack).notesOf(matter.id);
  return {
    zipBytes: zip.size,
    notes: notes.filter((text) => text.includes('Counterpart closing')).length,
    proven: inside?.proven ?? 0,
    problems: [...lackingIn(inside?.paths, { matter, before }), ...problems],
  };
}

/** What a ZIP lacks, or has too many of; it is not whole where its paths are not known. */
function lackingIn(
  paths: ReadonlySet<string> | undefined,
  { matter, before }: { readonly matter: CastMatter; readonly before: readonly MirroredFile[] },
): readonly string[] {
  if (paths === undefined) return ['the ZIP is not whole'];
  const lacking = before.filter(({ path }) => !paths.has(path.slice(matter.folder.length + 1)));
  return [
    ...lacking.map(({ path }) => `${path} is not in the ZIP`),
    ...(paths.size === before.length ? [] : [`the ZIP holds ${paths.size} of ${before.length} files`]),
  ];
}

/** The files that a ZIP holds, by path, after every bit of it was checked; undefined where it is not whole. */
async function pathsIn(
  url: string,
  place: string,
): Promise<{ readonly paths: ReadonlySet<string>; readonly proven: number } | undefined> {
  const { body } = await fetch(url);
  if (body === null) throw new ObservationFailed('the ZIP has no bytes');
  await pipeline(Readable.fromWeb(body), createWriteStream(place));
  const verified = await verifyArchive(await archiveFileAt(place));
  if (verified.kind === 'broken') {
    say(JSON.stringify(verified.faults));
    return undefined;
  }
  const own = verified.manifest.entries.slice(0, -1);
  return {
    paths: new Set(own.map(({ path, sourcePath }) => sourcePath ?? path)),
    proven: own.filter(({ proof }) => typeof proof === 'object' && proof !== null && 'path' in proof).length,
  };
}
