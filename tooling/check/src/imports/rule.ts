import type { Workspace } from '../repository.ts';
import type { Edge } from './edge.ts';
import type { Place } from './place.ts';
import type { SourceFile } from './source-file.ts';

/** One finding. `line` 0 means the file as such. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** A file with its place and its resolved imports. */
export interface Module {
  readonly file: SourceFile;
  readonly place: Place;
  readonly edges: readonly Edge[];
}

/** The tree that is checked: the repository, or a fixture that must break one rule. */
export interface Tree {
  readonly modules: readonly Module[];
  readonly workspaces: readonly Workspace[];
}

/** A rule of the import graph. Its name is also the name of its fixture. */
export interface ImportRule {
  readonly name: string;
  readonly check: (tree: Tree) => Finding[];
}

/** Makes a rule that looks at one import at a time. `judge` says what is wrong with it, or nothing. */
export function edgeRule(name: string, judge: (edge: Edge) => string | undefined): ImportRule {
  return {
    name,
    check: (tree) =>
      tree.modules.flatMap((module) => module.edges).flatMap((edge) => findingOf(edge, judge(edge))),
  };
}

function findingOf(edge: Edge, text: string | undefined): Finding[] {
  if (text === undefined) return [];
  return [{ path: edge.from.path, line: edge.use.line, text: `imports ${edge.use.specifier}: ${text}` }];
}
