import { z } from 'zod';

const component = z.string().min(1).max(100);

/** A firm's settings of where documents go and how failures are handled. Versioned: a decision names its version. */
export const Policy = z.object({
  version: z.int().nonnegative().default(0),
  /** Folder below which everything is placed. Not `Clio`: Clio's own Dropbox integration uses that name. */
  root: z.string().startsWith('/').default('/Matters'),
  /** Folder of a matter: `{MatterNumber}` and `{Client}` are replaced. */
  matterFolder: z.string().min(1).default('{MatterNumber}-{Client}'),
  /** Clio document category → subfolder. */
  categories: z.record(z.string(), component).default({
    Pleadings: 'Pleadings',
    Correspondence: 'Correspondence',
    Discovery: 'Discovery',
    Contracts: 'Contracts',
  }),
  /** Subfolder of documents with no category, or one that is not in the map. */
  unmapped: component.default('Unsorted'),
  /** Categories whose documents are held back until a restricted folder can take them. Fails closed. */
  privilegedCategories: z.array(z.string()).default(['Privileged', 'Attorney-Client']),
  /** Minutes until the next try after each failed one; after the last the work is dead-lettered. */
  retryMinutes: z.array(z.number().positive()).default([5, 25, 125]),
});
export type Policy = z.infer<typeof Policy>;

/** The policy of a firm that has set nothing. */
export const DEFAULT_POLICY: Policy = Object.freeze(Policy.parse({}));
