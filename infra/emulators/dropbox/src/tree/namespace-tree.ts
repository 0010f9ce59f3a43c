import type { Content } from '../blob-store.js';
import { foldPath, nameOf, parentOf } from './names.js';

/** One revision of a file. */
export interface Revision {
  readonly rev: string;
  readonly content: Content;
  readonly clientModified: number;
  readonly serverModified: number;
  /**
   * Why its bytes cannot be downloaded. `cloud-document`: a Paper or Google document, which has no content hash.
   * `restricted`: taken down for legal reasons, which a listing does not show. @default they can
   */
  readonly barred?: Barred;
}

/** What keeps bytes from being downloaded. */
export const BARRED = ['cloud-document', 'restricted'] as const;
type Barred = (typeof BARRED)[number];

export interface FileEntry {
  readonly kind: 'file';
  readonly id: string;
  path: string;
  revisions: Revision[];
}

export interface FolderEntry {
  readonly kind: 'folder';
  readonly id: string;
  path: string;
}

export type Entry = FileEntry | FolderEntry;

/** A file that was deleted: its revisions can still be listed and restored. */
interface DeletedFile {
  readonly file: FileEntry;
  readonly deletedAt: number;
}

/** What ever stood at a path. */
export interface PathHistory {
  /** Oldest first, each with the file that it was a revision of. */
  readonly revisions: readonly (readonly [FileEntry, Revision])[];
  /** Absent while a file stands there. */
  readonly deletedAt?: number;
}

/** One change, for cursors: what stands at the key now is looked up when it is told. */
export interface Change {
  readonly key: string;
  readonly path: string;
}

/** Who looks at what changes in a tree. */
export interface TreeObserver {
  /** Told the path of every change. */
  readonly changed: (path: string) => void;
  /** Told of every file that stands at its path no more. */
  readonly vanished: (file: FileEntry) => void;
  /** Told of every file that has bytes which it had not before, where it stands by now. */
  readonly stands: (content: Content) => void;
  /** Told of the bytes of a file that were replaced, or that went with it. */
  readonly isGone: (content: Content, path: string) => void;
}

/** Most files and folders that one call may move or delete (files.stone too_many_files). */
export const MOST_MOVED = 10_000;

/**
 * The files and folders of one namespace. Case-insensitive and case-preserving: the folded path is the key, the
 * path keeps the case it was first given.
 */
export class NamespaceTree {
  readonly #entries = new Map<string, Entry>();
  readonly #children = new Map<string, Set<string>>();
  readonly #byId = new Map<string, Entry>();
  readonly #deleted = new Map<string, DeletedFile[]>();
  readonly changes: Change[] = [];

  constructor(
    readonly id: string,
    private readonly newId: () => string,
    private readonly observer: TreeObserver,
  ) {}

  at(path: string): Entry | undefined {
    return this.#entries.get(foldPath(path));
  }

  byId(id: string): Entry | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<Entry> {
    return this.#entries.values();
  }

  /** The revisions at a path, of the file that stands there and of deleted ones before it. */
  historyOf(path: string): PathHistory | undefined {
    const standing = this.at(path);
    const deleted = this.#deleted.get(foldPath(path)) ?? [];
    const files = [...deleted.map(({ file }) => file), ...(standing?.kind === 'file' ? [standing] : [])];
    if (files.length === 0) return undefined;
    const revisions = files.flatMap((file) => file.revisions.map((revision) => [file, revision] as const));
    const deletedAt = standing === undefined ? deleted.at(-1)?.deletedAt : undefined;
    return deletedAt === undefined ? { revisions } : { revisions, deletedAt };
  }

  /** A file that stands in the way of the path’s folders. */
  fileAncestor(path: string): boolean {
    for (let parent = parentOf(path); parent !== ''; parent = parentOf(parent)) {
      if (this.at(parent)?.kind === 'file') return true;
    }
    return false;
  }

  /** Puts a file’s first or next revision; parents are made. */
  putFile(path: string, revision: Revision): FileEntry {
    const standing = this.at(path);
    if (standing?.kind === 'file') {
      const before = currentOf(standing);
      standing.revisions.push(revision);
      this.observer.stands(revision.content);
      this.observer.isGone(before.content, standing.path);
      this.#changed(standing.path);
      return standing;
    }
    const file: FileEntry = {
      kind: 'file',
      id: this.newId(),
      path: this.#homed(path),
      revisions: [revision],
    };
    this.#add(file);
    return file;
  }

