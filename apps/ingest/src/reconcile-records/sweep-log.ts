import {
  DEFAULT_POLICY,
  documentStream,
  firmStream,
  matterStream,
  sweepStream,
  wordKey,
  type DropboxAccounts,
  type Event,
  type FirmId,
  type MatterId,
  type MatterSnapshot,
  type StreamName,
} from '@counterpart/contracts';
import type { EventStore, StreamWrite, Transaction } from '@counterpart/event-store';
import { customFieldsNamed } from '@counterpart/placement';
import {
  detectDocument,
  evolveKnown,
  UNTOLD,
  type Finding,
  type SeenDocument,
} from '../detection/detect-document.js';
import { detectMatter, evolveKnownMatter } from '../detection/detect-matter.js';
import { detectEarlier, lacksEarlier } from '../detection/detect-earlier.js';
import { detectRestart } from '../detection/detect-restart.js';
import {
  documentEvent,
  earlierEvent,
  matterEvent,
  restartEvent,
  type FactEvent,
} from '../detection/fact-events.js';
import type { MirrorAccounts, Swept, SweptPart, SweepTrail } from './reconcile-records.ports.js';

/** The streams of one part, as they stand in its transaction. */
type Stories = ReadonlyMap<StreamName, readonly Told[]>;

interface Told {
  readonly event: Event;
  readonly position: bigint;
}

const CHANGES = `
select exists (
  select from event_store.events
  where owner = 'ingest' and (tx, position) > ($2::xid8, $3::bigint) and firm = $1 and type like 'Document%'
    and (convert_from(body, 'UTF8')::jsonb #>> '{data,document,updatedAt}')::timestamptz >= $4::timestamptz
) as known`;

/** Tells what a sweep found: a page at a time, by the comparison that webhooks go through, in one transaction. */
export class SweepLog implements SweepTrail {
  constructor(
    private readonly store: EventStore,
    private readonly now: () => Date,
    private readonly accounts: MirrorAccounts,
  ) {}

  async last(firm: FirmId): Promise<Swept | undefined> {
    const newest = await this.store.newestOf(sweepStream(firm));
    return newest?.event.name === 'SweepCompleted' ? newest.event.data : undefined;
  }

  async waitsForWebhooks(firm: FirmId, since: string): Promise<boolean> {
    const applied = await this.#policies(firm);
    const before = applied.findLast(({ time }) => time <= since)?.data.policy ?? DEFAULT_POLICY;
    const later = applied.filter(({ time }) => time > since).map(({ data }) => data.policy);
    return [before, ...later].every(({ syncMode }) => syncMode === 'events');
  }

  async knowsOfChanges(firm: FirmId, since: string): Promise<boolean> {
    const last = await this.store.newestOf(sweepStream(firm));
    // All that was ever told would be gone through.
    if (last === undefined) return false;
    return this.store.transact(
      async ({ client }) => {
        const from = [String(last.tx), String(last.position)];
        const { rows } = await client.query<{ known: boolean }>(CHANGES, [firm, ...from, since]);
        return rows[0]?.known ?? false;
      },
      { firm },
    );
  }

  async namesMoreFields(firm: FirmId, since: string): Promise<boolean> {
    const applied = await this.#policies(firm);
    const before = applied.findLast(({ time }) => time <= since)?.data.policy ?? DEFAULT_POLICY;
    const inForce = applied.at(-1)?.data.policy ?? DEFAULT_POLICY;
    const known = new Set(customFieldsNamed(before).map(wordKey));
    return customFieldsNamed(inForce).some((name) => !known.has(wordKey(name)));
  }

