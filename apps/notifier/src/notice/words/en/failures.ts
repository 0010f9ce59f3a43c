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

/** Of a Dropbox that has no space left. */
export const fullness = {
  headline: 'Dropbox has no space left: uploads wait',
  did: 'It keeps the uploads waiting, and asks every few minutes whether there is space. Nothing is lost, and nothing was removed.',
  todo: 'Free or buy space in Dropbox. What waits goes on by itself within minutes.',
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
  headlineOfPart: (vendor: string) => `${vendor} refuses a part of what Counterpart needs`,
  didWait: (vendor: string) =>
    `It stopped working with ${vendor} for this firm, and asks every few minutes whether it may go on. Nothing is lost: the work waits.`,
  didWaitInPart: (vendor: string) =>
    `The work that needs it waits, and asks ${vendor} again now and then. All other work goes on, and nothing is lost.`,
  /** By the vendor’s word. */
  causes: {
    user_suspended: {
      happened: (vendor: string) => `The member that Counterpart works as is suspended in ${vendor}.`,
      todo: (vendor: string) =>
        `Reinstate the member in ${vendor}: the work then goes on by itself. Or connect as another one.`,
    },
    invalid_select_user: {
      happened: (vendor: string) =>
        `The member that the firms file names (selectUser) is not in the ${vendor} team any more.`,
      todo: () => 'Have the firms file name a member of the team, or take the member in again.',
    },
    invalid_select_admin: {
      happened: (vendor: string) =>
        `The administrator who connected ${vendor} is no administrator of the team any more.`,
      todo: () => 'Make that person an administrator again, or connect as another one.',
    },
    missing_scope: {
      happened: (vendor: string) => `The connection lacks a permission that ${vendor} asks for.`,
      todo: (vendor: string) => `Give the permission to the ${vendor} app, then connect again.`,
    },
    invalid_root: {
      happened: (vendor: string) =>
        `The paths of the ${vendor} account begin elsewhere than when it was connected.`,
      todo: () => 'Look why. Where it is meant, connect again with --other-account.',
    },
    other: {
      happened: (vendor: string) => `${vendor} refuses Counterpart’s calls, and a new token mended nothing.`,
      todo: (vendor: string) =>
        `Look in ${vendor} whether the connected user is active and may do all that is needed. If that mends nothing, connect again.`,
    },
  },
  restored: {
    headline: (vendor: string) => `${vendor} lets Counterpart in again`,
    happened: (vendor: string) => `${vendor} accepts the connection that it had refused.`,
    did: 'It works off what waited, within minutes.',
    todo: 'Nothing.',
  },
};
