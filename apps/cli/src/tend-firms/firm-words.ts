import type { ConnectionStanding, FirmAnswer, ListedFirm, ShownFirm } from './tend-firms.handler.js';

type Row = readonly string[];

export const FIRMS_HEADING = ['firm', 'name', 'region', 'stands', 'since', 'by', 'reason', 'note'];

export const firmRows = (firms: readonly ListedFirm[]): readonly Row[] =>
  firms.map(({ firm, name, region, standing, since, by, reason, configured }) => [
    firm,
    name ?? '',
    region ?? '',
    standing,
    since ?? '',
    by ?? '',
    reason ?? '',
    configured || standing === 'removed' ? '' : 'not in the firms file',
  ]);

/** All of a firm, a line each. */
export function firmLines(shown: ShownFirm): readonly Row[] {
  const { inClio, inSync, asOf, lastSweep } = shown.sync;
  return [
    ['name', shown.name ?? 'none given'],
    ['region of Clio', shown.region ?? 'none of Clio’s own'],
    ['stands', shown.since === null ? shown.standing : `${shown.standing}, since ${shown.since}`],
    ...(shown.reason === null ? [] : [['reason', shown.reason]]),
    ...shown.connections.map((one): Row => [one.vendor, connectionWords(one)]),
    ['policy version', String(shown.policyVersion)],
    ['alerts go to', shown.alerts.length === 0 ? 'nobody' : shown.alerts.join(', ')],
    ...(shown.quotas === null
      ? []
      : [['lanes at once', `${Math.round(shown.quotas.share * 100)} % of each consumer’s`]]),
    ['in Clio', String(inClio)],
    ['in sync', String(inSync)],
    ['in sync as of', asOf],
    ['last sweep', lastSweep ?? 'none'],
  ];
}

function connectionWords({ state, since }: ConnectionStanding): string {
  switch (state) {
    case 'given':
      return 'by the grant of the firms file';
    case 'connected':
      return `connected, renewed ${since ?? ''}`;
    case 'refused':
      return `refused since ${since ?? ''}: connect it anew`;
    case 'calls-refused':
      return `calls refused since ${since ?? ''}: see the e-mail about it, or run the doctor`;
    case 'not-connected':
      return 'not connected';
  }
}

/** What came of a word, for people. */
export function answerWords({ firm, outcome }: FirmAnswer, done: string): string {
  switch (outcome) {
    case 'done':
      return done;
    case 'no-change':
      return 'It stands so already. Nothing was recorded.';
    case 'removed':
      return `${firm} was removed, for ever. Nothing was recorded.`;
  }
}
