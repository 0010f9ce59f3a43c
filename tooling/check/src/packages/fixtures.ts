import {
  dependencyProblems,
  type PackageFacts,
  referenceProblems,
  solutionProblems,
} from './manifest-rules.ts';

const root: PackageFacts = { folder: '.', manifest: { name: 'root' }, references: ['libs/a'] };
const lib: PackageFacts = {
  folder: 'libs/a',
  manifest: { name: '@counterpart/a', version: '0.1.0', dependencies: { zod: '4.0.0' } },
  references: [],
};

/** Manifests that break one rule each. */
function breaking(change: Partial<PackageFacts['manifest']>, references: string[] = []): PackageFacts[] {
  return [
    lib,
    { folder: 'libs/b', manifest: { name: '@counterpart/b', version: '0.1.0', ...change }, references },
  ];
}

const broken: readonly (readonly [rule: string, problems: readonly string[]])[] = [
  ['exact version', dependencyProblems(breaking({ dependencies: { pino: '^9.0.0' } }))],
  [
    'version of this repository',
    dependencyProblems(breaking({ dependencies: { '@counterpart/a': '0.0.9' } })),
  ],
  ['one version', dependencyProblems(breaking({ dependencies: { zod: '3.0.0' } }))],
  ['reference without dependency', referenceProblems(breaking({}, ['libs/a']))],
  [
    'dependency without reference',
    referenceProblems(breaking({ dependencies: { '@counterpart/a': '0.1.0' } })),
  ],
  ['solution', solutionProblems(root, breaking({}))],
];

const kept = breaking({ dependencies: { '@counterpart/a': '0.1.0', zod: '4.0.0' } }, ['libs/a']);

/** A rule of manifests that cannot fail, or fails on what is right, is itself a problem. */
export function manifestFixtureProblems(): string[] {
  return [
    ...broken
      .filter(([, problems]) => problems.length !== 1)
      .map(([rule]) => `the manifest rule "${rule}" is not broken`),
    ...[...dependencyProblems(kept), ...referenceProblems(kept)].map(
      (text) => `a sound manifest is refused: ${text}`,
    ),
  ];
}
