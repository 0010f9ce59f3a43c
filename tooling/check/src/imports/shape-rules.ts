import { cyclesOf } from './cycles.ts';
import type { ImportRule, Module } from './rule.ts';

/** Names that say nothing about what is inside; a heap grows under each of them. */
const heapName = /(^|\/)(utils?|helpers?|common|shared|misc|core)(\/|\.[a-z.]+$)/;

/** Rules of the shape of the graph and of its names. */
export const shapeRules: readonly ImportRule[] = [
  {
    name: 'cycle',
    check: (tree) =>
      cyclesOf(fileGraph(tree.modules)).map((cycle) => ({
        path: cycle[0] ?? '',
        line: 0,
        text: `imports itself through ${cycle.slice(1).join(' → ') || 'itself'}`,
      })),
  },
  {
    name: 'star-export',
    check: (tree) =>
      tree.modules.flatMap(({ file }) =>
        file.starExports.map((line) => ({
          path: file.path,
          line,
          text: 'export * hides what a package offers; name the exports',
        })),
      ),
  },
  {
    name: 'inner-index',
    check: (tree) =>
      tree.modules
        .filter(({ place }) => /(^|\/)index\.ts$/.test(place.inside) && place.inside !== 'src/index.ts')
        .map(({ file }) => ({
          path: file.path,
          line: 0,
          text: 'an index stands only at the root of a package',
        })),
  },
  {
    name: 'heap-name',
    check: (tree) =>
      tree.modules
        .filter(({ place }) => heapName.test(place.inside))
        .map(({ file }) => ({
          path: file.path,
          line: 0,
          text: 'name the idea: this name collects anything',
        })),
  },
];

/** Who imports whom at run time. Types are gone by then, so a circle of types alone does no harm. */
function fileGraph(modules: readonly Module[]): Map<string, string[]> {
  return new Map(
    modules.map(({ file, edges }) => [
      file.path,
      edges.flatMap(({ to, use }) => (to.kind === 'file' && !use.typeOnly ? [to.path] : [])),
    ]),
  );
}
