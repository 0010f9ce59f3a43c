import {
  connectionStream,
  documentStream,
  DropboxAccounts,
  EventId,
  matterStream,
  type Event,
  type EventData,
  type EventName,
  type StreamName,
} from '@counterpart/contracts';
import type { Delivery, Verdict } from '@counterpart/eventing';
import { split } from '@counterpart/placement';
import { ArchiveVersion } from '../src/archive-version/archive-version.handler.js';
import type { LateFiles, OtherSources, ShelfGate } from '../src/archive-version/archive-version.ports.js';
import { BringLateVersion } from '../src/archive-version/bring-late-version.handler.js';
import { FIRM, PLACE, startScene, type Plan } from './version-scene.js';

/** What is told while a version is brought; positions are the order of telling. */
class Trail {
  readonly #told: { readonly stream: StreamName; readonly event: Event; readonly position: bigint }[] = [];

  tell<Name extends EventName>(stream: StreamName, name: Name, data: EventData<Name>): EventId {
    const position = BigInt(this.#told.length + 1);
    const id = EventId.parse(`00000000-0000-4000-8000-${String(position).padStart(12, '0')}`);
    this.#told.push({ stream, event: { id, firm: FIRM, name, data } as unknown as Event, position });
    return id;
  }

  of(stream: StreamName) {
    return this.#told.filter((one) => one.stream === stream);
  }
}

/** What a version is brought under; everything else holds as it is. */
interface Terms {
  readonly gate?: ShelfGate['refusalOf'];
  readonly others?: OtherSources['getThrough'];
}

/** A firm’s Dropbox with the third version of a document in place, whose first is in Clio and was never kept. */
export async function startLateScene(grants?: Parameters<typeof startScene>[0]) {
  const scene = await startScene(grants);
  const known = await scene.inClio('other');
  return { ...scene, ...lateTrail(known) };
}

function lateTrail(known: Plan) {
  const { document, matter, counterpart, rev, size, contentHash } = known;
  const trail = new Trail();
  const [own, ofMatter] = [documentStream(FIRM, document), matterStream(FIRM, matter)];
  trail.tell(own, 'DocumentAdded', { document: { id: document, matter, version: { number: 3 } } as never });
  const placement = { ...split(PLACE), disambiguated: false };
  const about = { document, matter, versionNumber: 3 };
  const routed = trail.tell(own, 'DocumentRouted', { ...about, placement } as never);
  const mirrored = { ...about, routed, counterpart, path: PLACE, rev, size, contentHash };
  trail.tell(own, 'DocumentMirrored', mirrored as never);
  const data = { ...known, rev: null, contentHash: null };
  const planned = trail.tell(own, 'VersionArchivePlanned', data);
  const told: Event[] = [];
  const store = {
    answered: () => Promise.resolve(new Set()),
    readStreams: (streams: readonly StreamName[]) =>
      Promise.resolve(new Map(streams.map((stream) => [stream, trail.of(stream)]))),
    transact: (work: (tx: unknown) => Promise<void>) => work(undefined),
    append: (_tx: unknown, _cause: unknown, writes: readonly { readonly events: readonly Event[] }[]) => {
      told.push(...writes.flatMap(({ events }) => events));
      return Promise.resolve();
    },
  };
  const accounts = { of: () => Promise.resolve(new DropboxAccounts(trail.of(connectionStream(FIRM)))) };
  /** One try of bringing it. */
  const bringBy = (files: LateFiles, { gate, others }: Terms = {}, tries = 1): Promise<Verdict> => {
    const keeping = new ArchiveVersion(store as never, files, undefined as never, () => new Date());
    const ports = {
      files,
      gate: { refusalOf: gate ?? (() => Promise.resolve(null)) },
      accounts,
      others: { getThrough: others ?? (() => Promise.resolve(false)) },
    };
    const handler = new BringLateVersion(keeping, store, ports);
    const event = { id: planned, firm: FIRM, name: 'VersionArchivePlanned', data };
    const delivery = { event, tries, signal: new AbortController().signal, fence: null };
    return handler.handle(delivery as unknown as Delivery<'VersionArchivePlanned'>);
  };
  return {
    plan: data,
    planned,
    /** What the archiver told. */
    told,
    bringBy,
    own: <Name extends EventName>(name: Name, what: Partial<EventData<Name>>) =>
      trail.tell(own, name, { document, matter, ...what } as never),
    ofMatter: <Name extends EventName>(name: Name, what: Partial<EventData<Name>>) =>
      trail.tell(ofMatter, name, { document: null, matter, ...what } as never),
    ofConnection: <Name extends EventName>(name: Name, what: EventData<Name>) =>
      trail.tell(connectionStream(FIRM), name, what),
  };
}

/** Dropbox and Clio, where something happens while the bytes are on their way, or right after they were put. */
export const meanwhile = (
  files: LateFiles,
  happens: { readonly sent?: () => unknown; readonly put?: () => unknown },
): LateFiles => ({
  look: (...args) => files.look(...args),
  copy: (...args) => files.copy(...args),
  move: (...args) => files.move(...args),
  recover: (...args) => files.recover(...args),
  revive: (...args) => files.revive(...args),
  fetch: (...args) => files.fetch(...args),
  late: async (...args) => {
    const bytes = await files.late(...args);
    await happens.sent?.();
    const putAt: NonNullable<typeof bytes>['putAt'] = async (path) => {
      const put = await bytes!.putAt(path);
      await happens.put?.();
      return put;
    };
    return bytes && { ...bytes, putAt };
  },
  isAnothers: (...args) => files.isAnothers(...args),
  takeBack: (...args) => files.takeBack(...args),
  verdictOf: (error) => files.verdictOf(error),
});
