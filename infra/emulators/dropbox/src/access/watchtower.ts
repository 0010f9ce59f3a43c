import { currentCause, type Cause } from '../current-call.js';
import type { Change, DropboxState } from '../dropbox-state.js';
import type { Entry, NamespaceTree } from '../tree/namespace-tree.js';
import { foldPath } from '../tree/names.js';
import { reaches, type Reach } from './effective-access.js';
import { levelsOf, momentOf } from './levels.js';
import { nameOfWho, trespasses, type Watch } from './watch.js';

/** When and why access changed. */
export interface Instant extends Cause {
  readonly time: string;
}

/** A watched item that somebody else could reach, from one instant to another. */
export interface Exposure {
  readonly number: number;
  readonly watch: string;
  readonly item: {
    readonly id: string;
    readonly path: string;
    readonly kind: Entry['kind'];
    readonly size: number;
  };
  /** Bytes could be read. An empty file or a folder shows no more than its name. */
  readonly isLeak: boolean;
  readonly way: Reach;
  readonly opened: Instant;
  /** Null while it lasts. */
  readonly closed: Instant | null;
}

/** An item and where it stands. */
interface Spot {
  readonly tree: NamespaceTree;
  readonly entry: Entry;
}

/**
 * Looks at the watched items after every change, before anybody else can see what it did: a change asks for a look
 * in the same turn of the event loop, and no other call is answered before it.
 */
export class Watchtower {
  readonly #watches = new Map<string, Watch>();
  readonly #standing = new Map<string, Exposure>();
  readonly #closed: Exposure[] = [];
  #changes: Change[] = [];
  #isAsked = false;
  #number = 0;

  constructor(private readonly state: DropboxState) {
    state.onChange = (change): void => this.#ask(change);
  }

  watches(): readonly Watch[] {
    return [...this.#watches.values()];
  }

  /** Watches from now on; what is open already counts from now. */
  watch(watch: Watch): void {
    this.unwatch(watch.name);
    this.#watches.set(watch.name, watch);
    this.#ask('access');
  }

  unwatch(name: string): void {
    this.#watches.delete(name);
    for (const [key, exposure] of this.#standing) if (exposure.watch === name) this.#end(key, exposure);
  }

  /** Looks again, because time has passed. */
  look(): void {
    this.#ask('access');
  }

  /** Everything that was ever open, in the order in which it opened. */
  exposures(): readonly Exposure[] {
    return [...this.#closed, ...this.#standing.values()].toSorted((a, b) => a.number - b.number);
  }

  #ask(change: Change): void {
    if (this.#watches.size === 0) return;
    this.#changes.push(change);
    if (this.#isAsked) return;
    this.#isAsked = true;
    queueMicrotask(() => {
      const changes = this.#changes;
      [this.#changes, this.#isAsked] = [[], false];
      this.#examine(changes);
    });
  }

  #examine(changes: readonly Change[]): void {
    for (const watch of this.#watches.values()) {
      const found = new Map<string, Exposure>();
      for (const spot of this.#spots(watch, changes)) this.#inspect(watch, spot, found);
      for (const [key, exposure] of found) if (!this.#standing.has(key)) this.#open(key, exposure);
      for (const [key, exposure] of this.#standing) {
        if (exposure.watch === watch.name && !found.has(key)) this.#end(key, exposure);
      }
    }
  }

  /** What has to be looked at: all of it where access changed; else what changed, and what was open before. */
  #spots(watch: Watch, changes: readonly Change[]): Iterable<Spot> {
    if (changes.includes('access')) return this.#all(watch);
    const spots = new Map<string, Spot>();
    const ids = [...this.#standing.values()]
      .filter((exposure) => exposure.watch === watch.name)
      .map(({ item }) => item.id);
    for (const id of ids) {
      const spot = this.state.find(id);
      if (spot !== undefined && isWithin(watch, spot)) spots.set(id, spot);
    }
    for (const change of changes) {
      const spot = change === 'access' ? undefined : this.#at(change);
      if (spot !== undefined && isWithin(watch, spot)) spots.set(spot.entry.id, spot);
    }
    return spots.values();
  }

  #at({ namespace, path }: Exclude<Change, 'access'>): Spot | undefined {
    const tree = this.state.trees.get(namespace);
    const entry = tree?.at(path);
    return tree === undefined || entry === undefined ? undefined : { tree, entry };
  }

  *#all(watch: Watch): Generator<Spot, void, undefined> {
    const { target } = watch;
    if (target.kind === 'item') {
      const spot = this.state.find(target.id);
      if (spot !== undefined) yield spot;
      return;
    }
    const trees =
      target.kind === 'below'
        ? [this.state.trees.get(target.namespace) ?? []].flat()
        : [...this.state.trees.values()];
    for (const tree of trees) {
      const entries = target.kind === 'below' ? tree.below(target.path) : tree.all();
      for (const entry of entries) if (isWithin(watch, { tree, entry })) yield { tree, entry };
    }
  }

  #inspect(watch: Watch, { tree, entry }: Spot, found: Map<string, Exposure>): void {
    const moment = momentOf(this.state);
    const size = entry.kind === 'file' ? Math.max(...entry.revisions.map(({ content }) => content.size)) : 0;
    const item = { id: entry.id, path: entry.path, kind: entry.kind, size };
    const ways = reaches(entry.path, levelsOf(this.state, { tree, path: entry.path }), moment);
    for (const way of trespasses(ways, watch.allowed, moment.circle)) {
      const isLeak = size > 0;
      const key = [
        watch.name,
        entry.id,
        isLeak,
        nameOfWho(way.who),
        way.by,
        way.through,
        way.at,
        way.role,
      ].join('\n');
      const exposure = { number: 0, watch: watch.name, item, isLeak, way, closed: null };
      found.set(key, this.#standing.get(key) ?? { ...exposure, opened: this.#now() });
    }
  }

  #open(key: string, exposure: Exposure): void {
    this.#number += 1;
    this.#standing.set(key, { ...exposure, number: this.#number });
  }

  #end(key: string, exposure: Exposure): void {
    this.#standing.delete(key);
    this.#closed.push({ ...exposure, closed: this.#now() });
  }

  #now(): Instant {
    return { ...currentCause(), time: new Date(this.state.clock.now()).toISOString() };
  }
}

function isWithin({ target }: Watch, { tree, entry }: Spot): boolean {
  switch (target.kind) {
    case 'item':
      return entry.id === target.id;
    case 'content':
      return (
        entry.kind === 'file' && entry.revisions.some(({ content }) => target.hashes.has(content.contentHash))
      );
    case 'below':
      return tree.id === target.namespace && foldPath(entry.path).startsWith(`${foldPath(target.path)}/`);
  }
}
