import {
  decodeEvent,
  DEFAULT_POLICY,
  documentStream,
  matterStream,
  type MatterSnapshot,
  type Policy,
} from '@counterpart/contracts';
import {
  candidates,
  ClaimBook,
  matterFolder,
  pathKey,
  place,
  type SettledMatter,
} from '@counterpart/placement';
import type { BenchReport } from '../bench-report.js';
import { machine } from '../machine.js';
import { FIRM, sampleEvents, sampleMatters } from './sample-firm.js';

/** How much is placed. */
export interface RoutingOptions {
  readonly documents: number;
}

const ROUNDS = 3;

/** Placements a second on one core, from an event’s bytes to a claimed path, beside the bare parsing of those bytes. */
export function routingBench({ documents }: RoutingOptions): BenchReport {
  const matters = sampleMatters(Math.max(1, Math.round(documents / 100)));
  const events = sampleEvents(documents, matters);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const bare = timed(() => parseAll(events));
    const placed = timed(() => placeAll(DEFAULT_POLICY, matters, events));
    return { bare, placed };
  });
  // The first round also warms the compiler up; the best of the rest is the least disturbed.
  const [, ...warm] = rounds;
  const bareSeconds = Math.min(...warm.map(({ bare }) => bare.seconds));
  const placedSeconds = Math.min(...warm.map(({ placed }) => placed.seconds));
  const paths = rounds.at(-1)?.placed.result ?? [];
  const perSecond = (seconds: number): number => Math.round(documents / seconds);
  return {
    bench: 'routing',
    documents,
    matters: matters.length,
    ours: { placementsPerSecond: perSecond(placedSeconds) },
    bare: { parsedPerSecond: perSecond(bareSeconds) },
    placingAlonePerSecond: perSecond(Math.max(placedSeconds - bareSeconds, 1e-9)),
    ratio: Math.round((bareSeconds / placedSeconds) * 1000) / 1000,
    machine: machine(),
    holds:
      new Set(paths.map(pathKey)).size === documents && rounds.every(({ bare }) => bare.result === documents),
  };
}

/** Seconds of one core: what else runs on the machine does not count. */
function timed<T>(work: () => T): { readonly seconds: number; readonly result: T } {
  const began = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(began);
  return { seconds: (user + system) / 1_000_000, result };
}

function parseAll(events: readonly Buffer[]): number {
  let parsed = 0;
  for (const bytes of events) if (decodeEvent(bytes).name === 'DocumentAdded') parsed += 1;
  return parsed;
}

/** Every document’s path: what the router decides, with the claims in memory instead of PostgreSQL. */
function placeAll(
  policy: Policy,
  matters: readonly MatterSnapshot[],
  events: readonly Buffer[],
): readonly string[] {
  const book = new ClaimBook();
  const settled = new Map(matters.map((matter) => [matter.id, settle(policy, matter, book)]));
  const reserved = [policy.versions.folder];
  return events.flatMap((bytes) => {
    const event = decodeEvent(bytes);
    if (event.name !== 'DocumentAdded' || event.data.document.matter === null) return [];
    const { document } = event.data;
    const matter = settled.get(event.data.document.matter);
    const found = matter && place(policy, matter, document);
    if (found?.kind !== 'place') return [];
    const { folder, name } = found;
    const owner = documentStream(FIRM, document.id);
    const claimed = book.claim({
      owner,
      folder,
      names: candidates(name, { id: document.id, folder, reserved }),
    });
    return [`${folder}/${claimed.name}`];
  });
}

function settle(policy: Policy, snapshot: MatterSnapshot, book: ClaimBook): SettledMatter {
  const { value } = matterFolder(policy, snapshot);
  const cut = value.lastIndexOf('/');
  const folder = value.slice(0, cut);
  const owner = matterStream(FIRM, snapshot.id);
  const names = candidates(value.slice(cut + 1), { id: snapshot.id, folder });
  return { snapshot, folder: `${folder}/${book.claim({ owner, folder, names }).name}` };
}
