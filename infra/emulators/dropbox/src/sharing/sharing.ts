import { keyOf, type Members, type Membership, type SharedFolder } from './folder.js';
import { linkKey, type SharedLink } from './link.js';

/** Everything that was shared: folders, files with members of their own, links. */
export class Sharing {
  readonly #folders = new Map<string, SharedFolder>();
  readonly #folderByEntry = new Map<string, string>();
  readonly #fileMembers = new Map<string, Members>();
  readonly #links = new Map<string, SharedLink>();
  readonly #linksByEntry = new Map<string, Set<string>>();
  /** Called after every change. */
  changed: () => void = () => undefined;

  folder(id: string): SharedFolder | undefined {
    return this.#folders.get(id);
  }

  folders(): Iterable<SharedFolder> {
    return this.#folders.values();
  }

  /** The shared folder that is mounted at a folder. */
  folderAt(entryId: string): SharedFolder | undefined {
    const id = this.#folderByEntry.get(entryId);
    return id === undefined ? undefined : this.#folders.get(id);
  }

  putFolder(folder: SharedFolder): SharedFolder {
    this.#folders.set(folder.id, folder);
    if (folder.entryId !== null) this.#folderByEntry.set(folder.entryId, folder.id);
    this.changed();
    return folder;
  }

  /** The folder stays, as a plain one. */
  unshare({ id, entryId }: SharedFolder): void {
    this.#folders.delete(id);
    if (entryId !== null) this.#folderByEntry.delete(entryId);
    this.changed();
  }

  /** Members that a file has by name. */
  fileMembers(entryId: string): Members {
    return this.#fileMembers.get(entryId) ?? new Map();
  }

  setFileMembers(entryId: string, members: Members): void {
    if (members.size === 0) this.#fileMembers.delete(entryId);
    else this.#fileMembers.set(entryId, members);
    this.changed();
  }

  links(): Iterable<SharedLink> {
    return this.#links.values();
  }

  linksAt(entryId: string): readonly SharedLink[] {
    const keys = [...(this.#linksByEntry.get(entryId) ?? [])];
    return keys.flatMap((key) => this.#links.get(key) ?? []);
  }

  link(url: string): SharedLink | undefined {
    return this.#links.get(linkKey(url) ?? '');
  }

  putLink(link: SharedLink): SharedLink {
    const key = linkKey(link.url) ?? link.url;
    this.#links.set(key, link);
    const keys = this.#linksByEntry.get(link.entryId) ?? new Set();
    this.#linksByEntry.set(link.entryId, keys.add(key));
    this.changed();
    return link;
  }

  revoke(link: SharedLink): void {
    const key = linkKey(link.url) ?? link.url;
    this.#links.delete(key);
    this.#linksByEntry.get(link.entryId)?.delete(key);
    this.changed();
  }
}

/** Members with one more, or with another part for one of them. */
export const withMember = (members: Members, membership: Membership): Members =>
  new Map([...members, [keyOf(membership.holder), membership]]);

/** Members without one. */
export const without = (members: Members, key: string): Members =>
  new Map([...members].filter(([one]) => one !== key));
