import type { Edge } from './edge.ts';
import type { Place } from './place.ts';
import { edgeRule, type ImportRule } from './rule.ts';

/**
 * What each lib may import of ours. A lib that is not listed may import nothing of ours, so a new lib starts
 * with a line here.
 */
const libEdges: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  bounces: ['contracts', 'event-store'],
  pacer: [],
  'path-claims': ['contracts', 'event-store', 'placement'],
  placement: ['contracts'],
  policies: ['contracts', 'event-store'],
  'restricted-folder': ['contracts', 'dropbox-client', 'event-store', 'placement', 'policies'],
  'access-tokens': ['pacer'],
  vault: ['contracts'],
  eventing: ['contracts'],
  'event-store': ['contracts', 'eventing'],
  'audit-log': ['contracts', 'event-store', 'eventing'],
  'clio-client': ['access-tokens', 'contracts', 'pacer'],
  'dropbox-client': ['access-tokens', 'contracts', 'pacer'],
  'clio-snapshots': ['clio-client', 'contracts'],
  'matter-archive': ['contracts', 'dropbox-client'],
  credentials: ['access-tokens', 'contracts', 'event-store', 'vault'],
  connections: [
    'access-tokens',
    'clio-client',
    'contracts',
    'credentials',
    'dropbox-client',
    'pacer',
    'service-defaults',
  ],
  'service-defaults': [
    'access-tokens',
    'contracts',
    'credentials',
    'event-store',
    'eventing',
    'pacer',
    'policies',
    'vault',
  ],
  testing: ['contracts', 'event-store', 'eventing', 'service-defaults'],
};

/** Libs that must stay pure: the packages they may use, and no part of Node. */
const pureLibs: Readonly<Record<string, readonly string[]>> = {
  contracts: ['zod'],
  pacer: [],
  placement: [],
};

/** Rules of what whole packages may import. */
export const packageRules: readonly ImportRule[] = [
  edgeRule('lib-imports', (edge) => {
    if (edge.from.role !== 'lib' || edge.from.test || edge.from.unit === 'bin') return undefined;
    return libFault(edge);
  }),
  edgeRule('app-imported', ({ from, to }) => {
    const folder = folderOf(to);
    if (folder === undefined || !folder.startsWith('apps/') || folder === from.workspace) return undefined;
    return 'an app is never imported; services talk through topics';
  }),
  edgeRule('emulator-imports', ({ from, to }) => {
    const alone = from.role === 'emulator' || from.role === 'firm' || from.role === 'tooling';
    if (!alone || from.test || folderOf(to) === undefined || folderOf(to) === from.workspace)
      return undefined;
    return 'emulators, the firm and the tooling import nothing of ours: shared code shares its bugs';
  }),
  edgeRule('test-only', ({ from, to }) => {
    const folder = folderOf(to);
    if (folder === undefined || folder === from.workspace || !isTestGround(folder)) return undefined;
    return mayUseTestGround(from)
      ? undefined
      : 'testing, emulators and infra serve tests, e2e, bench and infra';
  }),
  edgeRule('test-in-product', ({ from, to }) => {
    if (from.test || to.kind !== 'file' || to.place?.test !== true) return undefined;
    return 'product code does not import what was written for tests';
  }),
  edgeRule('deep-import', ({ to }) => {
    if (to.kind !== 'ours' || to.declared || to.folder.startsWith('apps/')) return undefined;
    return `${to.name} does not export ${to.subpath}`;
  }),
  edgeRule('workspace-escape', ({ from, to }) => {
    if (to.kind !== 'file' || to.place?.workspace === from.workspace || isPreset(from, to.path))
      return undefined;
    return 'a relative import stays in its package; use the name of the other package';
  }),
];

function libFault({ from, to }: Edge): string | undefined {
  const lib = from.workspace.slice('libs/'.length);
  if (to.kind === 'ours') return ourFault(lib, to.folder);
  const packages = pureLibs[lib];
  if (packages === undefined || to.kind === 'file') return undefined;
  return to.kind === 'package' && packages.includes(to.name) ? undefined : `libs/${lib} is pure`;
}

function ourFault(lib: string, folder: string): string | undefined {
  // Apps and the test ground have rules of their own.
  if (!folder.startsWith('libs/') || folder === 'libs/testing') return undefined;
  const allowed = libEdges[lib] ?? [];
  return allowed.includes(folder.slice('libs/'.length)) ? undefined : `libs/${lib} may not depend on it`;
}

/** Folder of the workspace that an import reaches, when it is one of ours. */
function folderOf(to: Edge['to']): string | undefined {
  if (to.kind === 'ours') return to.folder;
  return to.kind === 'file' ? to.place?.workspace : undefined;
}

function isTestGround(folder: string): boolean {
  return folder === 'libs/testing' || folder.startsWith('infra/');
}

function mayUseTestGround(from: Place): boolean {
  return from.test || from.workspace === 'libs/testing' || ['e2e', 'bench', 'local'].includes(from.role);
}

/** Every package's test runner starts from the one preset. */
function isPreset(from: Place, path: string): boolean {
  return from.inside === 'vitest.config.ts' && path === 'tooling/vitest/preset.js';
}
