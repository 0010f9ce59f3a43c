import {
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  MatterId,
  matterStream,
  NamespaceId,
  StreamName,
  type DocumentSnapshot,
  type Event,
  type EventData,
  type EventName,
  type MatterSnapshot,
  type Policy,
} from '@counterpart/contracts';
import { ClaimBook } from '../claim-book.js';
import { FirmView } from '../live/firm-view.js';
import { matterFolder, scaffold } from '../matter-folder.js';
import { candidates, reservedNames } from '../names.js';
import { pathKey } from '../path-key.js';
import { place, type Place } from '../place.js';
import type { Move } from './relocation-plan.js';

export const FIRM = FirmId.parse('hartwell');
const EVENT = EventId.parse('00000000-0000-4000-8000-000000000001');

function event<Name extends EventName>(name: Name, subject: string, data: EventData<Name>): Event<Name> {
  const made = {
    specversion: '1.0' as const,
    id: EVENT,
    source: '/counterpart/test',
    subject: StreamName.parse(subject),
    time: '2026-05-01T10:00:00Z',
    datacontenttype: 'application/json' as const,
    firm: FIRM,
    sequence: '1',
    causationid: EVENT,
    correlationid: EVENT,
    actor: 'service:test',
    name,
    data,
  };
  // The generic name and its data belong together; the compiler cannot see it through the mapped type.
  return made as unknown as Event<Name>;
}

export const matterTold = (matter: MatterSnapshot): Event<'MatterChanged'> =>
  event('MatterChanged', matterStream(FIRM, matter.id), { matter, changed: [] });
export const documentTold = (document: DocumentSnapshot): Event<'DocumentAdded'> =>
  event('DocumentAdded', documentStream(FIRM, document.id), { document });

/** A firm that mirrored everything under a policy, by the events that the services write. */
export function mirroredFirm(
  policy: Policy,
  matters: readonly MatterSnapshot[],
  documents: readonly DocumentSnapshot[],
): FirmView {
  const view = new FirmView(FIRM);
  const book = new ClaimBook();
  const folders = new Map<MatterId, { readonly snapshot: MatterSnapshot; readonly folder: string }>();
  for (const snapshot of matters) {
    view.take(matterTold(snapshot));
    const { value, why } = matterFolder(policy, snapshot);
    const cut = value.lastIndexOf('/');
    const root = value.slice(0, cut);
    const owner = matterStream(FIRM, snapshot.id);
    const names = candidates(value.slice(cut + 1), { id: snapshot.id, folder: root });
    const folder = `${root}/${book.claim({ owner, folder: root, names }).name}`;
    folders.set(snapshot.id, { snapshot, folder });
    const planned = {
      matter: snapshot.id,
      folders: [...scaffold(policy, folder)],
      policyVersion: 0,
      why: [...why],
    };
    view.take(event('ScaffoldPlanned', owner, planned));
  }
  for (const document of documents) {
    view.take(documentTold(document));
    const matter = document.matter === null ? undefined : folders.get(document.matter);
    const found = matter && place(policy, matter, document);
    if (found?.kind === 'place') mirror(view, { policy, book, document, found });
  }
  return view;
}

interface Mirroring {
  readonly policy: Policy;
  readonly book: ClaimBook;
  readonly document: DocumentSnapshot;
  readonly found: Place;
}

function mirror(view: FirmView, { policy, book, document, found }: Mirroring): void {
  const { folder, name, why } = found;
  const owner = documentStream(FIRM, document.id);
  const names = candidates(name, { id: document.id, folder, reserved: reservedNames(policy) });
  const claimed = book.claim({ owner, folder, names });
  const { id, number, size } = document.version;
  const matter = document.matter ?? MatterId.parse('1');
  view.take(
    event('DocumentRouted', owner, {
      document: document.id,
      matter,
      version: { id, number, size },
      placement: { folder, name: claimed.name, disambiguated: claimed.name !== name },
      replaces: null,
      counterpart: null,
      clientModified: null,
      policyVersion: 0,
      attempt: 1,
      why: [...why],
    }),
  );
  view.take(
    event('DocumentMirrored', owner, {
      document: document.id,
      matter,
      routed: EVENT,
      versionNumber: number,
      namespace: NamespaceId.parse('7'),
      path: `${folder}/${claimed.name}`,
      counterpart: 'id:a',
      rev: 'aaaaaaaaa',
      size,
      contentHash: 'c',
      sha256: 's',
      how: 'written',
    }),
  );
}

/** What Dropbox would do with moves: it folds case, refuses what is taken, and carries what lies below a folder. */
export class Tree {
  readonly #files = new Map<string, { readonly path: string; readonly document: string }>();

  constructor(view: FirmView, strangers: readonly string[] = []) {
    for (const [id, { placement, mirrored }] of view.documents) {
      if (placement !== null && mirrored) this.#put(`${placement.folder}/${placement.name}`, id);
    }
    for (const path of strangers) this.#put(path, `stranger ${path}`);
  }

  get files(): readonly { readonly path: string; readonly document: string }[] {
    return [...this.#files.values()];
  }

  pathOf(document: string): string | undefined {
    return this.files.find((file) => file.document === document)?.path;
  }

  apply({ kind, from, to, via }: Move): void {
    const steps =
      via === null
        ? [[from, to]]
        : [
            [from, via],
            [via, to],
          ];
    for (const [source = '', target = ''] of steps) {
      if (kind === 'file') this.#moveFile(source, target);
      else this.#moveFolder(source, target);
    }
  }

  #moveFile(from: string, to: string): void {
    const file = this.#files.get(pathKey(from));
    if (file === undefined) throw new Error(`nothing lies at ${from}`);
    if (pathKey(from) === pathKey(to)) throw new Error(`${from} and ${to} are one place to Dropbox`);
    this.#files.delete(pathKey(from));
    this.#put(to, file.document);
  }

  #moveFolder(from: string, to: string): void {
    if (pathKey(from) === pathKey(to)) throw new Error(`${from} and ${to} are one place to Dropbox`);
    const within = (path: string, folder: string): boolean => pathKey(path).startsWith(`${pathKey(folder)}/`);
    const taken = this.files.find(({ path }) => within(path, to) || pathKey(path) === pathKey(to));
    if (taken !== undefined) throw new Error(`${to} is taken by ${taken.path}`);
    for (const { path, document } of this.files.filter((file) => within(file.path, from))) {
      this.#files.delete(pathKey(path));
      this.#put(`${to}${path.slice(from.length)}`, document);
    }
  }

  #put(path: string, document: string): void {
    const key = pathKey(path);
    const other = this.#files.get(key);
    if (other !== undefined) throw new Error(`${document} would overwrite ${other.document} at ${path}`);
    this.#files.set(key, { path, document });
  }
}

export const documentId = (id: number): DocumentId => DocumentId.parse(String(id));
