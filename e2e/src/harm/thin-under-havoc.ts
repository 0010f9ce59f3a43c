import { setTimeout as wait } from 'node:timers/promises';
import type { Event } from '@counterpart/contracts';
import type { Stack } from '@counterpart/local';
import { verifyArchive, type ManifestEntry } from '@counterpart/matter-archive';
import { ObservationFailed } from '../observe/get-json.js';
import { say } from '../say.js';
import { until } from '../until.js';
import type { System } from '../verify.js';
import { seededChance } from '../chance.js';
import { runCounterpart } from '../hands/command-line.js';
import { writePolicy } from '../hands/write-policy.js';

/** What was found after prior versions were rolled up. */
export interface Thinning {
  /** Documents of which prior versions were rolled into a ZIP. */
  readonly documents: number;
  /** Versions that lie in a ZIP with the bytes they had as files. */
  readonly inZips: number;
  /** Of these, those that bring the proof of their mirroring along. */
  readonly proven: number;
  /** Prior versions that are files of their own still. */
  readonly asFiles: number;
  readonly kills: Readonly<Record<string, number>>;
  /** What is not as it should be, in words. */
  readonly problems: readonly string[];
}

/** One prior version of each document stays a file. */
const KEPT = 1;
const KILLS = 8;
const PATIENCE_MS = 240_000;

/** Looks for versions to be rolled up every two seconds. */
export const THINNING_ENV = { COUNTERPART_THINNING_LOOK_SECONDS: '2' };

/**
 * Has prior versions rolled up while the archiver and the router are killed at random: every version that was kept lies there
 * as the file that it was, or in its document’s ZIP, to the byte.
 */
export async function thinUnderHavoc(stack: Stack, system: System, seed: number): Promise<Thinning> {
  const kept = await keptVersions(system);
  const due = [...Map.groupBy(kept, ({ document }) => document).values()].filter((of) => of.length > KEPT);
  const policy = writePolicy(stack, 'thinning', { versions: { thinning: { keepNewest: KEPT } } });
  const applied = await runCounterpart(stack, ['policy', 'apply', policy]);
  if (applied.exitCode !== 0) throw new ObservationFailed('the policy that thins was not applied');
  say(`prior versions of ${due.length} documents are to be rolled up`);
  const kills = await killAtRandom(stack, seed);
  await until(PATIENCE_MS, async () => (await thinnings(system)).size >= due.length);
  return { ...(await judge(system, kept)), kills };
}

interface KeptVersion {
  readonly document: string;
  readonly number: number;
  readonly file: string;
  readonly contentHash: string;
}

async function keptVersions({ trail }: System): Promise<readonly KeptVersion[]> {
  return (await trail.events(['VersionArchived'])).flatMap(({ event }) => {
    if (event.name !== 'VersionArchived' || event.data.kept === null) return [];
    const { document, versionNumber: number, kept } = event.data;
    return [{ document, number, file: kept.file, contentHash: kept.contentHash }];
  });
}

/** The newest ZIP of each document. */
async function thinnings({ trail }: System): Promise<ReadonlyMap<string, Event<'VersionsThinned'>['data']>> {
  const told = await trail.events(['VersionsThinned']);
  return new Map(
    told.flatMap(({ event }) =>
      event.name === 'VersionsThinned' ? [[event.data.document, event.data] as const] : [],
    ),
  );
}

async function killAtRandom(stack: Stack, seed: number): Promise<Record<string, number>> {
  const chance = seededChance(seed + 500);
  const kills: Record<string, number> = {};
  for (let kill = 0; kill < KILLS; kill += 1) {
    await wait(300 + chance() * 2500);
    const name = chance() < 0.75 ? 'archiver' : 'router';
    await stack.kill(name);
    kills[name] = (kills[name] ?? 0) + 1;
    say(`killed ${name}`);
    await stack.start(name);
  }
  return kills;
}

async function judge(system: System, kept: readonly KeptVersion[]): Promise<Omit<Thinning, 'kills'>> {
  const zips = await thinnings(system);
  const lying = new Set((await system.dropbox.files()).map(({ id }) => id));
  const problems: string[] = [];
  const found: Found[] = [];
  for (const [document, versions] of Map.groupBy(kept, (one) => one.document)) {
    const entries = await entriesOf(system, zips.get(document)?.archive);
    if (entries === undefined) problems.push(`the ZIP of document ${document} is not whole`);
    for (const version of versions) {
      const packed = entries?.find((entry) => isVersion(entry, version));
      found.push({ ...version, isPacked: packed !== undefined, isProven: hasProof(packed) });
    }
  }
  const lost = found.filter(({ isPacked, file }) => !isPacked && !lying.has(file));
  problems.push(...lost.map(({ document, number }) => `version ${number} of document ${document} is lost`));
  const [packed, proven] = [found.filter((one) => one.isPacked), found.filter((one) => one.isProven)];
  if (proven.length < packed.length) problems.push('versions in ZIPs bring no proof along');
  return {
    documents: zips.size,
    inZips: packed.length,
    proven: proven.length,
    asFiles: found.filter(({ file }) => lying.has(file)).length,
    problems: problems.slice(0, 20),
  };
}

/** Where a version was found. */
interface Found extends KeptVersion {
  readonly isPacked: boolean;
  readonly isProven: boolean;
}

const isVersion = (
  entry: ManifestEntry,
  { number, contentHash }: Pick<KeptVersion, 'number' | 'contentHash'>,
): boolean => entry.document?.version.number === number && entry.contentHash === contentHash;

const hasProof = (entry: ManifestEntry | undefined): boolean =>
  typeof entry?.proof === 'object' && entry.proof !== null && 'path' in entry.proof;

/** What a ZIP holds, every byte of it checked; nothing where there is none, undefined where it is not whole. */
async function entriesOf(
  { dropbox }: System,
  zip: Event<'VersionsThinned'>['data']['archive'] | undefined,
): Promise<readonly ManifestEntry[] | undefined> {
  if (zip === undefined) return [];
  const { file: id, path, size } = zip;
  const bytes = Buffer.from(await (await fetch(dropbox.contentUrl({ id, path, size }))).arrayBuffer());
  const verified = await verifyArchive(
    { size: bytes.length, read: (from, to) => once(bytes.subarray(from, to)) },
    { contentHash: zip.contentHash },
  );
  return verified.kind === 'whole' ? verified.manifest.entries : undefined;
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer, void> {
  yield await Promise.resolve(bytes);
}
