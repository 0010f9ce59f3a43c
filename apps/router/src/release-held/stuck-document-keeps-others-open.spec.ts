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
async function release(verdict: Verdict, late: readonly (readonly string[])[] = []) {
  const asked: string[] = [];
  const store = { transact: (work: (tx: unknown) => unknown) => Promise.resolve(work(undefined)) };
  const stop = new AbortController();
  const held = {
    of: () => Promise.resolve(waiting),
    async *withLate() {
      for (const page of late) yield page.map((id) => ({ document: DocumentId.parse(id), matter: MATTER }));
    },
  };
  const decisions = {
    decideAgain: ({ document }: { readonly document: string }) => {
      asked.push(document);
      if (document === '22') stop.abort(new Error('stopped'));
      return Promise.resolve(document === '11' ? verdict : done());
    },
  };
  const event = { firm: FirmId.parse('hartwell'), data: {} as EventData<'RestrictedFolderProven'> };
  const delivery = {
    event,
    fence: null,
    signal: stop.signal,
  } as unknown as Delivery<'RestrictedFolderProven'>;
  const handler = new ReleaseHeld(store as never, held, decisions);
  const said = await handler.handle(delivery).catch((error: unknown) => error);
  return { said, asked };
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

it('those with versions that were told late come after them, each once, page by page', async () => {
  const pages = [['12', '21'], ['23']];
  expect(await release(done(), pages)).toEqual({ said: done(), asked: ['11', '12', '13', '21', '23'] });
});

it('no further one is decided once the service stops: the delivery comes again', async () => {
  const pages = [['21', '22', '23'], ['24']];
  const { said, asked } = await release(done(), pages);
  expect(said).toEqual(new Error('stopped'));
  expect(asked).toEqual(['11', '12', '13', '21', '22']);
});
