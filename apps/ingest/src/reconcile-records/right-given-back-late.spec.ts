import { DocumentId, FirmId, MatterId, type MatterSnapshot } from '@counterpart/contracts';
import { beforeEach, expect, it } from 'vitest';
import type { SeenDocument } from '../detection/detect-document.js';
import { matterSnapshot, seen, snapshot } from '../detection/samples.spec-data.js';
import { Reconcile } from './reconcile-records.handler.js';
import type { ChangedRecords, Swept } from './reconcile-records.ports.js';

/* What was hidden for longer than three days was never asked for again, and status claimed to be in sync beyond it. */

const FIRM = FirmId.parse('hartwell');
const DAY = 24 * 3_600_000;
const MATTER = MatterId.parse('1675950832');
const CHANGED = '2026-05-01T12:10:00.000Z';
const at = (id: number, updatedAt: string, more: Partial<SeenDocument> = {}): SeenDocument =>
  seen(snapshot({ id: DocumentId.parse(String(id)), updatedAt }), more);

/** Clio as the connected user sees it: lists show changes since a moment, as Clio does. */
class Clio {
  time = Date.parse('2026-05-01T12:00:00Z');
  documents: readonly SeenDocument[] = [];
  readonly hiddenDocuments = new Map<string, string>();
  readonly hiddenMatters = new Map<MatterId, string>();
  readonly told = new Set<string>();
  readonly since: string[] = [];
  completed: Swept | undefined;
  readonly reconcile = new Reconcile(
    {
      matters: (_firm, since) => this.#matters(since),
      clients: async function* () {},
      documents: (_firm, since) => this.#changed(since),
      mattersOfClient: () => Promise.resolve([]),
      versions: () => Promise.resolve([]),
      matter: (_firm, id) => Promise.resolve(this.hiddenMatters.has(id) ? undefined : matterSnapshot({ id })),
      matterIfWhole: (_firm, id) =>
        Promise.resolve(this.hiddenMatters.has(id) ? undefined : matterSnapshot({ id })),
      documentsOf: (_firm, ids) =>
        Promise.resolve(this.#shown().filter(({ snapshot: { id } }) => ids.includes(id))),
      documentsOfMatter: () => this.#all(),
    },
    {
      last: () => Promise.resolve(this.completed),
      waitsForWebhooks: () => Promise.resolve(false),
      namesMoreFields: () => Promise.resolve(false),
      unknownMatters: (_firm, ids) => Promise.resolve(ids),
      withoutBeginnings: () => Promise.resolve([]),
      knowsOfChanges: () => Promise.resolve(false),
      withGaps: () => Promise.resolve([]),
      tellPart: ({ documents, completed }) => {
        for (const { snapshot: told } of documents) this.told.add(told.id);
        this.completed = completed?.(documents.length) ?? this.completed;
        return Promise.resolve(documents.length);
      },
    },
    { exclusively: (_firm, work) => work() },
    {
      now: () => new Date(this.time),
      newSweepId: () => 'sweep',
      servesAnew: () => Promise.resolve(false),
      everyMs: 3_600_000,
      overlapMs: 900_000,
    },
  );

  async sweepAfter(ms: number): Promise<Swept> {
    this.time += ms;
    await this.reconcile.sweep(FIRM, new AbortController().signal);
    if (this.completed === undefined) throw new TypeError('a sweep completes');
    return this.completed;
  }

  #shown(): readonly SeenDocument[] {
    return this.documents.filter(({ snapshot: { id } }) => !this.hiddenDocuments.has(id));
  }

  async *#matters(since: string): AsyncGenerator<ChangedRecords<MatterSnapshot>, void> {
    const redacted = [...this.hiddenMatters].filter(([, changedAt]) => changedAt >= since);
    yield await Promise.resolve({
      records: [],
      redacted: redacted.map(([id, changedAt]) => ({ id, changedAt })),
    });
  }

  async *#changed(since: string): AsyncGenerator<ChangedRecords<SeenDocument>, void> {
    this.since.push(since);
    const redacted = [...this.hiddenDocuments].filter(([, changedAt]) => changedAt >= since);
    const records = this.#shown().filter(({ snapshot: { updatedAt } }) => updatedAt >= since);
    yield await Promise.resolve({
      records,
      redacted: redacted.map(([id, changedAt]) => ({ id, changedAt })),
    });
  }

  async *#all(): AsyncGenerator<ChangedRecords<SeenDocument>, void> {
    yield await Promise.resolve({ records: this.#shown(), redacted: [] });
  }
}

let clio: Clio;
beforeEach(async () => {
  clio = new Clio();
  await clio.sweepAfter(0);
});

it('a hidden document stays told as long as it is hidden, and is told when the right comes back, while the lists move on', async () => {
  clio.documents = [at(1, CHANGED), at(2, '2026-05-02T11:00:00.000Z')];
  clio.hiddenDocuments.set('1', CHANGED);
  await clio.sweepAfter(DAY);
  const later = await clio.sweepAfter(10 * DAY);
  expect(later).toMatchObject({
    toldUpTo: CHANGED,
    documents: { through: '2026-05-02T11:00:00.000Z' },
    heldBack: { hidden: 1, carried: [{ list: 'documents', id: '1', since: CHANGED }] },
  });
  clio.hiddenDocuments.clear();
  const after = await clio.sweepAfter(DAY);
  expect(clio.since.at(-1)).toBe('2026-05-02T10:45:00.000Z');
  expect(clio.told).toContain('1');
  expect(after).toMatchObject({
    toldUpTo: new Date(clio.time).toISOString(),
    heldBack: { hidden: 0, carried: [] },
  });
});

it('a hidden matter is read again, with all of its documents: they may not have been shown at all', async () => {
  clio.hiddenMatters.set(MATTER, CHANGED);
  await clio.sweepAfter(DAY);
  expect((await clio.sweepAfter(10 * DAY)).toldUpTo).toBe(CHANGED);
  clio.hiddenMatters.clear();
  clio.documents = [at(1, '2026-04-01T10:00:00.000Z')];
  expect((await clio.sweepAfter(DAY)).heldBack).toEqual({ hidden: 0, uploading: 0, carried: [] });
  expect(clio.told).toContain('1');
});

it('documents of a hidden matter are told when it may be seen', async () => {
  clio.documents = [at(1, CHANGED)];
  clio.hiddenMatters.set(MATTER, '2026-04-01T10:00:00.000Z');
  await clio.sweepAfter(DAY);
  expect(await clio.sweepAfter(10 * DAY)).toMatchObject({ toldUpTo: CHANGED, heldBack: { hidden: 1 } });
  clio.hiddenMatters.clear();
  await clio.sweepAfter(DAY);
  expect(clio.told).toContain('1');
});

it('an upload that never ends holds up the claim for three days, and is asked for all the same', async () => {
  clio.documents = [at(1, CHANGED, { fullyUploaded: false })];
  expect((await clio.sweepAfter(DAY)).toldUpTo).toBe(CHANGED);
  const later = await clio.sweepAfter(3 * DAY);
  expect(later).toMatchObject({ toldUpTo: later.startedAt, heldBack: { hidden: 0, uploading: 1 } });
  clio.documents = [at(1, CHANGED)];
  await clio.sweepAfter(DAY);
  expect(clio.told).toContain('1');
});
