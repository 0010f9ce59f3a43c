import type { Removed } from './remove-firm.handler.js';

/** What came of a removal, in words. */
export function removalWords({ firm, outcome, exported, shredded }: Removed): string {
  if (outcome === 'already') return `${firm} was removed before. Nothing is left to destroy.`;
  return [
    `${firm} is removed. Its ${exported?.events ?? 0} events are in ${exported?.folder ?? ''}, and verify.`,
    `Destroyed: its key, ${shredded?.grants ?? 0} grants, the secrets of ${shredded?.hooks ?? 0} webhooks.`,
    'No file in Clio or Dropbox was touched.',
    'Still to be done by you: take its entry out of the firms file, end the consent at Clio and Dropbox,',
    'and let backups from before run out: they hold the key as it was, sealed by the master key.',
  ].join('\n');
}
