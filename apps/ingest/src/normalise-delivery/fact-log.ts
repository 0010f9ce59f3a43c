import {
  causedBy,
  documentStream,
  matterStream,
  type DocumentId,
  type Event,
  type FirmId,
  type MatterId,
  type MatterSnapshot,
  type StreamName,
} from '@counterpart/contracts';
import type { EventStore, Transaction } from '@counterpart/event-store';
import type { Fence } from '@counterpart/eventing';
import {
  detectDocument,
  evolveKnown,
  UNTOLD,
  type DocumentFact,
  type Finding,
  type SeenDocument,
} from '../detection/detect-document.js';
import { detectMatter, evolveKnownMatter } from '../detection/detect-matter.js';
import { documentEvent, matterEvent } from '../detection/fact-events.js';

/** How often others may be faster before that is held to be a bug. */
const TRIES = 16;

/** How many matters are remembered as told of; some bytes each. */
const REMEMBERED_MATTERS = 100_000;

/** The stream moved on between reading and writing: the store’s VersionConflict, known by its code. */
const isOvertaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EVENT_STORE_VERSION_CONFLICT';

type FromDelivery = Event<'DeliveryReceived'>;

/** Tells facts: compares what Clio shows with the stream and appends the difference, in one transaction. */
export class FactLog {
  readonly #toldMatters = new Set<StreamName>();

  constructor(
    private readonly store: EventStore,
    private readonly now: () => Date,
  ) {}

  /** A matter that was told of once stays told: nobody is asked a second time. */
  async knowsMatter(firm: FirmId, id: MatterId): Promise<boolean> {
    const stream = matterStream(firm, id);
    if (this.#toldMatters.has(stream)) return true;
    const isTold = (await this.store.newestOf(stream)) !== undefined;
    if (this.#toldMatters.size >= REMEMBERED_MATTERS) this.#toldMatters.clear();
    if (isTold) this.#toldMatters.add(stream);
    return isTold;
  }

  /** @returns what the look at Clio meant; its facts are appended when this resolves */
  async tellDocument(cause: FromDelivery, seen: SeenDocument, fence: Fence | null): Promise<Finding> {
    const stream = documentStream(cause.firm, seen.snapshot.id);
    return this.tell(
      cause,
      async (tx) => {
        const story = await this.store.readStream(stream, { tx });
        const known = story.reduce((before, { event }) => evolveKnown(before, event), UNTOLD);
        const finding = detectDocument(known, seen);
        if (finding.kind === 'facts' && finding.facts.length > 0) {
          const events = finding.facts.map((fact) => documentEvent(cause.firm, fact, seen));
          await this.store.append(
            tx,
            causedBy(cause, 'ingest', 'tell-document', story.length),
            [{ stream, expected: story.length, events }],
            this.now(),
          );
        }
        return finding;
      },
      fence,
    );
  }

  /** Tells that a known document was deleted. @returns false where nobody told of it before */
  async tellTrashed(cause: FromDelivery, id: DocumentId, fence: Fence | null): Promise<boolean> {
    const stream = documentStream(cause.firm, id);
    return this.tell(
      cause,
      async (tx) => {
        const story = await this.store.readStream(stream, { tx });
        const known = story.reduce((before, { event }) => evolveKnown(before, event), UNTOLD);
        if (known.latest === null || known.trashedAt !== null) return false;
        const seen: SeenDocument = {
          snapshot: known.latest,
          fullyUploaded: true,
          trashedAt: cause.data.receivedAt,
        };
        const fact: DocumentFact = { name: 'DocumentTrashed', trashedAt: cause.data.receivedAt };
        const events = [documentEvent(cause.firm, fact, seen)];
        await this.store.append(
          tx,
          causedBy(cause, 'ingest', 'tell-document', story.length),
          [{ stream, expected: story.length, events }],
          this.now(),
        );
        return true;
      },
      fence,
    );
  }

  /** @returns how many facts were told */
  async tellMatter(cause: FromDelivery, seen: MatterSnapshot, fence: Fence | null): Promise<number> {
    const stream = matterStream(cause.firm, seen.id);
    return this.tell(
      cause,
      async (tx) => {
        const story = await this.store.readStream(stream, { tx });
        const told = story.reduce<MatterSnapshot | null>(
          (before, { event }) => evolveKnownMatter(before, event),
          null,
        );
        const facts = detectMatter(told, seen);
        if (facts.length === 0) return 0;
        const events = facts.map((fact) => matterEvent(cause.firm, fact, seen));
        await this.store.append(
          tx,
          // A contact’s delivery tells of many matters: each needs ids of its own.
          causedBy(cause, 'ingest', `tell-matter.${seen.id}`, story.length),
          [{ stream, expected: story.length, events }],
          this.now(),
        );
        return facts.length;
      },
      fence,
    );
  }

  /**
   * Runs work that tells facts in one transaction. Another delivery about the same record may tell its facts in
   * between; then the look at Clio is compared with what that one told.
   */
  private async tell<T>(
    { firm }: FromDelivery,
    work: (tx: Transaction) => Promise<T>,
    fence: Fence | null,
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.store.transact(work, { fence, firm });
      } catch (error) {
        if (attempt === TRIES || !isOvertaken(error)) throw error;
      }
    }
  }
}
