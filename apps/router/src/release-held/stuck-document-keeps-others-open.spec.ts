import { expect, it } from 'vitest';
import { DocumentId, FirmId, MatterId, type EventData } from '@counterpart/contracts';
import { dead, done, retry, type Delivery, type Verdict } from '@counterpart/eventing';
import { ReleaseHeld } from './release-held.handler.js';

/*
 * The restricted folder was proven, and what waited for it took its turn. The first document’s staging had been lost five times: the
 * rest was neither released nor locked away, and each retry ended at the same document. Marked documents lay open for good.
 */

const MATTER = MatterId.parse('5');
const waiting = ['11', '12', '13'].map((id) => ({ document: DocumentId.parse(id), matter: MATTER }));

/** Who took a turn, and what was said of all. @param verdict of the first */
async function release(verdict: Verdict) {
  const asked: string[] = [];
  const store = { transact: (work: (tx: unknown) => unknown) => Promise.resolve(work(undefined)) };
  const held = { of: () => Promise.resolve(waiting) };
  const decisions = {
    decideAgain: ({ document }: { readonly document: string }) => {
      asked.push(document);
      return Promise.resolve(document === '11' ? verdict : done());
    },
  };
  const event = { firm: FirmId.parse('hartwell'), data: {} as EventData<'RestrictedFolderProven'> };
  const delivery = { event, fence: null } as unknown as Delivery<'RestrictedFolderProven'>;
  return { said: await new ReleaseHeld(store as never, held, decisions).handle(delivery), asked };
}

it.each([dead('STAGING_LOST'), retry('MATTER_UNKNOWN')])(
  'a document that cannot go on keeps none from being locked away: %o',
  async (verdict) => {
    expect(await release(verdict)).toEqual({ said: done(), asked: ['11', '12', '13'] });
  },
);

it('a firm that is not known yet is waited for', async () => {
  expect(await release(retry('FIRM_UNKNOWN'))).toEqual({ said: retry('FIRM_UNKNOWN'), asked: ['11'] });
});
