import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type { Workspace } from '../repository.ts';
import { placeOf, type Place } from './place.ts';
import type { ImportUse, SourceFile } from './source-file.ts';

/** What an import reaches. */
type Target =
  | { readonly kind: 'file'; readonly path: string; readonly place: Place | undefined }
  | {
      readonly kind: 'ours';
      readonly folder: string;
      readonly name: string;
      readonly subpath: string;
      readonly declared: boolean;
    }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'package'; readonly name: string };

/** One import with both of its ends placed. */
export interface Edge {
  readonly from: Place;
  readonly to: Target;
  readonly use: ImportUse;
}

/** Our packages begin with this scope. */
const scope = '@counterpart/';

/** All imports of a file, resolved. */
export function edgesOf(
  file: SourceFile,
  from: Place,
  workspaces: readonly Workspace[],
  exists: (path: string) => boolean,
): Edge[] {
  return file.imports.map((use) => ({
    from,
    use,
    to: targetOf(file.path, use.specifier, workspaces, exists),
  }));
}

function targetOf(
  path: string,
  specifier: string,
  workspaces: readonly Workspace[],
  exists: (path: string) => boolean,
): Target {
  if (specifier.startsWith('.')) {
    const reached = sourceOf(posix.join(posix.dirname(path), specifier), exists);
    return { kind: 'file', path: reached, place: placeOf(reached) };
  }
  if (specifier.startsWith(scope)) return ourTarget(specifier, workspaces);
  if (isBuiltin(specifier)) return { kind: 'node', name: specifier };
  return { kind: 'package', name: packageName(specifier) };
}

/** The source behind a relative specifier: ES modules import `./x.js` where `./x.ts` is written. */
function sourceOf(joined: string, exists: (path: string) => boolean): string {
  const source = joined.replace(/\.js$/, '.ts');
  return exists(source) ? source : joined;
}

function ourTarget(specifier: string, workspaces: readonly Workspace[]): Target {
  const name = specifier.split('/').slice(0, 2).join('/');
  const subpath = specifier === name ? '.' : `.${specifier.slice(name.length)}`;
  const found = workspaces.find((workspace) => workspace.manifest.name === name);
  const declared = found?.manifest.exports?.[subpath] !== undefined;
  return { kind: 'ours', name, subpath, declared, folder: found?.folder ?? '' };
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
