import { CLIO_LISTS, type ClioClient, type ClioList } from '@counterpart/clio-client';
import type { Finding, Probe } from '../probe-firm/probe-firm.ports.js';

const LISTS = Object.keys(CLIO_LISTS) as readonly ClioList[];

const OWNER = 'Clio: who is connected';

/** Whose connection it is. */
export const clioOwner = ({ soundings }: ClioClient): Probe => ({
  name: OWNER,
  group: 'clio',
  ask: async () => {
    const { user, firm } = await soundings.whoAmI();
    return { holds: true, words: firm === null ? user : `${user} of ${firm}` };
  },
});

const nameOf = (list: ClioList): string => `Clio: read ${list}`;

/** Without these nothing can be mirrored. */
export const VITAL_PROBES: ReadonlySet<string> = new Set([OWNER, nameOf('documents'), nameOf('matters')]);

/** What must be readable in a firm’s Clio. */
export const clioReadings = ({ soundings }: ClioClient): readonly Probe[] =>
  LISTS.map((list) => ({
    name: nameOf(list),
    group: 'clio',
    ask: async (): Promise<Finding> => ({
      holds: true,
      words: (await soundings.sound(list)) ? 'readable' : 'readable; there are none',
    }),
  }));

const ofBytes = (clio: ClioClient): Probe => ({
  name: 'Clio: read bytes of a document',
  group: 'clio',
  ask: () => readBytes(clio),
});

/** Reads the beginning of a small document, in the way that mirroring does: from where Clio says that it lies. */
async function readBytes(clio: ClioClient): Promise<Finding> {
  const found = await clio.soundings.smallDocument();
  if (found === null) {
    const words =
      'could not be tried: there is no document with bytes yet, so nobody knows where Clio keeps them';
    return { holds: null, words };
  }
  const { document, version } = found;
  const address = await clio.locateVersion(document, version);
  for await (const chunk of clio.downloadVersion(document, version, {}, address)) {
    if (chunk.length > 0) return { holds: true, words: `they come from ${address.origin}` };
  }
  return {
    holds: false,
    words: `${address.origin} gives no bytes of a document that has some`,
    remedy: 'Open a document in Clio: if it opens there, run the doctor again.',
  };
}

/** What only writing would prove, and the permission that it needs. */
const UNTRIED: readonly (readonly [string, string])[] = [
  [
    'create webhooks',
    'the permission Webhooks (write); ingest tries it at its start, and its log tells a refusal',
  ],
  [
    'write notes on matters',
    'the permission Matters (write), where the policy writes a note on closed matters',
  ],
  [
    'have documents packed into archives',
    'the permission Documents, as migrations fetch by archives; whether reading is enough is unconfirmed',
  ],
];

const untried: readonly Probe[] = UNTRIED.map(([what, needs]) => ({
  name: `Clio: ${what}`,
  group: 'clio',
  ask: () => Promise.resolve({ holds: null, words: `cannot be tried without writing; it needs ${needs}` }),
}));

/** What mirroring needs of a firm’s Clio. Nothing is written. */
export function clioProbes(clio: ClioClient, judgeClock: (clock: Date) => Finding): readonly Probe[] {
  const { soundings } = clio;
  return [
    clioOwner(clio),
    {
      name: 'Clio: clock',
      group: 'clio',
      ask: async () => {
        const { clock } = await soundings.whoAmI();
        return clock === null ? { holds: true, words: 'Clio tells no time' } : judgeClock(clock);
      },
    },
    ...clioReadings(clio),
    ofBytes(clio),
    ...untried,
  ];
}
