import { DocumentId, documentStream, EventId, FirmId, MatterId, type Event } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import type { SubscriptionRow } from '../subscription.js';
import { OwnedPartition } from './owned-partition.js';
import { runsOf } from './runs-of.js';
import type { WorkItem } from './work-item.js';

class Handler {}
const ROW: SubscriptionRow = {
  topic: 't',
  event: 'DocumentTrashed',
  handler: Handler,
  batch: 4,
  through: [],
};
const FIRM = FirmId.parse('hartwell');

const partition = (): OwnedPartition =>
  new OwnedPartition({ topic: 't', partition: 0 }, { resource: 'g/t/0', epoch: 1n });

function item(mark: number, at: OwnedPartition): WorkItem {
  const id = EventId.parse(`00000000-0000-4000-8000-${String(mark).padStart(12, '0')}`);
  const event: Event<'DocumentTrashed'> = {
    specversion: '1.0',
    id,
    source: '/counterpart/test',
    subject: documentStream(FIRM, DocumentId.parse('1')),
    time: '2026-05-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    firm: FIRM,
    sequence: String(mark),
    causationid: id,
    correlationid: id,
    actor: 'service:test',
    name: 'DocumentTrashed',
    data: { document: DocumentId.parse('1'), matter: MatterId.parse('5'), trashedAt: '2026-05-01T00:00:00Z' },
  };
  const record = {
    topic: 't',
    partition: 0,
    offset: BigInt(mark),
    key: 'k',
    value: null,
    headers: {},
    timestamp: 0,
  };
  return { lane: { key: 'k', sub: '' }, record, event, partition: at, firm: FIRM };
}

const runs = (items: readonly WorkItem[], row: SubscriptionRow): readonly (readonly string[])[] =>
  [...runsOf(items, () => row)].map((run) => run.map(({ event }) => event?.sequence ?? ''));

describe('runsOf', () => {
  it('puts together as many as a row takes, and begins anew where an event comes twice', () => {
    const at = partition();
    const items = [1, 2, 3, 4, 5, 6, 5, 7].map((mark) => item(mark, at));
    expect(runs(items, ROW)).toEqual([
      ['1', '2', '3', '4'],
      ['5', '6'],
      ['5', '7'],
    ]);
    const { batch: _none, ...single } = ROW;
    expect(runs(items.slice(0, 2), single)).toEqual([['1'], ['2']]);
  });

  it('keeps what was taken in before a partition was lost from what came again after it came back', () => {
    const [before, after] = [partition(), partition()];
    before.lose();
    const items = [item(1, before), item(2, before), item(1, after), item(2, after), item(3, after)];
    expect(runs(items, ROW)).toEqual([
      ['1', '2'],
      ['1', '2', '3'],
    ]);
    expect(runs([item(2, before), item(3, after)], ROW)).toEqual([['2'], ['3']]);
  });
});
