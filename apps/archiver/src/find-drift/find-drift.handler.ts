import { documentStream, matterKey, type DocumentId, type Event, type FirmId } from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { isToldDrift, judgeDrift, mirroredIn, type Drift, type FileNow } from '../custody/drift.js';
import type {
  DriftGround,
  DriftMark,
  DriftMarks,
  GivenPlaces,
  Suspect,
  TreeChanges,
} from './find-drift.ports.js';

/** Chance and time, given from outside. */
export interface DriftSource {
  readonly now: () => Date;
  /** A UUIDv7. */
  readonly newLookId: () => string;
}

/** The outside world as a look needs it. */
export interface DriftPorts {
  readonly marks: DriftMarks;
  readonly ground: DriftGround;
  readonly places: GivenPlaces;
}

/** A document, what was told of it, and files that were just seen. */
interface Looked {
  readonly firm: FirmId;
  readonly document: DocumentId;
  readonly story: readonly Event[];
  readonly files: ReadonlyMap<string, FileNow>;
}

/** What a second look came to. */
interface Judged {
  readonly told: number;
  readonly again: readonly Suspect[];
}

const NONE: ReadonlyMap<string, FileNow> = new Map();

/**
 * Finds what people changed in Dropbox by hand: edits, moves and deletions of counterparts. A cursor tells where
 * something changed; what is different at two looks, while nothing was told of the document in between, is drift. Our own
 * writes change places too: they are told before the second look. Nothing is changed back.
 */
export class FindDrift {
  constructor(
    private readonly store: EventStore,
    private readonly ports: DriftPorts,
    private readonly source: DriftSource,
  ) {}

  /** @returns how many were told; undefined where another pod looks @throws what Dropbox throws; the next look begins there */
  async look(firm: FirmId): Promise<number | undefined> {
    let told = 0;
    const isMine = await this.ports.marks.change(firm, async (mark) => {
      const judged = await this.#judgeAgain(firm, mark.suspects);
      told = judged.told;
      return this.#goOn(firm, { ...mark, suspects: judged.again });
    });
    return isMine ? told : undefined;
  }

  /** Takes in what changed since the last look. */
  async #goOn(firm: FirmId, mark: DriftMark): Promise<DriftMark> {
    const suspects = new Map(mark.suspects.map((suspect) => [suspect.document, suspect]));
    let { cursor } = mark;
    for await (const page of this.ports.ground.changes(firm, cursor)) {
      const documents = await this.ports.places.holders(firm, page.paths);
      for (const suspect of await this.#suspectsAmong(firm, documents, page))
        suspects.set(suspect.document, suspect);
      cursor = page.cursor;
    }
    return { cursor, suspects: [...suspects.values()] };
  }

  async #suspectsAmong(
    firm: FirmId,
    documents: readonly DocumentId[],
    { files }: TreeChanges,
  ): Promise<readonly Suspect[]> {
    const suspects: Suspect[] = [];
    for (const document of documents) {
      const story = await this.#storyOf(firm, document);
      const drift = await this.#driftOf({ firm, document, story, files });
      if (drift !== undefined) {
        suspects.push({ document, told: story.length });
      }
    }
    return suspects;
  }

  /** What was told of a document meanwhile may be why it is different: then a third look is to show the same. */
  async #judgeAgain(firm: FirmId, suspects: readonly Suspect[]): Promise<Judged> {
    const judged: { told: number; again: Suspect[] } = { told: 0, again: [] };
    for (const { document, told: before } of suspects) {
      const story = await this.#storyOf(firm, document);
      const drift = await this.#driftOf({ firm, document, story, files: NONE });
      if (drift === undefined || isToldDrift(drift, story)) continue;
      if (story.length === before) {
        await this.#tell(firm, { ...drift, document }, story.length);
        judged.told += 1;
      } else judged.again.push({ document, told: story.length });
    }
    return judged;
  }

  async #driftOf({ firm, document, story, files }: Looked): Promise<Drift | undefined> {
    const mirrored = mirroredIn(story);
    if (mirrored === undefined) return undefined;
    const seen = files.get(mirrored.counterpart);
    const now = seen ?? (await this.ports.ground.file(firm, mirrored.counterpart));
    if (now === undefined) return undefined;
    const isOurs = now !== null && (await this.ports.places.isHeldBy(firm, document, now.path));
    return judgeDrift(mirrored, now, isOurs);
  }

  async #storyOf(firm: FirmId, document: DocumentId): Promise<readonly Event[]> {
    return (await this.store.readStream(documentStream(firm, document))).map(({ event }) => event);
  }

  async #tell(
    firm: FirmId,
    data: Drift & { readonly document: DocumentId },
    expected: number,
  ): Promise<void> {
    const stream = documentStream(firm, data.document);
    const event: NewEvent<'DriftFound'> = {
      name: 'DriftFound',
      stream,
      firm,
      key: matterKey(firm, data.matter),
      data,
    };
    const id = this.source.newLookId();
    const cause = {
      eventId: id,
      correlationId: id,
      handler: 'archiver.find-drift',
      actor: 'service:archiver',
      source: '/counterpart/archiver',
    };
    await this.store.transact((tx) =>
      this.store.append(tx, cause, [{ stream, expected, events: [event] }], this.source.now()),
    );
  }
}
