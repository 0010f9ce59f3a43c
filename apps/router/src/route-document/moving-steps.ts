import {
  documentStream,
  matterKey,
  type DocumentSnapshot,
  type EventData,
  type MatterId,
} from '@counterpart/contracts';
import type { NewEvent, Transaction } from '@counterpart/event-store';
import { between, legalName, namesFor, privilegedBy } from '@counterpart/placement';
import type { MoveStep } from '../routing/next-move.js';
import { pathOf } from '../routing/relocation-course.js';
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

  /** Prior versions go along: what is said of a document is said of them, above all who may open it. */
  private async relocations(tx: Transaction, scene: Scene, step: MoveStep): Promise<readonly NewEvent[]> {
    const { released, shelf } = scene.course;
    const isConfirmed = step.access === 'out-of-restricted' && released !== undefined;
    const confirmed = isConfirmed ? { confirmed: released } : {};
    const move = await this.move(tx, scene, step);
    const data = { ...move, ...confirmed, counterpart: step.counterpart };
    const events: NewEvent[] = [addressed(scene, step.document, 'RelocationPlanned', data)];
    const folder = `${move.to.folder}/${legalName(scene.policy.versions.folder)}`;
    for (const { file, path } of shelf) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (`${folder}/${name}` === path) continue;
      const from = { folder: path.slice(0, path.lastIndexOf('/')), name, disambiguated: false };
      const along = await this.move(tx, scene, { ...step, from, folder, name, kept: null });
      const also = { ...along, ...confirmed, counterpart: file, along: true as const };
      events.push(addressed(scene, step.document, 'RelocationPlanned', also));
    }
    return events;
  }

  private async move(tx: Transaction, { firm, policy }: Scene, step: MoveStep) {
    const { document, from, folder, name, kept, access, why } = step;
    const { id } = document;
    const reserved = [policy.versions.folder];
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

/**
 * The copies that a mirrored document is owed. None while its counterpart moves or another copy is made; none of what was
 * marked privileged or deleted meanwhile.
 */
export function plannedCopies(scene: Scene): readonly NewEvent<'CopyPlanned'>[] {
  const { policy, course, matter } = scene;
  const { counterpart, owed, flight, move, keeping, copying, trashed } = course;
  const document = course.versions.at(-1);
  if (counterpart === null || document === undefined || matter.snapshot === null) return [];
  if (flight !== null || move !== null || keeping !== null || copying.length > 0 || trashed) return [];
  if (privilegedBy(policy, matter.snapshot, document) !== null) return [];
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
