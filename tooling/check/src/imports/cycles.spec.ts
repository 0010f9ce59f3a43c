import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cyclesOf } from './cycles.ts';

type Graph = ReadonlyMap<string, readonly string[]>;

const graphs: fc.Arbitrary<Graph> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 })), { maxLength: 20 })
  .map((pairs) => {
    const graph = new Map<string, string[]>();
    for (const [from, to] of pairs) graph.set(`${from}`, [...(graph.get(`${from}`) ?? []), `${to}`]);
    return graph;
  });

/** All that can be reached from a node in one step or more: slow and plainly right. */
function reachable(graph: Graph, node: string): Set<string> {
  const found = new Set(graph.get(node));
  for (const reached of found) for (const next of graph.get(reached) ?? []) found.add(next);
  return found;
}

describe('the circles of a graph', () => {
  it('hold exactly the nodes that reach themselves', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const turning = [...graph.keys()].filter((node) => reachable(graph, node).has(node));
        expect(cyclesOf(graph).flat().sort()).toEqual(turning.sort());
      }),
    );
  });

  it('hold together only nodes that reach each other', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        for (const cycle of cyclesOf(graph)) {
          for (const node of cycle)
            expect([...reachable(graph, node)]).toEqual(expect.arrayContaining(cycle));
        }
      }),
    );
  });
});
