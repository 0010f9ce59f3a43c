import {
  causedBy,
  MatterId,
  matterKey,
  matterStream,
  type EventData,
  type FirmId,
  type Policy,
} from '@counterpart/contracts';
import type { EventStore, NewEvent, Transaction } from '@counterpart/event-store';
import { between, candidates, isWithin, pathKey } from '@counterpart/placement';
import type {
  FolderMoves,
  MatterGates,
  Occasion,
  PathClaims,
  Policies,
} from '../route-document/route-document.ports.js';
import { evolve, UNSEEN } from '../routing/document/document-course.js';
import { folderWish, isBeingPacked, type FolderWish } from '../routing/matter/folder-wish.js';
import {
  evolveMatter,
  isMoveDead,
  UNKNOWN_MATTER,
  type MatterCourse,
} from '../routing/matter/matter-course.js';
import { pathOf } from '../routing/moves/relocation-course.js';
import type { MatterDocuments } from './relocate-matter.ports.js';

/** What moving folders needs of the world. */
export interface FolderPorts {
  readonly claims: PathClaims;
  readonly gates: MatterGates;
  readonly policies: Policies;
  readonly documents: MatterDocuments;
}

/** Documents that are looked at for one that lies in the folder. */
const WITNESSES = 20;

/**
 * When a matter’s folder belongs elsewhere, one move of the whole folder is planned, as soon as none of its documents is on
 * its way. From then on they wait, until the outcome is told.
 */
export class RelocateMatter implements FolderMoves {
  constructor(
    private readonly store: EventStore,
    private readonly ports: FolderPorts,
    private readonly now: () => Date,
  ) {}

  async attempt({ event, fence }: Occasion, matter: MatterId): ReturnType<FolderMoves['attempt']> {
    const { firm } = event;
    const stream = matterStream(firm, matter);
    return this.store.transact(
      async (tx) => {
        const policy = await this.ports.policies.inForce(tx, firm);
        if (policy === undefined) return 'firm-unknown';
        await this.ports.gates.close(tx, stream);
        const story = await this.store.readStream(stream, { tx });
        const course = story.reduce((known, { event: told }) => evolveMatter(known, told), UNKNOWN_MATTER);
        if (isMoveDead(course)) return 'waiting';
        if (course.move !== null || isBeingPacked(course)) return 'moving';
        const wish = folderWish(policy, course);
        if (wish === null) return 'settled';
        if (await this.ports.documents.areInFlight(tx, firm, matter)) return 'waiting';
        const planned = await this.plan(tx, { firm, policy, course }, wish);
        const cause = causedBy(event, 'router', `relocate-matter.${matter}`, story.length);
        const writes = [{ stream, expected: story.length, events: [planned] }];
        await this.store.append(tx, cause, writes, this.now());
        return planned.name === 'FolderReassigned' ? 'settled' : 'moving';
      },
      { fence, afresh: true, firm },
    );
  }

  private async plan(
    tx: Transaction,
    { firm, policy, course }: { firm: FirmId; policy: Policy; course: MatterCourse },
    { from, folder, name, why: wished }: FolderWish,
  ): Promise<NewEvent<'RelocationPlanned' | 'FolderReassigned'>> {
    const matter = MatterId.parse(course.snapshot?.id);
    const stream = matterStream(firm, matter);
    const names = candidates(name, { id: matter, folder });
    const { claims } = this.ports;
    const claimed = await claims.claim(tx, firm, { owner: stream, folder, names });
    const to = `${folder}/${claimed.name}`;
    const disambiguated = claimed.name !== name;
    const taken = disambiguated ? [{ rule: 'name.taken', on: name, gives: claimed.name }] : [];
    const address = { stream, firm, key: matterKey(firm, matter) };
    const decided = { matter, from, policyVersion: policy.version, why: [...wished, ...taken] };
    const isWhole =
      !isWithin(pathKey(to), pathKey(from)) && !(await claims.isSharedFolder(tx, firm, from, stream));
    if (!isWhole) return { ...address, name: 'FolderReassigned', data: { ...decided, to } };
    await claims.carry(tx, firm, { from, to });
    const witness = await this.witness(tx, { firm, matter }, from);
    const { heldBy } = claimed;
    return {
      ...address,
      name: 'RelocationPlanned',
      data: {
        ...decided,
        document: null,
        counterpart: null,
        to: { folder, name: claimed.name, disambiguated, ...(heldBy === null ? {} : { heldBy }) },
        via: between(from, to, matter),
        access: 'unchanged',
        ...(witness === undefined ? {} : { witness }),
      },
    };
  }

  /** A counterpart that lies below the folder. */
  private async witness(
    tx: Transaction,
    { firm, matter }: { readonly firm: FirmId; readonly matter: MatterId },
    folder: string,
  ): Promise<EventData<'RelocationPlanned'>['witness']> {
    const streams = (await this.ports.documents.streamsOf(tx, firm, matter)).slice(0, WITNESSES);
    const stories = await this.store.readStreams([...streams, matterStream(firm, matter)], { tx });
    const moves = (stories.get(matterStream(firm, matter)) ?? []).filter(
      ({ event }) => event.name === 'Relocated',
    );
    for (const stream of streams) {
      const story = [...(stories.get(stream) ?? []), ...moves];
      const { counterpart } = story
        .toSorted((one, other) => (one.position < other.position ? -1 : 1))
        .reduce((course, { event }) => evolve(course, event), UNSEEN);
      if (counterpart === null) continue;
      const path = pathOf(counterpart.placement);
      if (isWithin(path, folder)) return { counterpart: counterpart.id, path };
    }
    return undefined;
  }
}
