import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../repository.ts';
import { appRules } from './app-rules.ts';
import { driverRules } from './driver-rules.ts';
import { edgesOf } from './edge.ts';
import { packageRules } from './package-rules.ts';
import { placeOf } from './place.ts';
import type { Finding, ImportRule, Module, Tree } from './rule.ts';
import { shapeRules } from './shape-rules.ts';
import { readSourceFile } from './source-file.ts';

/** Every rule of the import graph. */
export const importRules: readonly ImportRule[] = [
  ...appRules,
  ...packageRules,
  ...driverRules,
  ...shapeRules,
];

/** A finding and the rule that made it. */
export interface RuleFinding extends Finding {
  readonly rule: string;
}

/**
 * Checks the TypeScript files of a tree against every rule.
 *
 * @param root absolute path that the files are relative to
 * @param files paths with `/`; those outside every workspace are not looked at
 */
export function checkImports(
  root: string,
  files: readonly string[],
  workspaces: readonly Workspace[],
): RuleFinding[] {
  const exists = (path: string): boolean => existsSync(join(root, path));
  const modules = files.flatMap((path): Module[] => {
    const place = placeOf(path);
    if (place === undefined) return [];
    const file = readSourceFile(path, readFileSync(join(root, path), 'utf8'));
    return [{ file, place, edges: edgesOf(file, place, workspaces, exists) }];
  });
  const tree: Tree = { modules, workspaces };
  return importRules.flatMap((rule) => rule.check(tree).map((finding) => ({ ...finding, rule: rule.name })));
}

/** One line for people: where, what, which rule. */
export function describeFinding({ path, line, text, rule }: RuleFinding): string {
  return `${path}${line > 0 ? `:${line}` : ''} ${text} [${rule}]`;
}
