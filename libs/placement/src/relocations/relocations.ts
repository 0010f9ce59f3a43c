import {
  documentStream,
  type DocumentId,
  type MatterId,
  type Policy,
  type Reason,
} from '@counterpart/contracts';
import { ClaimBook, type ClaimedName } from '../claim-book.js';
import type { FirmView, LiveDocument } from '../live/firm-view.js';
import { namesFor, reservedNames } from '../names.js';
import { pathKey } from '../path-key.js';
import { place, placeOfMirrored, unfitness, type Place, type Skip } from '../place.js';
import { accessOf } from './access.js';
import { lyingIn, Positions } from './carry.js';
import { companionMoves } from './companion-moves.js';
import { aimMatters, type MatterTarget } from './matter-targets.js';
import { between, isWithin, samePlace, split } from './paths.js';
import { byTurn } from './order.js';
import type { Arrival, Collision, LeftOut, Move, RelocationPlan } from './relocation-plan.js';
import { LARGEST_MOVE, splitMove, type Lying, type SplitLimits } from './split-move.js';
import { standingFolders } from './standing-folders.js';

/** What is known beyond the firm’s events. */
export interface RelocationOptions extends Partial<SplitLimits> {
  /** Paths of Dropbox at which something lies that is not a counterpart: put there by hand. */
  readonly strangers?: Iterable<string>;
}

/**
 * What would move where, were a policy in force: pure, over the state that the firm’s events leave. The same function
 * serves a new policy and a new state under the old one: a client renamed, a matter renumbered, a category changed.
 * @param before the policy in force, which says what is restricted now
 */
export function relocations(
  before: Policy,
  after: Policy,
  view: FirmView,
  options: RelocationOptions = {},
): RelocationPlan {
  return new Relocator(before, after, view, options).plan();
}

class Relocator {
  readonly #book: ClaimBook;
  /** Keys of what lies in Dropbox and is not ours, and of the folders above it. */
  #strangers: ReadonlySet<string>;
  readonly #limits: SplitLimits;
  readonly #targets: ReadonlyMap<MatterId, MatterTarget>;
  readonly #decisions = new Map<DocumentId, Place | Skip>();
  readonly #positions: Positions;
  /** Moves into the restricted folder, of folders, of files: in this order. */
  readonly #shut: Move[] = [];
  readonly #folders: Move[] = [];
  readonly #files: Move[] = [];
  readonly #collisions: Collision[];
  readonly #leftOut: LeftOut[] = [];
  readonly #arrivals: Arrival[] = [];
  readonly #unmapped: DocumentId[] = [];
  readonly #inFlight: DocumentId[] = [];

  constructor(
    readonly before: Policy,
    readonly after: Policy,
    readonly view: FirmView,
    { strangers = [], largest = LARGEST_MOVE, itemsBelow = () => undefined }: RelocationOptions,
  ) {
    this.#book = new ClaimBook(view.claims);
    this.#limits = { largest, itemsBelow };
    this.#positions = new Positions(lyingIn(view), strangers);
    this.#strangers = standingFolders(this.#positions.strangers);
    const aimed = aimMatters(view, after, this.#book);
    this.#targets = aimed.targets;
    this.#collisions = [...aimed.collisions];
  }

  plan(): RelocationPlan {
    const documents = [...this.view.documents.values()].toSorted(byTurn);
    for (const document of documents) this.#decide(document);
    this.#shutAway(documents);
    this.#moveMatters();
    for (const document of documents) this.#settle(document);
    const moves = [...this.#shut, ...this.#folders, ...this.#files];
    const moved = new Set(moves.flatMap((move) => move.documents));
    const mirrored = documents.filter(({ mirrored: lies }) => lies).length;
    return {
      moves,
      along: companionMoves(this, this.#decisions, moves),
      collisions: this.#collisions,
      leftOut: this.#leftOut,
      arrivals: this.#arrivals,
      unmapped: this.#unmapped,
      inFlight: this.#inFlight,
      unmoved: mirrored - moved.size,
    };
  }

  #decide(document: LiveDocument): void {
    const { snapshot } = document;
    if (document.trashed || (snapshot.matter !== null && this.view.isOnHold(snapshot.matter))) return;
    const matter = snapshot.matter === null ? undefined : this.view.matters.get(snapshot.matter);
    if (matter === undefined) {
      const unfit = unfitness(snapshot);
      if (unfit !== null) this.#decisions.set(snapshot.id, unfit);
      return;
    }
    const folder = this.#targets.get(matter.snapshot.id)?.to ?? '';
    const placing = document.mirrored ? placeOfMirrored : place;
    this.#decisions.set(snapshot.id, placing(this.after, { snapshot: matter.snapshot, folder }, snapshot));
  }

  /** What becomes restricted goes first, from where it lies now: nothing may open it further before. */
  #shutAway(documents: readonly LiveDocument[]): void {
    for (const document of documents) {
      const { id } = document.snapshot;
      const decision = this.#decisions.get(id);
      const from = this.#positions.of(id);
      if (decision?.kind !== 'place' || decision.access !== 'restricted' || from === undefined) continue;
      if (isWithin(from, this.before.privileged.folder)) continue;
      this.#moveFile(document, decision, this.#shut);
      this.#positions.remove(id);
    }
  }

  #moveMatters(): void {
    const standing = standingFolders(this.#positions.byFolder().keys());
    const moving = [...this.#targets].flatMap(([matter, { from, to, why }]) =>
      from === null || from === to || this.#isTaken(from, to, standing) ? [] : [{ matter, from, to, why }],
    );
    const carried = this.#carry(new Map(moving.map(({ from, to }) => [from, to])));
    for (const move of moving) this.#moveFolder(move, carried.get(move.from) ?? []);
  }

  /** Something lies in the target already, or it lies in the source: then what is ours goes there file by file. */
  #isTaken(from: string, to: string, standing: ReadonlySet<string>): boolean {
    const key = pathKey(to);
    if (isWithin(key, pathKey(from))) return true;
    return key !== pathKey(from) && (this.#strangers.has(key) || standing.has(key));
  }

  #carry(folders: ReadonlyMap<string, string>): ReadonlyMap<string, readonly Lying[]> {
    const carried = this.#positions.carry(folders);
    this.#strangers = standingFolders(this.#positions.strangers);
    return carried;
  }

