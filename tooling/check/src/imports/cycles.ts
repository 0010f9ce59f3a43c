/**
 * The circles of a directed graph, each once, as the nodes of a strongly connected component in the order they
 * were reached (Tarjan 1972). A node that points at itself is a circle of one.
 */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const search = new ComponentSearch(graph);
  for (const node of graph.keys()) search.visit(node);
  return search.components.filter(
    ([first, second]) => second !== undefined || (first !== undefined && graph.get(first)?.includes(first)),
  );
}

class ComponentSearch {
  readonly components: string[][] = [];
  readonly #graph: ReadonlyMap<string, readonly string[]>;
  readonly #order = new Map<string, number>();
  readonly #open: string[] = [];

  constructor(graph: ReadonlyMap<string, readonly string[]>) {
    this.#graph = graph;
  }

  /** @returns the earliest open node that can be reached from here, by its order */
  visit(node: string): number {
    const known = this.#order.get(node);
    if (known !== undefined) return this.#open.includes(node) ? known : Infinity;
    const order = this.#order.size;
    this.#order.set(node, order);
    this.#open.push(node);
    const reached = (this.#graph.get(node) ?? []).map((next) => this.visit(next));
    const lowest = Math.min(order, ...reached);
    if (lowest === order) this.components.push(this.#open.splice(this.#open.indexOf(node)));
    return lowest;
  }
}
