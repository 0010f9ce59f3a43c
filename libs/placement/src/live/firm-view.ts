import {
  documentStream,
  matterStream,
  type DocumentId,
  type DocumentSnapshot,
  type Event,
  type EventData,
  type FirmId,
  type MatterId,
  type MatterSnapshot,
  type Placement,
  type Reason,
  type SkipReason,
  type StreamName,
  type EventId,
} from '@counterpart/contracts';
import { keepExtension } from '../names.js';
import { rebased } from '../relocations/paths.js';
import { Companions, type LiveCompanion } from './companions.js';

/** A matter as its stream leaves it. */
export interface LiveMatter {
  readonly snapshot: MatterSnapshot;
  /** Its folder, once one was planned. */
  readonly folder: string | null;
  /** Every folder that was made for it. */
  readonly folders: readonly string[];
  /** Why the folder is what it is. */
  readonly why: readonly Reason[];
  /** Version of the policy that gave the folder. */
  readonly policyVersion: number | null;
}

/** A document as its stream leaves it. */
export interface LiveDocument {
  readonly snapshot: DocumentSnapshot;
  readonly trashed: boolean;
  /** Where its newest routing decision puts it. */
  readonly placement: Placement | null;
  readonly copies: EventData<'DocumentRouted'>['copies'];
  readonly policyVersion: number | null;
  readonly why: readonly Reason[];
  /** It lies at its placement: the bytes of some version are there. */
  readonly mirrored: boolean;
  /** Dropbox file id of its counterpart; null where it was never mirrored. */
  readonly counterpart: string | null;
  /** Why its newest version is not mirrored. */
  readonly skipped: { readonly reason: SkipReason; readonly why: readonly Reason[] } | null;
}

/**
 * A firm as its events leave it: matters, documents, and who holds which path. A fold in place: a firm has hundreds of
 * thousands of events, and only the end is of interest.
 */
export class FirmView {
  readonly #matters = new Map<MatterId, LiveMatter>();
  readonly #archived = new Set<MatterId>();
  readonly #held = new Set<MatterId>();
  readonly #documents = new Map<DocumentId, LiveDocument>();
  readonly #companions = new Companions();
  readonly #claims: (readonly [path: string, owner: StreamName])[] = [];
  /** Where moves that were decided go. */
  readonly #plans = new Map<EventId, Pick<LiveDocument, 'placement' | 'policyVersion' | 'why'>>();

  constructor(readonly firm: FirmId) {}

  get matters(): ReadonlyMap<MatterId, LiveMatter> {
    return this.#matters;
  }

  get documents(): ReadonlyMap<DocumentId, LiveDocument> {
    return this.#documents;
  }

  /** Prior versions and copies of a document, and where they lie. */
  companionsOf(document: DocumentId): readonly LiveCompanion[] {
    return this.#companions.of(document);
  }

  /** A legal hold: neither its folder nor its documents move. */
  isOnHold(matter: MatterId): boolean {
    return this.#held.has(matter);
  }

  /** Its folder stays where it is, whatever a policy says: it is archived, or on legal hold. */
  stays(matter: MatterId): boolean {
    return this.#archived.has(matter) || this.#held.has(matter);
  }

  /** Every path that was ever given away, in the order of the giving. */
  get claims(): readonly (readonly [path: string, owner: StreamName])[] {
    return this.#claims;
  }

  /** Folds one event; those of other firms, and those that tell nothing of places, change nothing. */
  take(event: Event): void {
    if (event.firm !== this.firm) return;
    this.#companions.take(event);
    switch (event.name) {
      case 'MatterRegistered':
      case 'MatterChanged':
      case 'MatterClosed':
        return this.#takeMatter(event.data.matter);
      case 'MatterReopened':
        this.#archived.delete(event.data.matter.id);
        return this.#takeMatter(event.data.matter);
      case 'ArchivingBegun':
        return void this.#archived.add(event.data.matter);
      case 'LegalHoldSet':
        return void this.#held.add(event.data.matter);
      case 'LegalHoldLifted':
        return void this.#held.delete(event.data.matter);
      case 'ScaffoldPlanned':
        return this.#takeFolders(event.data);
      case 'RelocationPlanned':
      case 'SetAsidePlanned':
        return this.#takePlan(event.id, event.data);
      case 'FolderReassigned':
        return this.#moveFolder(event.data);
      case 'Relocated':
        return this.#takeMove(event.data);
      case 'RelocationConflictFound':
        return this.#takeConflict(event.data);
      default:
        return this.#takeDocument(event);
    }
  }