  async #policies(firm: FirmId): Promise<readonly Event<'PolicyApplied'>[]> {
    const story = await this.store.readStream(firmStream(firm));
    return story.flatMap(({ event }) => (event.name === 'PolicyApplied' ? [event] : []));
  }

  async unknownMatters(firm: FirmId, matters: readonly MatterId[]): Promise<readonly MatterId[]> {
    const stories = await this.store.readStreams(matters.map((id) => matterStream(firm, id)));
    return matters.filter((id) => stories.get(matterStream(firm, id))?.length === 0);
  }

  async withGaps(firm: FirmId, documents: readonly SeenDocument[]): Promise<readonly SeenDocument[]> {
    const streams = documents.map(({ snapshot }) => documentStream(firm, snapshot.id));
    const stories: Stories = await this.store.readStreams(streams);
    return documents.filter((seen) => findingOf(firm, seen, stories).kind === 'gap');
  }

  async withoutBeginnings(
    firm: FirmId,
    documents: readonly SeenDocument[],
  ): Promise<readonly SeenDocument[]> {
    const streams = documents.map(({ snapshot }) => documentStream(firm, snapshot.id));
    const stories: Stories = await this.store.readStreams(streams);
    return documents.filter((seen) => seen.trashedAt === null && lacksEarlier(eventsOf(firm, seen, stories)));
  }

  tellPart(part: SweptPart): Promise<number> {
    return this.store.transact((tx) => this.#tell(tx, part), { afresh: true, firm: part.firm });
  }

  async #tell(tx: Transaction, part: SweptPart): Promise<number> {
    const { firm, sweep } = part;
    const stories: Stories = await this.store.readStreams(streamsOf(part), { tx });
    const accounts = part.ofHistory === true ? await this.accounts(tx, firm) : null;
    const facts = [
      ...part.matters.map((matter) => factsOfMatter(firm, matter, stories)),
      ...part.documents.map((document) => [
        ...factsOfDocument(firm, document, stories),
        ...(accounts === null ? [] : earlierOf(firm, document, stories)),
        ...restartOf(firm, document, { stories, accounts }),
      ]),
    ].filter((found) => found.length > 0);
    const told = facts.reduce((sum, found) => sum + found.length, 0);
    const writes = facts.map((events): StreamWrite => {
      const stream = (events[0] as FactEvent).stream;
      return { stream, expected: stories.get(stream)?.length ?? 0, events };
    });
    if (part.completed !== undefined) writes.push(completion(firm, part.completed(told)));
    const { event, handler } = part.origin ?? { event: sweep, handler: `ingest.reconcile@${part.part}` };
    const by = { actor: 'service:ingest', source: '/counterpart/ingest' };
    const cause = { eventId: event, correlationId: event, handler, ...by };
    if (writes.length > 0) await this.store.append(tx, cause, writes, this.now());
    await part.alongside?.(tx);
    return told;
  }
}

function completion(firm: FirmId, data: Swept): StreamWrite {
  const stream = sweepStream(firm);
  return { stream, expected: 'any', events: [{ name: 'SweepCompleted', stream, firm, key: firm, data }] };
}

const streamsOf = ({ firm, matters, documents }: SweptPart): readonly StreamName[] => [
  ...matters.map(({ id }) => matterStream(firm, id)),
  ...documents.map(({ snapshot }) => documentStream(firm, snapshot.id)),
];

function factsOfMatter(firm: FirmId, seen: MatterSnapshot, stories: Stories): readonly FactEvent[] {
  const story = stories.get(matterStream(firm, seen.id)) ?? [];
  const told = story.reduce<MatterSnapshot | null>(
    (known, { event }) => evolveKnownMatter(known, event),
    null,
  );
  return detectMatter(told, seen).map((fact) => matterEvent(firm, fact, seen));
}

function factsOfDocument(firm: FirmId, seen: SeenDocument, stories: Stories): readonly FactEvent[] {
  const finding = findingOf(firm, { versions: [], ...seen }, stories);
  return finding.kind === 'facts' ? finding.facts.map((fact) => documentEvent(firm, fact, seen)) : [];
}

function earlierOf(firm: FirmId, seen: SeenDocument, stories: Stories): readonly FactEvent[] {
  if (seen.trashedAt !== null) return [];
  const found = detectEarlier(eventsOf(firm, seen, stories), seen);
  return found === null ? [] : [earlierEvent(firm, seen.snapshot, found)];
}

const eventsOf = (firm: FirmId, { snapshot }: SeenDocument, stories: Stories): readonly Event[] =>
  (stories.get(documentStream(firm, snapshot.id)) ?? []).map(({ event }) => event);

/** What lies in the trash is mirrored nowhere. */
function restartOf(
  firm: FirmId,
  { snapshot, trashedAt }: SeenDocument,
  { stories, accounts }: { readonly stories: Stories; readonly accounts: DropboxAccounts | null },
): readonly FactEvent[] {
  if (accounts === null || trashedAt !== null) return [];
  const restart = detectRestart(stories.get(documentStream(firm, snapshot.id)) ?? [], accounts);
  return restart === null ? [] : [restartEvent(firm, snapshot, restart)];
}

function findingOf(firm: FirmId, seen: SeenDocument, stories: Stories): Finding {
  const story = stories.get(documentStream(firm, seen.snapshot.id)) ?? [];
  const known = story.reduce((before, { event }) => evolveKnown(before, event), UNTOLD);
  return detectDocument(known, seen);
}
