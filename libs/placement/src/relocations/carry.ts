import type { DocumentId } from '@counterpart/contracts';
import type { FirmView } from '../live/firm-view.js';
import { pathKey } from '../path-key.js';
import { split } from './paths.js';
import type { Lying } from './split-move.js';

/** Where documents lie while moves are planned: a folder’s move carries all that lies below it. */
export class Positions {
  readonly #paths: Map<DocumentId, string>;
  #strangers: readonly string[];

  /** @param strangers paths of what is not ours: it is carried along where it lies below a folder of ours */
  constructor(lying: Iterable<readonly [DocumentId, string]>, strangers: Iterable<string> = []) {
    this.#paths = new Map(lying);
    this.#strangers = [...strangers];
  }

  /** Where something lies that is not ours, or may lie: a folder’s move that is cut leaves some of it behind. */
  get strangers(): readonly string[] {
    return this.#strangers;
  }

  of(document: DocumentId): string | undefined {
    return this.#paths.get(document);
  }

  /** Takes documents out that are moved before everything else. */
  remove(document: DocumentId): void {
    this.#paths.delete(document);
  }

  /** Carries what lies below some folders along; gives what each of them carried. */
  carry(folders: ReadonlyMap<string, string>): ReadonlyMap<string, readonly Lying[]> {
    const carried = new Map<string, Lying[]>([...folders.keys()].map((from) => [from, []]));
    for (const [document, path] of this.#paths) {
      const from = ancestorIn(folders, path);
      if (from === undefined) continue;
      carried.get(from)?.push({ document, path });
      this.#paths.set(document, `${folders.get(from) ?? from}${path.slice(from.length)}`);
    }
    const targets = new Map([...folders].map(([from, to]) => [pathKey(from), to]));
    const moved = this.#strangers.flatMap((path) => carriedStranger(targets, path));
    this.#strangers = [...new Set([...this.#strangers, ...moved])];
    return carried;
  }

  /** Documents by the folder that holds them. */
  byFolder(): ReadonlyMap<string, readonly DocumentId[]> {
    const folders = new Map<string, DocumentId[]>();
    for (const [document, path] of this.#paths) {
      const { folder } = split(path);
      const known = folders.get(folder);
      if (known === undefined) folders.set(folder, [document]);
      else known.push(document);
    }
    return folders;
  }
}

/** Dropbox shows the case of the last component only: what lies below a folder may be told in another case than ours. */
function carriedStranger(targets: ReadonlyMap<string, string>, path: string): readonly string[] {
  const names = path.split('/');
  for (let depth = names.length - 1; depth > 1; depth -= 1) {
    const target = targets.get(pathKey(names.slice(0, depth).join('/')));
    if (target !== undefined) return [[target, ...names.slice(depth)].join('/')];
  }
  return [];
}

/** The nearest folder above a path that is among some. */
function ancestorIn(folders: ReadonlyMap<string, string>, path: string): string | undefined {
  for (let { folder } = split(path); folder !== ''; { folder } = split(folder)) {
    if (folders.has(folder)) return folder;
  }
  return undefined;
}

/** The counterparts of a firm and where they lie. */
export function* lyingIn(view: FirmView): Generator<readonly [DocumentId, string], void> {
  for (const [id, { placement, mirrored }] of view.documents) {
    if (mirrored && placement !== null) yield [id, `${placement.folder}/${placement.name}`];
  }
}
