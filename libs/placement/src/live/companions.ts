import type { DocumentId, Event, EventData } from '@counterpart/contracts';
import { rebased } from '../relocations/paths.js';

/** A file that belongs to a document beside its counterpart: a prior version, what was edited by hand, or a copy. */
export interface LiveCompanion {
  readonly kind: 'version' | 'copy';
  /** Dropbox file id. */
  readonly file: string;
  /** Where it lies. */
  readonly path: string;
}

/** The files beside counterparts, as a firm’s events leave them. */
export class Companions {
  readonly #files = new Map<DocumentId, readonly LiveCompanion[]>();
  readonly #plans = new Map<DocumentId, EventData<'VersionThinningPlanned'>>();

  of(document: DocumentId): readonly LiveCompanion[] {
    return this.#files.get(document) ?? [];
  }

  /** Folds one event; those that tell of no such file change nothing. */
  take(event: Event): void {
    switch (event.name) {
      case 'CopyPlaced': {
        const { document, file, path } = event.data;
        return this.#add(document, { kind: 'copy', file, path });
      }
      case 'VersionArchived': {
        const { document, kept, handEdit } = event.data;
        return this.#keep(document, [kept, handEdit]);
      }
      case 'DriftHealed':
      case 'DriftHealRefused':
        return this.#keep(event.data.document, [event.data.handEdit]);
      case 'VersionThinningPlanned':
        this.#plans.set(event.data.document, event.data);
        return;
      case 'VersionsThinned':
        return this.#thin(event.data);
      case 'Relocated':
        return this.#move(event);
      default:
    }
  }

  /** Versions that were rolled into a ZIP are files no more; the ZIP is one. */
  #thin({ document, archive, removed, earlier }: EventData<'VersionsThinned'>): void {
    const plan = this.#plans.get(document);
    const gone = (plan?.versions ?? [])
      .filter(({ number }) => removed.includes(number))
      .map(({ file }) => file);
    if (earlier === 'removed' && plan?.earlier != null) gone.push(plan.earlier.file);
    const left = this.of(document).filter(({ file }) => !gone.includes(file));
    this.#files.set(document, left);
    this.#add(document, { kind: 'version', file: archive.file, path: archive.path });
  }

  #keep(document: DocumentId, files: readonly (Pick<LiveCompanion, 'file' | 'path'> | null)[]): void {
    for (const kept of files) {
      if (kept !== null) this.#add(document, { kind: 'version', file: kept.file, path: kept.path });
    }
  }

  #add(document: DocumentId, companion: LiveCompanion): void {
    const others = this.of(document).filter(({ file }) => file !== companion.file);
    this.#files.set(document, [...others, companion]);
  }

  /** A file moves by itself, or with a folder above it. */
  #move({ data }: Event<'Relocated'>): void {
    const { document, counterpart, to } = data;
    if (document !== null) {
      const moved = this.of(document).map((one) => (one.file === counterpart ? { ...one, path: to } : one));
      if (moved.length > 0) this.#files.set(document, moved);
      return;
    }
    for (const [owner, files] of this.#files) {
      this.#files.set(
        owner,
        files.map((one) => ({ ...one, path: rebased(one.path, data) })),
      );
    }
  }
}
