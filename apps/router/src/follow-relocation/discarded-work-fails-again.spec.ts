import { expect, it } from 'vitest';
import { DocumentId, MatterId } from '@counterpart/contracts';
import { dead, retry, type Delivery, type Verdict } from '@counterpart/eventing';
import { told } from '../routing/ground/samples.spec-data.js';
import { FollowRelocation, type MoveOutcome } from './follow-relocation.handler.js';

/*
 * A document waited for a matter that nobody told of, and its work was discarded. That had the document take another turn,
 * which failed like the one before: there was failed work again, to be discarded again, without end.
 */

const discarded = told('WorkDiscarded', {
  consumer: 'router',
  source: { topic: 'ingest.facts.v1', partition: 0, offset: '1', key: 'k' },
  eventType: 'DocumentAdded',
  eventId: null,
  state: 'dead',
  code: 'MATTER_UNKNOWN',
  tries: 4,
  document: DocumentId.parse('11'),
  matter: MatterId.parse('5'),
  why: 'not ours',
});
const moved = told('Relocated', {
  matter: MatterId.parse('5'),
  document: DocumentId.parse('11'),
  planned: discarded.id,
  from: '/a',
  to: '/b',
  purpose: 'follow',
  counterpart: 'id:11',
  rev: 'aaaaaaaaa',
  how: 'moved',
});

function turnOf(event: typeof discarded | typeof moved, verdict: Verdict): Promise<Verdict> {
  const unused = { transact: () => Promise.reject(new Error('nothing is to be written')) };
  const documents = { handle: () => Promise.resolve(verdict) };
  const follow = new FollowRelocation(unused as never, documents, () => new Date());
  const delivery = { event, tries: 1, signal: new AbortController().signal, fence: null };
  return follow.handle(delivery as unknown as Delivery<MoveOutcome>);
}

it.each([retry('MATTER_UNKNOWN'), dead('STAGING_LOST')])(
  'discarded work does not fail anew: %o',
  async (failed) => {
    expect(await turnOf(discarded, failed)).toMatchObject({ kind: 'skip' });
    expect(await turnOf(moved, failed)).toEqual(failed);
  },
);

it('a firm that is not known yet is waited for, but where it was not known before', async () => {
  const unknown = retry('FIRM_UNKNOWN');
  expect(await turnOf(discarded, unknown)).toEqual(unknown);
  const again = { ...discarded, data: { ...discarded.data, code: 'FIRM_UNKNOWN' as const } };
  expect(await turnOf(again, unknown)).toMatchObject({ kind: 'skip' });
});
