import {
  causedBy,
  documentStream,
  matterKey,
  type CausedBy,
  type DocumentId,
  type FirmId,
  type MatterId,
  type Policy,
  type StreamName,
} from '@counterpart/contracts';
import type { EventStore, NewEvent, Transaction } from '@counterpart/event-store';
import { candidates, rolledUpPlace } from '@counterpart/placement';
import type { PathClaims, Policies } from '../route-document/route-document.ports.js';
import { isFolderUnsettled } from '../routing/matter/folder-wish.js';
import type { MoveScene } from '../routing/moves/next-move.js';
import { nextThinning, type ThinningStep } from '../routing/versions/next-thinning.js';
import type { SeenDocuments, ThinningLimits, VersionedDocuments } from './plan-thinning.ports.js';

/** What planning needs of the world. */
export interface ThinningPorts {
  readonly claims: PathClaims;
  readonly looks: SeenDocuments;
  readonly policies: Policies;
  readonly versioned: VersionedDocuments;
}

const DAY_MS = 24 * 3_600_000;

/**
 * By the clock: looks for documents with prior versions that the policy wants rolled up, and plans it for each that is at
 * rest. The stream is read inside the transaction that appends, so that two pods plan it once.
 */
export class PlanThinning {
  constructor(
    private readonly store: EventStore,
    private readonly ports: ThinningPorts,
    private readonly now: () => Date,
  ) {}

  /** @returns how many were planned */
  async tend(firm: FirmId, signal?: AbortSignal): Promise<number> {
    const policy = await this.store.transact((tx) => this.ports.policies.inForce(tx, firm), { firm });
    const limits = policy === undefined ? null : limitsOf(policy, this.now());
    if (limits === null) return 0;
    let planned = 0;
    for await (const document of this.#documents(firm, limits)) {
      signal?.throwIfAborted();
      if (await this.#plan(firm, document)) planned += 1;
    }
    return planned;
  }

  async *#documents(firm: FirmId, limits: ThinningLimits): AsyncGenerator<DocumentId, void> {
    let page: readonly DocumentId[] = [];
    do {
      const after = page.at(-1) ?? null;
      page = await this.store.transact((tx) => this.ports.versioned.page(tx, firm, limits, after), { firm });
      yield* page;
    } while (page.length > 0);
  }

  #plan(firm: FirmId, document: DocumentId): Promise<boolean> {
    return this.store.transact(
      async (tx) => {
        const look = await this.ports.looks.at(tx, { firm, document, matter: null });
        if (look === undefined) return false;
        const { scene, versions } = look;
        if (isFolderUnsettled(scene.policy, scene.matter)) return false;
        const step = nextThinning(scene, this.now());
        if (step === null) return false;
        const event = await this.#planned(tx, { firm, scene }, step);
        if (event === null) return false;
        const cause = await this.#cause(tx, event.stream, versions.document);
        const write = { stream: event.stream, expected: versions.document, events: [event] };
        await this.store.append(tx, cause, [write], this.now());
        return true;
      },
      { afresh: true, firm },
    );
  }

  /** The newest version that was kept: by then the clock has brought about what it began. */
  async #cause(tx: Transaction, stream: StreamName, version: number): Promise<CausedBy> {
    const story = await this.store.readStream(stream, { tx });
    const kept = story.findLast(({ event }) => event.name === 'VersionArchived');
    if (kept === undefined) throw new TypeError('only what was kept is rolled up');
    return causedBy(kept.event, 'router', 'plan-thinning', version);
  }

  async #planned(
    tx: Transaction,
    { firm, scene: { policy, course } }: { readonly firm: FirmId; readonly scene: MoveScene },
    { versions, earlier, access, why }: ThinningStep,
  ): Promise<NewEvent<'VersionThinningPlanned'> | null> {
    const document = course.versions.at(-1);
    const matter: MatterId | null = document?.matter ?? null;
    if (document === undefined || matter === null || course.counterpart === null) return null;
    const numbers = [...versions.map(({ number }) => number), ...(earlier?.versions ?? [])];
    const { folder, name } = rolledUpPlace(policy, course.counterpart.placement, numbers);
    const stream = documentStream(firm, document.id);
    const names = candidates(name, { id: document.id, folder });
    const claimed = await this.ports.claims.claim(tx, firm, { owner: stream, folder, names });
    return {
      name: 'VersionThinningPlanned',
      stream,
      firm,
      key: matterKey(firm, matter),
      data: {
        document: document.id,
        matter,
        versions: [...versions],
        earlier,
        to: { folder, name: claimed.name, disambiguated: claimed.name !== name },
        access,
        policyVersion: policy.version,
        why: [...why],
      },
    };
  }
}

/** Null where nothing is thinned. */
function limitsOf({ versions: { thinning } }: Policy, now: Date): ThinningLimits | null {
  const { afterDays, keepNewest } = thinning;
  if (afterDays === null && keepNewest === null) return null;
  const keptBefore = afterDays === null ? null : new Date(now.getTime() - afterDays * DAY_MS);
  return { keptBefore, keepNewest };
}
