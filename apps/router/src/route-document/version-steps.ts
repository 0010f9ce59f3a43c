import { documentStream, type DocumentSnapshot, type EventData } from '@counterpart/contracts';
import type { NewEvent, Transaction } from '@counterpart/event-store';
import { dead, retry, type Verdict } from '@counterpart/eventing';
import { candidates, pathKey, reservedNames, type Place } from '@counterpart/placement';
import { folderPlan, proofUnder } from '@counterpart/restricted-folder';
import type { KnownProof } from '../routing/versions/late-steps.js';
import { nextSteps, type NextStep } from '../routing/placement/next-steps.js';
import { keptDecision, newDecision, type Decided } from '../routing/placement/routing-decision.js';
import { revToReplace } from '../routing/versions/version-course.js';
import type { Scene } from './document-looks.js';
import { keepLate, keepVersion } from './keep-version.js';
import { addressed, requireMatter } from './moving-steps.js';
import type { MatterFolders, PathClaims, RestrictedFolders } from './route-document.ports.js';

/** What routing versions needs of the world. */
export interface VersionPorts {
  readonly claims: PathClaims;
  readonly folders: MatterFolders;
  readonly restricted: RestrictedFolders;
}

/** The proof that a restricted place stands on, and the plan of the folder where it was not planned yet. */
interface AskedProof {
  readonly proof: KnownProof;
  readonly events: readonly NewEvent[];
}

type RouteStep = Extract<NextStep, { kind: 'route' }>;
type SkipStep = Extract<NextStep, { kind: 'skip' }>;

/** Puts what is to happen with a document’s versions into events; claims the places that they go to. */
export class VersionSteps {
  constructor(private readonly ports: VersionPorts) {}

  /** @returns the verdict where nothing can be decided, or a person has to look */
  async record(tx: Transaction, scene: Scene): Promise<readonly NewEvent[] | Verdict> {
    const asked = await this.askProof(tx, scene);
    const settled = await this.settleFolder(tx, scene, asked.proof);
    const steps = nextSteps(settled.scene, asked.proof);
    if (steps.length === 0) return [];
    const givenUp = steps.find((step) => step.kind === 'give-up');
    if (givenUp !== undefined) return dead(givenUp.code);
    if (steps.some((step) => step.kind === 'wait-for-matter')) return retry('MATTER_UNKNOWN');
    const recorded = await this.recordSteps(tx, settled.scene, steps);
    return [...settled.events, ...recorded, ...asked.events];
  }

  /** Looks up whether the restricted folder is proven, where the document belongs there; plans it where it is not. */
  private async askProof(tx: Transaction, scene: Scene): Promise<AskedProof> {
    const { firm, policy } = scene;
    const steps = nextSteps(scene);
    if (!steps.some((step) => step.kind === 'ask-proof')) return { proof: undefined, events: [] };
    const record = await this.ports.restricted.record(tx, firm);
    return { proof: proofUnder(record, policy), events: folderPlan(firm, policy, record) };
  }

  /** A matter that the policy left out until now gets its folder with the first document that needs it. */
  private async settleFolder(
    tx: Transaction,
    scene: Scene,
    proof: KnownProof,
  ): Promise<{ readonly scene: Scene; readonly events: readonly NewEvent[] }> {
    const { firm, policy, matter } = scene;
    const steps = nextSteps(scene, proof);
    const needsFolder = steps.some((step) => step.kind === 'plan-folder');
    if (!needsFolder || matter.snapshot === null) return { scene, events: [] };
    const plan = await this.ports.folders.plan(tx, firm, policy, matter.snapshot);
    if (plan.kind === 'left-out') throw new TypeError('a document is mirrored only where its matter is');
    const folder = plan.event.data.folders[0] ?? null;
    return { scene: { ...scene, matter: { ...matter, folder } }, events: [plan.event] };
  }

  private async recordSteps(tx: Transaction, scene: Scene, steps: readonly NextStep[]): Promise<NewEvent[]> {
    const events: NewEvent[] = [];
    for (const step of steps) {
      if (step.kind === 'skip') events.push(skipped(scene, step));
      if (step.kind === 'route') events.push(await this.routed(tx, scene, step));
      if (step.kind === 'keep') events.push(await keepVersion(this.ports.claims, tx, scene, step.prior));
      if (step.kind === 'keep-late') events.push(await keepLate(this.ports.claims, tx, scene, step.prior));
    }
    return events;
  }

  private async routed(tx: Transaction, scene: Scene, step: RouteStep): Promise<NewEvent<'DocumentRouted'>> {
    const { document, attempt, place, restricted } = step;
    const replaces = revToReplace(scene.course);
    const { id, number, size } = document.version;
    return addressed(scene, document, 'DocumentRouted', {
      document: document.id,
      matter: requireMatter(document),
      version: { id, number, size },
      replaces,
      counterpart: replaces === null ? null : (scene.course.counterpart?.id ?? null),
      clientModified: document.version.receivedAt,
      attempt,
      ...(place.kind === 'kept' ? keptDecision(place) : await this.claimPlaces(tx, scene, document, place)),
      ...(restricted === null ? {} : { restricted }),
    });
  }

  /** Claims the document’s place, and those of its copies. */
  private async claimPlaces(
    tx: Transaction,
    scene: Scene,
    document: DocumentSnapshot,
    place: Place,
  ): Promise<Decided> {
    const { firm, policy, course } = scene;
    const reserved = reservedNames(policy);
    const taken = policy.conflicts === 'keep-both' ? course.taken : [];
    const claim = (folder: string, name: string) =>
      this.ports.claims.claim(tx, firm, {
        owner: documentStream(firm, document.id),
        folder,
        names: untaken(candidates(name, { id: document.id, folder, reserved }), folder, taken),
      });
    const claimed = await claim(place.folder, place.name);
    const copies: EventData<'DocumentRouted'>['copies'] = [];
    for (const copy of place.copies) {
      copies.push({ ...copy, name: (await claim(copy.folder, copy.name)).name });
    }
    return newDecision(scene.policy, place, claimed, copies);
  }
}

/** Leaves out the names at which something else was found. */
function* untaken(
  names: Iterable<string>,
  folder: string,
  taken: readonly string[],
): Generator<string, void> {
  for (const name of names) if (!taken.includes(pathKey(`${folder}/${name}`))) yield name;
}

function skipped(scene: Scene, { document, reason, why }: SkipStep): NewEvent<'DocumentSkipped'> {
  return addressed(scene, document, 'DocumentSkipped', {
    document: document.id,
    matter: document.matter,
    versionNumber: document.version.number,
    reason,
    policyVersion: scene.policy.version,
    why: [...why],
  });
}
