import { closings } from './closings.js';
import { digests, summaries } from './collections.js';
import { conflicts } from './conflicts.js';
import { bounces, connections, failures, fullness } from './failures.js';
import { frame, labels } from './labels.js';
import { privilege } from './privilege.js';

/** Every text of the e-mails in English. */
export const en = {
  language: 'en',
  labels,
  frame,
  failures,
  fullness,
  connections,
  bounces,
  conflicts,
  closings,
  privilege,
  digests,
  summaries,
};
