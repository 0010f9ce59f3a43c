import {
  documentStream,
  matterStream,
  mattersIn,
  type DocumentId,
  type FirmId,
  type MatterId,
  type Policy,
} from '@counterpart/contracts';
import type { EventStore, Transaction } from '@counterpart/event-store';
import type { DocumentCourse } from '../routing/document/document-course.js';
import { UNKNOWN_MATTER, type MatterCourse } from '../routing/matter/matter-course.js';
import { courseIn, eventsOf, mattersOf } from '../routing/document/document-stories.js';
import type { MatterGates, Policies } from './route-document.ports.js';

/** What the router knows of a document at one moment. */
export interface Scene {
  readonly firm: FirmId;
  readonly policy: Policy;
  readonly course: DocumentCourse;
  /** The matter that the document belongs to now. */
  readonly matter: MatterCourse;
  readonly restricted: readonly string[];
  /** A legal hold of a matter that the document is in, or was in: its counterpart may still lie there. */
  readonly onHold: boolean;
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
    private readonly policies: Pick<Policies, 'placeOf'>,
  ) {}

  /**
   * Looks from outside, by one statement, so that what it sees belongs together. Good for one answer alone, that there is
   * nothing to do: whatever comes after it is an event of its own, and brings another turn.
   * @returns undefined where that is not to be told by one statement, or the firm is not configured here
   */
  async glance({ firm, document, matter }: LookSubject): Promise<Scene | undefined> {
    const policies = this.policies.placeOf(firm);
    if (policies === undefined || matter === null) return undefined;
    const [stream, named] = [documentStream(firm, document), matterStream(firm, matter)];
    const known = new Map([[policies.stream, policies.afterVersion]]);
    const stories = new Map(await this.store.readStreams([stream, named, policies.stream], { known }));
    const { inForce: policy, everRestricted: restricted } = policies.read(stories.get(policies.stream) ?? []);
    stories.delete(policies.stream);
    if (mattersIn(firm, eventsOf(stories.get(stream) ?? [])).some((one) => one !== named)) return undefined;
    return { firm, policy, ...lookIn(stories, { firm, document, matter }).scene, restricted };
  }

  /**
   * Looks within a transaction; until it ends, no folder of the document’s matters begins to move.
   * @returns undefined where the firm is not configured here
   */
  async at(tx: Transaction, { firm, document, matter }: LookSubject): Promise<Look | undefined> {
    const policies = this.policies.placeOf(firm);
    if (policies === undefined) return undefined;
    const stream = documentStream(firm, document);
    const named = matter === null ? [] : [matterStream(firm, matter)];
    await this.gates.enter(tx, named);
    const known = new Map([[policies.stream, policies.afterVersion]]);
    const stories = new Map(await this.store.readStreams([stream, ...named, policies.stream], { tx, known }));
    const { inForce: policy, everRestricted: restricted } = policies.read(stories.get(policies.stream) ?? []);
    stories.delete(policies.stream);
    const story = stories.get(stream) ?? [];
    const others = mattersIn(firm, eventsOf(story)).filter((one) => !named.includes(one));
    if (others.length > 0) {
      await this.gates.enter(tx, others);
      for (const [one, events] of await this.store.readStreams(others, { tx })) stories.set(one, events);
    }
    const found = lookIn(stories, { firm, document, matter });
    return {
      scene: { firm, policy, ...found.scene, restricted },
      versions: { document: story.length, matter: found.matterVersion },
    };
  }
}

/** What the stories of a document and its matters tell of them. */
function lookIn(
  stories: Parameters<typeof mattersOf>[0],
  { firm, document, matter: named }: LookSubject,
): { readonly scene: Pick<Scene, 'course' | 'matter' | 'onHold'>; readonly matterVersion: number } {
  const stream = documentStream(firm, document);
  const course = courseIn([...stories.values()].flat(), stream);
  const current = course.versions.at(-1)?.matter ?? named;
  const known = mattersOf(stories, stream);
  const own = known.get(current === null ? stream : matterStream(firm, current));
  const matter = own?.course ?? UNKNOWN_MATTER;
  const onHold = [...known.values()].some((one) => one.course.onHold);
  return { scene: { course, matter, onHold }, matterVersion: own?.version ?? 0 };
}
