import type { FirmId, MatterId, MatterSnapshot } from '@counterpart/contracts';
import type { SeenDocument } from '../detection/detect-document.js';
import type { ChangeLists, SweepTrail } from './reconcile-records.ports.js';

/** Documents as they can be told, with the matters that have to be told before them. */
export interface Ready {
  readonly matters: readonly MatterSnapshot[];
  readonly documents: readonly SeenDocument[];
  /**
   * Those that are to be looked at again: an upload under way, or a matter that may not be seen. What is whole before an
   * upload is told all the same.
   */
  readonly heldBack: readonly SeenDocument[];
  /** Those of them whose matter may not be seen. */
  readonly hidden: ReadonlySet<SeenDocument>;
  /** Those whose versions were not asked for, because so many others’ were: they are to be told by themselves. */
  readonly later: readonly SeenDocument[];
}

/** Makes listed documents ready to be told: each matter before its first document, with the versions that were missed. */
export class ReadyToTell {
  constructor(
    private readonly lists: Pick<ChangeLists, 'versions' | 'matter'>,
    private readonly trail: Pick<SweepTrail, 'unknownMatters' | 'withGaps' | 'withoutBeginnings'>,
  ) {}

  /**
   * @param history whether versions are asked for that were never told because a later one was first, and of how many documents
   *   versions are asked for at most, a call each
   * @throws what Clio’s answers throw
   */
  async of(
    firm: FirmId,
    seen: readonly SeenDocument[],
    history?: { readonly mostLists: number },
  ): Promise<Ready> {
    const { introduced, hidden } = await this.#introduce(firm, seen);
    const tellable = seen.filter((document) => isTellable(document, hidden));
    const gapped = [
      ...new Set([
        ...(await this.trail.withGaps(firm, tellable)),
        ...(history === undefined ? [] : await this.trail.withoutBeginnings(firm, tellable)),
      ]),
    ];
    const later = new Set(gapped.slice(history?.mostLists ?? Infinity));
    const heldBack = seen.filter((document) => isHeldBack(document, hidden));
    return {
      matters: introduced,
      documents: await this.#withVersions(
        firm,
        tellable.filter((document) => !later.has(document)),
        new Set(gapped),
      ),
      heldBack,
      hidden: new Set(heldBack.filter((document) => !isOfSeenMatter(document, hidden))),
      later: [...later],
    };
  }

  /** Versions that came and were replaced before anybody looked, or between two looks, are told, too. */
  async #withVersions(
    firm: FirmId,
    seen: readonly SeenDocument[],
    gapped: ReadonlySet<SeenDocument>,
  ): Promise<readonly SeenDocument[]> {
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

type Hidden = ReadonlySet<MatterId>;

/** The upload of a first version is no document yet; behind a later one’s lies what was whole before. A trashed document needs nothing more. */
const isTellable = (document: SeenDocument, hidden: Hidden): boolean =>
  document.trashedAt !== null ||
  (isOfSeenMatter(document, hidden) && (document.fullyUploaded || document.snapshot.version.number > 1));

const isHeldBack = (document: SeenDocument, hidden: Hidden): boolean =>
  document.trashedAt === null && !(document.fullyUploaded && isOfSeenMatter(document, hidden));

const isOfSeenMatter = ({ snapshot: { matter } }: SeenDocument, hidden: Hidden): boolean =>
  matter === null || !hidden.has(matter);
