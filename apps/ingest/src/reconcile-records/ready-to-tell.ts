import type { FirmId, MatterId, MatterSnapshot } from '@counterpart/contracts';
import type { SeenDocument } from '../detection/detect-document.js';
import type { ChangeLists, SweepTrail } from './reconcile-records.ports.js';

/** Documents as they can be told, with the matters that have to be told before them. */
export interface Ready {
  readonly matters: readonly MatterSnapshot[];
  readonly documents: readonly SeenDocument[];
  /** Those that cannot be told yet: an upload under way, or a matter that may not be seen. */
  readonly heldBack: readonly SeenDocument[];
}

/** Makes listed documents ready to be told: each matter before its first document, with the versions that were missed. */
export class ReadyToTell {
  constructor(
    private readonly lists: Pick<ChangeLists, 'versions' | 'matter'>,
    private readonly trail: Pick<SweepTrail, 'unknownMatters' | 'withGaps'>,
  ) {}

  /** @throws what Clio’s answers throw */
  async of(firm: FirmId, seen: readonly SeenDocument[]): Promise<Ready> {
    const { introduced, hidden } = await this.#introduce(firm, seen);
    const tellable = seen.filter((document) => isTellable(document, hidden));
    return {
      matters: introduced,
      documents: await this.#withVersions(firm, tellable),
      heldBack: seen.filter((document) => !isTellable(document, hidden)),
    };
  }

  /** Versions that came and were replaced between two looks are told, too. */
  async #withVersions(firm: FirmId, seen: readonly SeenDocument[]): Promise<readonly SeenDocument[]> {
    const gapped = new Set(await this.trail.withGaps(firm, seen));
    const whole: SeenDocument[] = [];
    for (const document of seen) {
      whole.push(
        gapped.has(document)
          ? { ...document, versions: await this.lists.versions(firm, document.snapshot.id) }
          : document,
      );
    }
    return whole;
  }

  /** Reads the matters of documents that nobody has told of: a matter is told of before its first document. */
  async #introduce(
    firm: FirmId,
    seen: readonly SeenDocument[],
  ): Promise<{ introduced: readonly MatterSnapshot[]; hidden: ReadonlySet<MatterId> }> {
    const named = seen.flatMap(({ snapshot, trashedAt }) =>
      snapshot.matter === null || trashedAt !== null ? [] : [snapshot.matter],
    );
    const [introduced, hidden]: [MatterSnapshot[], Set<MatterId>] = [[], new Set()];
    for (const id of await this.trail.unknownMatters(firm, [...new Set(named)])) {
      const matter = await this.lists.matter(firm, id);
      if (matter === undefined) hidden.add(id);
      else introduced.push(matter);
    }
    return { introduced, hidden };
  }
}

/** An upload under way is no version yet; a trashed document needs nothing more. */
const isTellable = ({ snapshot, fullyUploaded, trashedAt }: SeenDocument, hidden: ReadonlySet<MatterId>) =>
  trashedAt !== null || (fullyUploaded && (snapshot.matter === null || !hidden.has(snapshot.matter)));
