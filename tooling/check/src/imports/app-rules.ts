import type { Edge } from './edge.ts';
import type { Place } from './place.ts';
import { edgeRule, type Finding, type ImportRule, type Module } from './rule.ts';

/** The pure constructors of a verdict: the only values that a use case takes from the Kafka runtime. */
const verdictWords = new Set(['dead', 'done', 'full', 'noted', 'outage', 'retry', 'skip']);

/** Contracts are made of zod; parsing a value is pure, so rules may use it. */
const pureLibraries = new Set(['zod']);

/** Libs of ours that only compute. */
const pureLibs = new Set(['@counterpart/contracts', '@counterpart/placement']);

/** Libs of ours whose root computes on what it is given: a use case may call it. */
const pureRoots = new Set([
  '@counterpart/audit-log',
  '@counterpart/bounces',
  '@counterpart/matter-archive',
  '@counterpart/policies',
  '@counterpart/restricted-folder',
]);

/** The kinds of files that compose an app. */
const composingFile = /^src\/(main|subscriptions|[a-z-]+\.(module|config|commands))\.ts$/;

/** Rules of what the folders of an app may import (design: the domain decides, use cases order, adapters touch). */
export const appRules: readonly ImportRule[] = [
  edgeRule('domain-imports', (edge) => {
    if (edge.from.role !== 'domain' || edge.from.test || allowedInDomain(edge)) return undefined;
    return 'a domain folder imports only @counterpart/contracts, @counterpart/placement, zod and itself';
  }),
  { name: 'domain-purity', check: (tree) => tree.modules.flatMap(impurities) },
  edgeRule('use-case-imports', (edge) => {
    if (edge.from.role !== 'use-case' || edge.from.test || allowedInUseCase(edge)) return undefined;
    return 'a use case imports its domain, ports, contracts, verdicts, and types of eventing and event-store';
  }),
  edgeRule('adapter-imports', (edge) => {
    if (edge.from.role !== 'adapter' || edge.from.test || allowedInAdapter(edge)) return undefined;
    return 'an adapter imports ports, the domain, libs and drivers; only a controller calls a handler';
  }),
  { name: 'app-layout', check: (tree) => tree.modules.flatMap(layoutFaults) },
  { name: 'use-case-shape', check: (tree) => useCaseFaults(tree.modules) },
];

function allowedInDomain({ from, to }: Edge): boolean {
  if (to.kind === 'file') return to.place?.workspace === from.workspace && to.place.unit === from.unit;
  return isPure(to);
}

function allowedInUseCase({ from, to, use }: Edge): boolean {
  if (to.kind === 'file') return use.typeOnly ? !isOutside(to.place) : reachableFromUseCase(from, to.place);
  if (to.kind === 'ours') return allowedOfOurs(to, use);
  // Digests and signatures are computation, not input or output.
  return isPure(to) || (to.kind === 'node' && to.name === 'node:crypto');
}

function allowedOfOurs(to: Extract<Edge['to'], { kind: 'ours' }>, use: Edge['use']): boolean {
  if (to.name === '@counterpart/eventing') return use.values.every((name) => verdictWords.has(name));
  if (to.name === '@counterpart/event-store') return use.typeOnly;
  return isPure(to) || (pureRoots.has(to.name) && to.subpath === '.');
}

/** Compositions and adapters stay unknown to a use case, even as types. */
function isOutside(place: Place | undefined): boolean {
  return place === undefined || place.role === 'compose' || place.role === 'adapter';
}

function reachableFromUseCase(from: Place, to: Place | undefined): boolean {
  if (to === undefined || to.workspace !== from.workspace) return false;
  return to.role === 'domain' || to.unit === from.unit || to.inside.endsWith('.ports.ts');
}

function allowedInAdapter({ from, to }: Edge): boolean {
  if (to.kind !== 'file') return true;
  if (to.place === undefined || to.place.workspace !== from.workspace) return true;
  if (to.place.role === 'adapter' || to.place.role === 'domain') return true;
  if (to.place.role === 'compose') return false;
  return to.place.inside.endsWith('.ports.ts') || from.inside.endsWith('.controller.ts');
}

function isPure(to: Edge['to']): boolean {
  if (to.kind === 'package') return pureLibraries.has(to.name);
  return to.kind === 'ours' && pureLibs.has(to.name);
}

function impurities({ place, file }: Module): Finding[] {
  if (place.role !== 'domain' || place.test) return [];
  return file.impure.map(({ name, line }) => ({
    path: file.path,
    line,
    text: `uses ${name}: a domain gets time, chance and settings as input`,
  }));
}

function layoutFaults({ place, file }: Module): Finding[] {
  const inSource = place.workspace.startsWith('apps/') && place.inside.startsWith('src/');
  if (!inSource || place.role !== 'compose' || place.test || composingFile.test(place.inside)) return [];
  const text = 'only main, subscriptions, *.module, *.config and *.commands stand in src/ itself';
  return [{ path: file.path, line: 0, text }];
}

function useCaseFaults(modules: readonly Module[]): Finding[] {
  const folders = Map.groupBy(
    modules.filter(({ place }) => place.role === 'use-case'),
    ({ place }) => `${place.workspace}/src/${place.unit}`,
  );
  return [...folders].flatMap(([folder, members]) => {
    const named = /\/[a-z]+(-[a-z]+)+$/.test(folder);
    const handled = members.some(({ place }) => place.inside.endsWith('.handler.ts'));
    const text = 'a folder of an app is its domain, adapters/, or a use case: verb-noun with a *.handler.ts';
    return named && handled ? [] : [{ path: folder, line: 0, text }];
  });
}
