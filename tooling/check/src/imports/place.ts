/**
 * Where a file stands, read from its path alone.
 *
 * Apps: files directly in `src/` compose; the app's domain folder is pure; `adapters/` touches the world;
 * every other folder is a use case. The names of the domain folders are fixed here, so that a folder cannot
 * become "domain" or cease to be it by accident.
 */
type Role =
  | 'compose'
  | 'domain'
  | 'use-case'
  | 'adapter'
  | 'lib'
  | 'emulator'
  | 'firm'
  | 'local'
  | 'e2e'
  | 'bench'
  | 'tooling';

export interface Place {
  readonly path: string;
  readonly role: Role;
  /** Folder of the workspace, such as `apps/router`. */
  readonly workspace: string;
  /** Path inside the workspace, such as `src/routing/place.ts`. */
  readonly inside: string;
  /** First folder below `src/`, or `''`. */
  readonly unit: string;
  /** Specs, their data, what lies in `test/`, and the settings of the test runner. */
  readonly test: boolean;
}

/** The pure folder of each app. */
const domainFolders: Readonly<Record<string, string>> = {
  archiver: 'custody',
  cli: 'rendering',
  ingest: 'detection',
  notifier: 'notice',
  router: 'routing',
  uploader: 'upload',
};

const workspaceRoles: readonly (readonly [pattern: RegExp, role: Role])[] = [
  [/^libs\/[^/]+/, 'lib'],
  [/^infra\/emulators\/[^/]+/, 'emulator'],
  [/^infra\/firm/, 'firm'],
  [/^infra\/[^/]+/, 'local'],
  [/^e2e/, 'e2e'],
  [/^bench/, 'bench'],
  [/^tooling\/[^/]+/, 'tooling'],
];

/** @returns nothing for a file outside every workspace */
export function placeOf(path: string): Place | undefined {
  const app = /^apps\/([^/]+)/.exec(path);
  if (app?.[1] !== undefined) return placeIn(path, app[0], (unit) => roleInApp(app[1] ?? '', unit));
  for (const [pattern, role] of workspaceRoles) {
    const found = pattern.exec(path);
    if (found !== null) return placeIn(path, found[0], () => role);
  }
  return undefined;
}

function placeIn(path: string, workspace: string, roleOf: (unit: string) => Role): Place {
  const inside = path.slice(workspace.length + 1);
  const unit = /^src\/([^/]+)\//.exec(inside)?.[1] ?? '';
  return { path, workspace, inside, unit, role: roleOf(unit), test: isTest(inside) };
}

function roleInApp(app: string, unit: string): Role {
  if (unit === '') return 'compose';
  if (unit === 'adapters') return 'adapter';
  return unit === domainFolders[app] ? 'domain' : 'use-case';
}

function isTest(inside: string): boolean {
  return (
    inside.startsWith('test/') ||
    /\.(spec|spec-data|contract)\.ts$/.test(inside) ||
    inside === 'vitest.config.ts'
  );
}
