import {
  documentStream,
  matterStream,
  type DocumentId,
  type Event,
  type FirmId,
  type MatterId,
  type Policy,
  type StreamName,
} from '@counterpart/contracts';
import type { EventStore, RecordedEvent, Transaction } from '@counterpart/event-store';
import { evolve, UNSEEN, type DocumentCourse } from '../routing/document-course.js';
import { evolveMatter, UNKNOWN_MATTER, type MatterCourse } from '../routing/matter-course.js';
import type { MatterGates, Policies } from './route-document.ports.js';

/** What the router knows of a document at one moment. */
export interface Scene {
  readonly firm: FirmId;
  readonly policy: Policy;
  readonly course: DocumentCourse;
  /** The matter that the document belongs to now. */
  readonly matter: MatterCourse;
  readonly restricted: readonly string[];
}

/** What was read of a document and its matter, and how far. */
export interface Look {
  readonly scene: Scene;
  /** Versions of the two streams. */
  readonly versions: { readonly document: number; readonly matter: number };
}

/** Who is looked at. */
interface LookSubject {
  readonly firm: FirmId;
  readonly document: DocumentId;
  /** The matter that the event names; the document may have gone to another meanwhile. */
  readonly matter: MatterId | null;
}

/** Reads documents together with the matters that they have to do with. */
export class DocumentLooks {
  constructor(
    private readonly store: Pick<EventStore, 'readStreams'>,
    private readonly gates: MatterGates,
    private readonly policies: Policies,
  ) {}

  /** Looks within a transaction; until it ends, no folder of the document’s matters begins to move. */
  async at(tx: Transaction, { firm, document, matter }: LookSubject, policy: Policy): Promise<Look> {
    const stream = documentStream(firm, document);
    const named = matter === null ? [] : [matterStream(firm, matter)];
    await this.gates.enter(tx, named);
    const stories = new Map(await this.store.readStreams([stream, ...named], { tx }));
    const story = stories.get(stream) ?? [];
    const others = mattersIn(firm, story).filter((one) => !named.includes(one));
    if (others.length > 0) {
      await this.gates.enter(tx, others);
      for (const [one, events] of await this.store.readStreams(others, { tx })) stories.set(one, events);
    }
    const course = inOrder([...stories.values()].flat(), stream).reduce(evolve, UNSEEN);
    const current = course.versions.at(-1)?.matter ?? matter;
    const ofMatter = current === null ? [] : (stories.get(matterStream(firm, current)) ?? []);
    const known = ofMatter.reduce((before, { event }) => evolveMatter(before, event), UNKNOWN_MATTER);
    const restricted = await this.policies.everRestricted(tx, firm);
    return {
      scene: { firm, policy, course, matter: known, restricted },
      versions: { document: story.length, matter: ofMatter.length },
    };
  }
}

/**
 * A document’s story with the moves of folders that may have taken its counterpart along. While a folder moves none of its
 * documents does, so the order of writing is that of happening.
 */
function inOrder(stories: readonly RecordedEvent[], document: StreamName): readonly Event[] {
  return stories
    .filter(({ stream, event }) => stream === document || event.name === 'Relocated')
    .toSorted((one, other) => (one.position < other.position ? -1 : 1))
    .map(({ event }) => event);
}

/** Every matter that a document was in. */
function mattersIn(firm: FirmId, story: readonly RecordedEvent[]): readonly StreamName[] {
  const matters = story.flatMap(({ event: { data } }) => {
    const document = 'document' in data ? data.document : null;
    const matter = typeof document === 'object' && document !== null ? document.matter : null;
    return matter === null ? [] : [matterStream(firm, matter)];
  });
  return [...new Set(matters)];
}
