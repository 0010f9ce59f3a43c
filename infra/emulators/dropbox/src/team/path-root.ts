import type { DropboxState } from '../dropbox-state.js';
import type { NamespaceTree } from '../tree/namespace-tree.js';
import { badRequest, pathRootError } from '../wire/api-error.js';
import type { Caller } from './caller.js';
import { displayName, type Person } from './person.js';

/** Where a person’s plain paths begin (common.stone TeamRootInfo). */
export const rootInfo = ({ root }: DropboxState, person: Person): Readonly<Record<string, string>> => ({
  '.tag': 'team',
  root_namespace_id: root,
  home_namespace_id: person.seat?.homeNamespace ?? '',
  home_path: `/${displayName(person)}`,
});

/** The namespace that the plain paths of a call begin in (common.stone PathRoot). @throws ApiError 400, 422 */
export function rootOf(state: DropboxState, caller: Caller, header: string | undefined): NamespaceTree {
  // Somebody from outside has no namespace here; in the team’s space nothing opens without a membership.
  const home = caller.person.seat?.homeNamespace ?? state.root;
  const wanted = header === undefined ? home : namespaceIn(header, state, caller.person);
  const tree = state.trees.get(wanted);
  const isOpen = wanted === state.root || wanted === home || caller.admin === 'whole_team';
  if (tree !== undefined && isOpen) return tree;
  throw pathRootError({ '.tag': 'no_permission' });
}

function namespaceIn(header: string, state: DropboxState, person: Person): string {
  const root = parsed(header);
  switch (root['.tag']) {
    case 'home':
      return person.seat?.homeNamespace ?? '';
    case 'root':
      if (root['root'] === state.root) return state.root;
      throw pathRootError({ '.tag': 'invalid_root', invalid_root: rootInfo(state, person) });
    case 'namespace_id':
      return root['namespace_id'] ?? '';
    default:
      throw badRequest('path root', 'unknown tag');
  }
}

function parsed(header: string): Readonly<Record<string, string | undefined>> {
  try {
    return JSON.parse(header) as Readonly<Record<string, string | undefined>>;
  } catch {
    throw badRequest('path root', 'could not decode input as JSON');
  }
}
