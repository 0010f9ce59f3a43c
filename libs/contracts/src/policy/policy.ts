import { z } from 'zod';
import {
  ClientUploads,
  clioName,
  Closing,
  component,
  Deletion,
  Drift,
  Filters,
  MatterType,
  Notices,
  Privileged,
  Roots,
  template,
  Versions,
} from './policy-parts.js';

/**
 * A firm’s settings. Versioned: a decision names the version that it was made under.
 *
 * The schema is structural, so that a policy once written stays readable for ever; what the values mean together is
 * checked by `checkPolicy` before a policy is applied. A later member has a default, which older policies take.
 */
export const Policy = z.object({
  version: z
    .int()
    .nonnegative()
    .default(0)
    .describe('Number of the policy, given when it is applied; 0 for a firm that applied none.'),
  syncMode: z
    .enum(['events', 'hourly', 'both'])
    .default('both')
    .describe('What starts work: Clio’s webhooks, the hourly sweep, or both.'),
  roots: Roots,
  matterFolder: template
    .default('{MatterNumber}-{Client}')
    .describe('Folder of a matter below its root. A slash begins a subfolder.'),
  matterType: MatterType,
  categories: z
    .record(clioName, component)
    .default({
      Pleadings: 'Pleadings',
      Correspondence: 'Correspondence',
      Discovery: 'Discovery',
      Contracts: 'Contracts',
    })
    .describe('Category of the document → subfolder of the matter.'),
  unmapped: component
    .default('Unsorted')
    .describe('Subfolder of documents with no category or one that is not in the map. Each is reported.'),
  filters: Filters,
  privileged: Privileged,
  clientUploads: ClientUploads,
  conflicts: z
    .enum(['report', 'keep-both'])
    .default('report')
    .describe(
      'What happens to a new document where a file of other content, put there by hand, has its name. `report`: nothing is written, and a person decides. `keep-both`: the document gets a name of its own beside that file. Both are told, neither overwrites anything.',
    ),
  versions: Versions,
  closing: Closing,
  deletion: Deletion,
  drift: Drift,
  retryMinutes: z
    .array(z.number().positive().max(10_080))
    .min(1)
    .max(10)
    .default([5, 25, 125])
    .describe(
      'Minutes until the next try after each failed one; after the last the work is given up and told.',
    ),
  alerts: z
    .array(z.email())
    .default([])
    .describe('Addresses that get the firm’s notices; empty for those of the installation.'),
  notices: Notices,
});
export type Policy = z.infer<typeof Policy>;

/** The policy of a firm that has set nothing. */
export const DEFAULT_POLICY: Policy = Object.freeze(Policy.parse({}));
