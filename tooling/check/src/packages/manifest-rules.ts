import type { Manifest } from '../repository.ts';

/** One package as the rules see it. `references` are folders relative to the root; absent without a build. */
export interface PackageFacts {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly references: readonly string[] | undefined;
}

interface Requirement {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

/** Versions are exact, and one package has one version in the whole repository. */
export function dependencyProblems(packages: readonly PackageFacts[]): string[] {
  const requirements = packages.flatMap(requirementsOf);
  const ours = new Map(packages.map(({ manifest }) => [manifest.name, manifest.version]));
  const loose = requirements
    .filter(({ version }) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(({ folder, name, version }) => `${folder}: ${name}@${version} is not an exact version`);
  const strange = requirements
    .filter(({ name, version }) => ours.has(name) && ours.get(name) !== version)
    .map(
      ({ folder, name, version }) => `${folder}: ${name}@${version} is not the version of this repository`,
    );
  const torn = [...Map.groupBy(requirements, ({ name }) => name)]
    .filter(([, uses]) => new Set(uses.map(({ version }) => version)).size > 1)
    .map(
      ([name, uses]) =>
        `${name} has several versions: ${uses.map((use) => `${use.version} in ${use.folder}`).join(', ')}`,
    );
  return [...loose, ...strange, ...torn];
}

/** The compiler's project references are the declared dependencies on our packages: no more, no less. */
export function referenceProblems(packages: readonly PackageFacts[]): string[] {
  const folders = new Map(packages.map(({ folder, manifest }) => [manifest.name, folder]));
  const built = new Set(packages.flatMap(({ folder, references }) => (references ? [folder] : [])));
  return packages.flatMap(({ folder, manifest, references }) => {
    if (references === undefined) return [];
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
      .map((name) => folders.get(name) ?? '')
      .filter((dependency) => built.has(dependency));
    return [
      ...references
        .filter((reference) => !declared.includes(reference))
        .map(
          (reference) =>
            `${folder}: tsconfig.json refers to ${reference}, package.json does not depend on it`,
        ),
      ...Object.keys(manifest.dependencies ?? {})
        .map((name) => folders.get(name) ?? '')
        .filter((dependency) => built.has(dependency) && !references.includes(dependency))
        .map((dependency) => `${folder}: depends on ${dependency}, tsconfig.json does not refer to it`),
    ];
  });
}

/** The solution at the root builds every package that has a build. */
export function solutionProblems(root: PackageFacts, packages: readonly PackageFacts[]): string[] {
  return packages
    .filter(
      ({ folder, references }) => references !== undefined && root.references?.includes(folder) === false,
    )
    .map(({ folder }) => `tsconfig.json at the root does not refer to ${folder}`);
}

function requirementsOf({ folder, manifest }: PackageFacts): Requirement[] {
  const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  return Object.entries(all).map(([name, version]) => ({ folder, name, version }));
}
