import type { Workspace } from '../repository.ts';

/** One change of one file, and the packages whose tests must run again because of it: those and no others. */
export interface Scenario {
  readonly changed: string;
  readonly reruns: ReadonlySet<string>;
}

/** Packages that start the services and emulators as processes, so that no import shows what they depend on. */
const starters = ['@counterpart/bench', '@counterpart/e2e', '@counterpart/local'];
const started = /^(apps|infra\/emulators|infra\/firm)\b/;

/** What the cache of tests promises, told as changes to files. */
export function cacheScenarios(workspaces: readonly Workspace[], files: readonly string[]): Scenario[] {
  const tested = workspaces.filter(({ manifest }) => manifest.scripts?.['test'] !== undefined);
  const everyone = new Set(tested.map(({ manifest }) => manifest.name));
  const nobody = new Set<string>();
  const whole: Scenario[] = [
    { changed: 'tsconfig.base.json', reruns: everyone },
    { changed: 'package-lock.json', reruns: everyone },
    { changed: 'tooling/vitest/preset.js', reruns: everyone },
    { changed: 'README.md', reruns: nobody },
    { changed: '.oxlintrc.json', reruns: nobody },
  ];
  const present = whole.filter(({ changed }) => files.includes(changed));
  return [...present, ...tested.flatMap((workspace) => ofPackage(workspace, workspaces, files))];
}

function ofPackage(
  { folder, manifest }: Workspace,
  workspaces: readonly Workspace[],
  files: readonly string[],
): Scenario[] {
  const inside = files.filter((path) => path.startsWith(`${folder}/`));
  const source = inside.find((path) => /\/src\/.*(?<!\.spec|\.spec-data)\.ts$/.test(path));
  const spec = inside.find((path) => path.endsWith('.spec.ts'));
  const readme = inside.find((path) => path === `${folder}/README.md`);
  return [
    ...(source === undefined ? [] : [{ changed: source, reruns: dependents(manifest.name, workspaces) }]),
    ...(spec === undefined ? [] : [{ changed: spec, reruns: new Set([manifest.name]) }]),
    ...(readme === undefined ? [] : [{ changed: readme, reruns: new Set<string>() }]),
  ];
}

/** The package itself, all that depend on it, and those that start one of these. */
function dependents(name: string, workspaces: readonly Workspace[]): Set<string> {
  const found = new Set([name]);
  for (const reached of found) {
    for (const { manifest } of workspaces) {
      if (dependsOn(manifest, reached)) found.add(manifest.name);
    }
  }
  const starts = workspaces.some(({ folder, manifest }) => found.has(manifest.name) && started.test(folder));
  if (starts) for (const starter of starters) found.add(starter);
  return found;
}

function dependsOn(manifest: Workspace['manifest'], name: string): boolean {
  return name in { ...manifest.dependencies, ...manifest.devDependencies };
}
