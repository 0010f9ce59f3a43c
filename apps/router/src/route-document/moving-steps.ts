import {
  documentStream,
  matterKey,
  type DocumentSnapshot,
  type EventData,
  type MatterId,
} from '@counterpart/contracts';
import type { NewEvent, Transaction } from '@counterpart/event-store';
import { between, namesFor, privilegedBy, reservedNames, split } from '@counterpart/placement';
import { companionMoves, stragglers, type CompanionMove } from '../routing/moves/companion-moves.js';
import { isAtRest } from '../routing/document/at-rest.js';
import type { MoveStep } from '../routing/moves/next-move.js';
import { isRestricted } from '../routing/placement/shut-places.js';
import { pathOf } from '../routing/moves/relocation-course.js';
import type { Scene } from './document-looks.js';
import type { PathClaims, SetAsides } from './route-document.ports.js';

/** Puts decided moves and copies into events; claims the places that they go to. */
export class MovingSteps {
  constructor(
    private readonly claims: PathClaims,
    private readonly setAsides: SetAsides,
  ) {}

  /** @returns empty where the document stays because setting aside is stopped */
  async record(tx: Transaction, scene: Scene, step: MoveStep): Promise<readonly NewEvent[]> {
    if (step.purpose === 'follow') return this.relocations(tx, scene, step);
    const { firm, policy, course } = scene;
    const judged = await this.setAsides.judge(tx, firm, policy, course.trashedAt ?? '');
    if (judged.kind === 'stop') return [judged.event];
    if (judged.kind === 'held') return [];
    const data = { ...(await this.move(tx, scene, step)), counterpart: step.counterpart };
    return [addressed(scene, step.document, 'SetAsidePlanned', data)];
  }

  /** What was left behind is sent after its document. */
  async recordStragglers(
    tx: Transaction,
    scene: Scene,
    which: (move: CompanionMove) => boolean = () => true,
  ): Promise<readonly NewEvent<'RelocationPlanned'>[]> {
    const document = scene.course.versions.at(-1);
    return document === undefined ? [] : this.alongside(tx, scene, document, stragglers(scene).filter(which));
  }

  /** What lies beside it goes along: what is said of a document is said of that, above all who may open it. */
  private async relocations(tx: Transaction, scene: Scene, step: MoveStep): Promise<readonly NewEvent[]> {
    const move = await this.move(tx, scene, step);
    const data = { ...move, ...confirmation(scene, step), counterpart: step.counterpart };
    const companions = companionMoves(scene, { folder: move.to.folder, moves: true });
    return [
      addressed(scene, step.document, 'RelocationPlanned', data),
      ...(await this.alongside(tx, scene, step.document, companions)),
    ];
  }

  private async alongside(
    tx: Transaction,
    scene: Scene,
    document: DocumentSnapshot,
    companions: readonly CompanionMove[],
  ): Promise<readonly NewEvent<'RelocationPlanned'>[]> {
    const events: NewEvent<'RelocationPlanned'>[] = [];
    for (const { companion, ...wish } of companions) {
      const from = { ...split(companion.path), disambiguated: false };
      const move = await this.move(tx, scene, { ...wish, document, from, kept: null });
      const data = {
        ...move,
        ...confirmation(scene, wish),
        counterpart: companion.file,
        along: true as const,
      };
      events.push(addressed(scene, document, 'RelocationPlanned', data));
    }
    return events;
  }

  private async move(tx: Transaction, { firm, policy }: Scene, step: Wish) {
    const { document, from, folder, name, kept, access, why } = step;
    const { id } = document;
    const reserved = reservedNames(policy);
    const names = namesFor(name, { id, folder, reserved }, kept);
    const owner = documentStream(firm, id);
    const claimed = await this.claims.claim(tx, firm, { owner, folder, names });
    const disambiguated = claimed.name !== name;
    const to = {
      folder,
      name: claimed.name,
      disambiguated,
      ...(disambiguated && claimed.heldBy !== null ? { heldBy: claimed.heldBy } : {}),
    };
    return {
      matter: requireMatter(document),
      document: id,
      from: pathOf(from),
      to,
      via: between(pathOf(from), pathOf(to), id),
      access,
      policyVersion: policy.version,
      why: disambiguated ? [...why, { rule: 'name.taken', on: name, gives: claimed.name }] : [...why],
    };
  }
}

/** The part of a step that a move is made of. */
type Wish = Pick<MoveStep, 'document' | 'from' | 'folder' | 'name' | 'kept' | 'access' | 'why'>;

/** The operator’s confirmation that a move out of the restricted folder rests on. */
function confirmation({ course: { released } }: Scene, { access }: Pick<MoveStep, 'access'>) {
  return access === 'out-of-restricted' && released !== undefined ? { confirmed: released } : {};
}

/**
 * The copies that a mirrored document is owed. None while its counterpart moves or another copy is made; none of what was
 * marked privileged or deleted meanwhile, and none out of a restricted folder: what lost its mark there waits for an
 * operator’s confirmation, and so does its copy.
 */
export function plannedCopies(scene: Scene): readonly NewEvent<'CopyPlanned'>[] {
  const { policy, course, matter, restricted } = scene;
  const { counterpart, owed, trashed } = course;
  const document = course.versions.at(-1);
  if (counterpart === null || document === undefined || matter.snapshot === null) return [];
  if (trashed || !isAtRest(course)) return [];
  if (privilegedBy(policy, matter.snapshot, document) !== null) return [];
  if (isRestricted([policy.privileged.folder, ...restricted], counterpart.placement.folder)) return [];
  return owed.map((copy) =>
    addressed(scene, document, 'CopyPlanned', {
      document: document.id,
      matter: requireMatter(document),
      versionNumber: counterpart.versionNumber,
      counterpart: counterpart.id,
      size: counterpart.size,
      contentHash: counterpart.contentHash,
      copy,
    }),
  );
}

type DocumentDecision =
  | 'DocumentRouted'
  | 'DocumentSkipped'
  | 'RelocationPlanned'
  | 'SetAsidePlanned'
  | 'CopyPlanned'
  | 'VersionArchivePlanned';

/** An event of a document’s stream. */
export function addressed<Name extends DocumentDecision>(
  { firm }: Pick<Scene, 'firm'>,
  document: DocumentSnapshot,
  name: Name,
  data: EventData<Name>,
) {
  const stream = documentStream(firm, document.id);
  return { name, stream, firm, key: matterKey(firm, document.matter), data };
}

/** The matter of a document that is placed. */
export function requireMatter(document: DocumentSnapshot): MatterId {
  if (document.matter === null) throw new TypeError('a document without a matter is never placed');
  return document.matter;
}
