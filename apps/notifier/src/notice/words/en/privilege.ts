/** Of privileged documents. */
export const privilege = {
  nameless: (id: string) => `Document ${id}`,
  lockedAway: {
    headline: (name: string) => `“${name}” was locked away`,
    why: 'It is marked as privileged.',
    openers: 'The members of the attorneys’ group, and the account that Counterpart is connected with.',
    todo: 'Nothing. If it is not privileged, take the mark away in Clio and ask for its release: it stays locked away until somebody confirms.',
  },
  refused: {
    headline: (folder: string) => `The restricted folder ${folder} is not ready: privileged documents wait`,
    did: 'It uploaded nothing privileged, and tries again.',
    who: (who: string) => `who: ${who}`,
    through: (through: string) => `at: ${through}`,
  },
};
