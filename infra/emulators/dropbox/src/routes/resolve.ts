import { withNamespaceLocks } from '../namespace-lock.js';
import { routeError } from '../wire/api-error.js';
import type { Exchange } from '../wire/exchange.js';
import type { Entry, NamespaceTree } from '../tree/namespace-tree.js';

/** A path within its namespace. */
export interface Located {
  readonly tree: NamespaceTree;
  readonly path: string;
}

/** Resolves `/path`, `ns:<id>/path` and `id:<file id>`; undefined where the namespace or id is unknown. */
export function locate({ state, tree }: Pick<Exchange, 'state' | 'tree'>, path: string): Located | undefined {
  const namespaced = /^ns:([0-9]+)(\/.*)?$/s.exec(path);
  if (namespaced !== null) {
    const found = state.trees.get(namespaced[1] ?? '');
    return found === undefined ? undefined : { tree: found, path: trimmed(namespaced[2] ?? '') };
  }
  if (!path.startsWith('id:')) return { tree, path: trimmed(path) };
  const entry = tree.byId(path);
  return entry === undefined ? undefined : { tree, path: entry.path };
}

/** Does work under the locks of the namespaces that paths lie in. */
export function held<T>(
  exchange: Pick<Exchange, 'state' | 'tree'>,
  paths: readonly string[],
  work: () => T,
): Promise<T> {
  const namespaces = paths.map((path) => locate(exchange, path)?.tree.id ?? exchange.tree.id);
  return withNamespaceLocks(exchange.state, namespaces, work);
}

/** A trailing slash is no component. */
const trimmed = (path: string): string => path.replace(/\/+$/, '').normalize('NFC');

/** The entry at a path. @param around tags that stand before the LookupError in the route’s union */
export function lookUp(
  exchange: Pick<Exchange, 'state' | 'tree'>,
  path: string,
  around: readonly string[],
): Entry {
  const located = locate(exchange, path);
  const entry = located?.tree.at(located.path);
  if (entry === undefined) throw routeError([...around, 'not_found']);
  return entry;
}
