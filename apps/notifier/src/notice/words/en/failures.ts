import { FAILURES, type FailureCode } from '@counterpart/contracts';

/** Of work that was given up. */
export const failures = {
  record: (type: string | null) => (type === null ? 'A record' : `A ${type} record`),
  headline: {
    document: (name: string) => `“${name}” could not be mirrored to Dropbox`,
    other: (what: string) => `${what} could not be processed`,
  },
  did: 'It stopped trying and kept everything as it was. Nothing was removed.',
  tries: (tries: number, first: string, last: string) => `${tries} (first ${first}, last ${last})`,
  /** The words of the reference page. */
  meaning: (code: FailureCode) => FAILURES[code].meaning,
  remedy: (code: FailureCode) => FAILURES[code].remedy,
};

/** Of e-mails that came back. */
export const bounces = {
  headline: 'An e-mail of Counterpart reached nobody',
  happened: (kind: string) =>
    `A mail server took the e-mail and sent it back from every recipient. It told of this: “${kind}”`,
  did: 'It put the bounce on the audit trail. It does not send the e-mail again.',
};

/** Of connections that a vendor refuses. */
export const connections = {
  headline: (vendor: string) => `${vendor} no longer lets Counterpart in`,
  happened: (vendor: string) =>
    `${vendor} refuses the grant for good: it was revoked, or its user was suspended or removed.`,
  did: (vendor: string) => `It stopped asking ${vendor}. Nothing is lost: the work waits.`,
  todo: (vendor: string) => `Connect ${vendor} again.`,
};