  /** Makes a folder and its parents. */
  putFolder(path: string): FolderEntry {
    const standing = this.at(path);
    if (standing?.kind === 'folder') return standing;
    const folder: FolderEntry = { kind: 'folder', id: this.newId(), path: this.#homed(path) };
    this.#add(folder);
    return folder;
  }

  children(path: string): readonly Entry[] {
    const keys = [...(this.#children.get(foldPath(path)) ?? [])].toSorted();
    return keys.flatMap((key) => this.#entries.get(key) ?? []);
  }

  /** Everything below a path, parents before children. */
  *below(path: string): Generator<Entry, void> {
    for (const child of this.children(path)) {
      yield child;
      if (child.kind === 'folder') yield* this.below(child.path);
    }
  }

  /** Removes an entry and all below it. */
  remove(path: string, now: number): void {
    const entry = this.at(path);
    if (entry === undefined) return;
    for (const one of [...[...this.below(path)].toReversed(), entry]) {
      if (one.kind === 'file') this.#bury(one, now);
      this.#drop(one);
    }
    this.#changed(entry.path);
  }

  /** Moves an entry and all below it, here or into another namespace; ids and revisions stay. */
  move(from: string, to: string, into: NamespaceTree = this): Entry {
    const entry = this.at(from);
    if (entry === undefined) throw new TypeError('nothing there to move');
    const moved = [entry, ...this.below(from)];
    const [root, target] = [entry.path, into.#homed(to)];
    for (const one of moved.toReversed()) this.#drop(one);
    this.#changed(root);
    for (const one of moved) {
      one.path = target + one.path.slice(root.length);
      into.#add(one);
    }
    return entry;
  }

  /** Gives an entry and all below it new ids, where asked to; revisions stay. */
  renumber(path: string, isMeant: (entry: Entry) => boolean): Entry {
    const entry = this.at(path);
    if (entry === undefined) throw new TypeError('nothing there to renumber');
    for (const one of [entry, ...this.below(path)].filter(isMeant)) {
      this.#byId.delete(one.id);
      const renewed = { ...one, id: this.newId() };
      this.#entries.set(foldPath(one.path), renewed);
      this.#byId.set(renewed.id, renewed);
    }
    this.#changed(path);
    return this.at(path) ?? entry;
  }

  #add(entry: Entry): void {
    const key = foldPath(entry.path);
    this.#entries.set(key, entry);
    this.#byId.set(entry.id, entry);
    if (entry.kind === 'file') this.observer.stands(currentOf(entry).content);
    const parent = foldPath(parentOf(entry.path));
    const siblings = this.#children.get(parent) ?? new Set();
    this.#children.set(parent, siblings.add(key));
    this.#changed(entry.path);
  }

  #drop(entry: Entry): void {
    const key = foldPath(entry.path);
    if (entry.kind === 'file') {
      this.observer.vanished(entry);
      this.observer.isGone(currentOf(entry).content, entry.path);
    }
    this.#entries.delete(key);
    this.#byId.delete(entry.id);
    this.#children.get(foldPath(parentOf(entry.path)))?.delete(key);
  }

  #bury(file: FileEntry, deletedAt: number): void {
    const key = foldPath(file.path);
    this.#deleted.set(key, [...(this.#deleted.get(key) ?? []), { file, deletedAt }]);
  }

  /** The path in the case its parents have, which are made where they are missing. */
  #homed(path: string): string {
    const parent = parentOf(path);
    const home = parent === '' ? '' : this.putFolder(parent).path;
    return `${home}/${nameOf(path).normalize('NFC')}`;
  }

  #changed(path: string): void {
    this.changes.push({ key: foldPath(path), path });
    this.observer.changed(path);
  }
}

/** The current revision. */
export function currentOf(file: FileEntry): Revision {
  const revision = file.revisions.at(-1);
  if (revision === undefined) throw new TypeError('a file has at least one revision');
  return revision;
}
