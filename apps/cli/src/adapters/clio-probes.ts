import { CLIO_LISTS, type ClioClient, type ClioList } from '@counterpart/clio-client';
import type { Finding, Probe } from '../probe-firm/probe-firm.ports.js';

const LISTS = Object.keys(CLIO_LISTS) as readonly ClioList[];

/** What mirroring needs of a firm’s Clio. Nothing is written. */
export function clioProbes(
  { soundings }: ClioClient,
  judgeClock: (clock: Date) => Finding,
): readonly Probe[] {
  return [
    {
      name: 'Clio: who is connected',
      group: 'clio',
      ask: async () => {
        const { user, firm } = await soundings.whoAmI();
        return { holds: true, words: firm === null ? user : `${user} of ${firm}` };
      },
    },
    {
      name: 'Clio: clock',
      group: 'clio',
      ask: async () => {
        const { clock } = await soundings.whoAmI();
        return clock === null ? { holds: true, words: 'Clio tells no time' } : judgeClock(clock);
      },
    },
    ...LISTS.map((list) => ({
      name: `Clio: read ${list}`,
      group: 'clio',
      ask: async (): Promise<Finding> => ({
        holds: true,
        words: (await soundings.sound(list)) ? 'readable' : 'readable; there are none',
      }),
    })),
  ];
}
