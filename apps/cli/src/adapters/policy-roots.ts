import type { Policy } from '@counterpart/contracts';

/** Every root that a policy puts matters into, each once: Dropbox tells no case apart. */
export const policyRoots = ({ roots }: Pick<Policy, 'roots'>): readonly string[] => [
  ...new Map(
    [...Object.values(roots.practiceAreas), roots.default].map((root) => [root.toLowerCase(), root]),
  ).values(),
];