  #takePlan(id: EventId, data: EventData<'RelocationPlanned' | 'SetAsidePlanned'>): void {
    const { document, matter, to, policyVersion, why } = data;
    const owner = document === null ? matterStream(this.firm, matter) : documentStream(this.firm, document);
    this.#claims.push([`${to.folder}/${to.name}`, owner]);
    // What goes along with a document is not where the document lies.
    const isAlong = 'along' in data && data.along === true;
    if (!isAlong) this.#plans.set(id, { placement: to, policyVersion, why });
  }

  #takeMove(moved: EventData<'Relocated'>): void {
    const plan = this.#plans.get(moved.planned);
    if (moved.document !== null) {
      if (plan !== undefined) this.#change(moved.document, plan);
      return;
    }
    this.#moveFolder(moved);
    for (const [document, { placement }] of this.#documents) {
      if (placement === null) continue;
      const folder = rebased(placement.folder, moved);
      if (folder === placement.folder) continue;
      this.#change(document, { placement: { ...placement, folder } });
      this.#claims.push([`${folder}/${placement.name}`, documentStream(this.firm, document)]);
    }
  }

  /** Where a folder stood there already, or none was left to be moved, documents go there one by one. */
  #takeConflict(met: EventData<'RelocationConflictFound'>): void {
    const goesOn = met.found === 'folder' || met.found === 'nothing';
    if (met.document === null && goesOn) this.#moveFolder(met);
  }

  #moveFolder(moved: { readonly matter: MatterId; readonly from: string; readonly to: string }): void {
    const known = this.#matters.get(moved.matter);
    if (known === undefined || known.folder === null) return;
    const folder = rebased(known.folder, moved);
    const folders = known.folders.map((made) => rebased(made, moved));
    this.#matters.set(moved.matter, { ...known, folder, folders });
    this.#claims.push([folder, matterStream(this.firm, moved.matter)]);
  }

  #takeDocument(event: Event): void {
    switch (event.name) {
      case 'DocumentAdded':
      case 'DocumentVersionAdded':
      case 'DocumentChanged':
        return this.#takeSnapshot(event.data.document, {});
      case 'DocumentRestored':
        return this.#takeSnapshot(event.data.document, { trashed: false });
      case 'DocumentTrashed':
        return this.#change(event.data.document, { trashed: true });
      case 'DocumentSkipped':
        return this.#takeSkip(event.data);
      case 'DocumentRouted':
        return this.#takeRouting(event.data);
      case 'DocumentMirrored':
        return this.#change(event.data.document, { mirrored: true, counterpart: event.data.counterpart });
      // A counterpart that was put back may bear another id.
      case 'DriftHealed':
        return this.#change(event.data.document, { counterpart: event.data.counterpart });
      default:
    }
  }

  #takeMatter(snapshot: MatterSnapshot): void {
    const known = this.#matters.get(snapshot.id);
    const unplanned = { folder: null, folders: [], why: [], policyVersion: null };
    this.#matters.set(snapshot.id, { ...(known ?? unplanned), snapshot });
  }

  #takeFolders({ matter, folders, why, policyVersion }: EventData<'ScaffoldPlanned'>): void {
    const known = this.#matters.get(matter);
    const [folder] = folders;
    if (known === undefined || folder === undefined || known.folder !== null) return;
    this.#matters.set(matter, { ...known, folder, folders, why: why ?? [], policyVersion });
    this.#claims.push([folder, matterStream(this.firm, matter)]);
  }

  #takeSnapshot(snapshot: DocumentSnapshot, change: Partial<LiveDocument>): void {
    const known = this.#documents.get(snapshot.id);
    // Versions may be told out of order; the newest one says what the document is.
    const isOlder = known !== undefined && snapshot.version.number < known.snapshot.version.number;
    const newest = isOlder ? known.snapshot : keepExtension(known?.snapshot, snapshot);
    this.#documents.set(snapshot.id, { ...(known ?? UNPLACED), ...change, snapshot: newest });
  }

  #takeSkip({ document, reason, why = [] }: EventData<'DocumentSkipped'>): void {
    this.#change(document, { skipped: { reason, why } });
  }

  #takeRouting({ document, placement, copies, policyVersion, why }: EventData<'DocumentRouted'>): void {
    const owner = documentStream(this.firm, document);
    this.#claims.push([`${placement.folder}/${placement.name}`, owner]);
    for (const { folder, name } of copies ?? []) this.#claims.push([`${folder}/${name}`, owner]);
    // A version that stays where the one before lies says only that; why it lies there was said by the first.
    const stays = why?.some(({ rule }) => rule === 'placement.kept') === true;
    const reasons = stays ? {} : { why: why ?? [], copies };
    this.#change(document, { placement, policyVersion, skipped: null, ...reasons });
  }

  #change(document: DocumentId, change: Partial<LiveDocument>): void {
    const known = this.#documents.get(document);
    if (known !== undefined) this.#documents.set(document, { ...known, ...change });
  }
}

/** A document that nothing was decided about yet. */
const UNPLACED: Omit<LiveDocument, 'snapshot'> = {
  trashed: false,
  placement: null,
  copies: undefined,
  policyVersion: null,
  why: [],
  mirrored: false,
  counterpart: null,
  skipped: null,
};