  #moveFolder(
    { matter, from, to, why }: { matter: MatterId; from: string; to: string; why: readonly Reason[] },
    below: readonly Lying[],
  ): void {
    for (const { document, path } of below) {
      this.#book.hold(`${to}${path.slice(from.length)}`, documentStream(this.view.firm, document));
    }
    const parts = splitMove({ from, to, below }, this.#limits);
    // Too large to be renamed as a whole, and its parts would stay in the folder that Dropbox takes for the same.
    if (parts.length > 1 && pathKey(from) === pathKey(to)) return;
    for (const part of parts) {
      const via = between(part.from, part.to, matter);
      this.#folders.push({ ...part, via, matter, access: accessOf(this.before, this.after, part), why });
    }
  }

  #settle(document: LiveDocument): void {
    const { id } = document.snapshot;
    const decision = this.#decisions.get(id);
    if (decision === undefined) return;
    const path = this.#positions.of(id);
    if (decision.kind === 'skip') {
      this.#leftOut.push({ document: id, path: path ?? null, reason: decision.reason, why: decision.why });
      return;
    }
    if (decision.unmapped !== null) this.#unmapped.push(id);
    if (path !== undefined) this.#moveFile(document, decision, this.#files);
    else if (document.placement === null) this.#arrive(document, decision);
    else if (!document.mirrored) this.#inFlight.push(id);
  }

  #arrive({ snapshot }: LiveDocument, decision: Place): void {
    const owner = documentStream(this.view.firm, snapshot.id);
    const wished = `${decision.folder}/${decision.name}`;
    const claimed = this.#book.claim({
      owner,
      folder: decision.folder,
      names: this.#names(snapshot.id, decision, null),
    });
    const path = `${decision.folder}/${claimed.name}`;
    if (path !== wished) this.#collide(owner, wished, claimed, path);
    this.#arrivals.push({ document: snapshot.id, path, access: decision.access, why: decision.why });
  }

  #moveFile(document: LiveDocument, decision: Place, into: Move[]): void {
    const { id, matter } = document.snapshot;
    const from = this.#positions.of(id);
    if (from === undefined || matter === null) return;
    const owner = documentStream(this.view.firm, id);
    const kept = document.placement?.disambiguated === true ? split(from).name : null;
    const claimed = this.#book.claim({
      owner,
      folder: decision.folder,
      names: this.#names(id, decision, kept),
    });
    const wished = `${decision.folder}/${decision.name}`;
    const to = `${decision.folder}/${claimed.name}`;
    if (samePlace(from, to)) return;
    if (pathKey(to) !== pathKey(from) && this.#strangers.has(pathKey(to))) {
      this.#collisions.push({ owner, wished: to, given: null, heldBy: null });
      return;
    }
    if (to !== wished) this.#collide(owner, wished, claimed, to);
    const [via, access] = [between(from, to, id), accessOf(this.before, this.after, { from, to })];
    into.push({ kind: 'file', from, to, via, documents: [id], matter, access, why: decision.why });
  }

  #names(id: DocumentId, { folder, name }: Place, kept: string | null): Iterable<string> {
    return namesFor(name, { id, folder, reserved: reservedNames(this.after) }, kept);
  }

  #collide(owner: Collision['owner'], wished: string, { heldBy }: ClaimedName, given: string): void {
    this.#collisions.push({ owner, wished, given, heldBy });
  }
}
