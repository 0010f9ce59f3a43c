import { describe, expect, it } from 'vitest';
import { DocumentId, FirmId } from '@counterpart/contracts';
import type { SeenDocument } from '../detection/detect-document.js';
import { seen, snapshot } from '../detection/samples.spec-data.js';
import { Reconcile } from './reconcile-records.handler.js';
import type { ChangedRecords, Swept } from './reconcile-records.ports.js';

const FIRM = FirmId.parse('hartwell');
const [MINUTE, HOUR] = [60_000, 3_600_000];

/** Clio’s documents: when each was changed. A list shows one a page, in the order of ids, as Clio does. */
class Clio {
  time = Date.parse('2026-05-01T12:00:00Z');
  readonly changedAt = new Map<number, string>();
  readonly told = new Set<string>();
  completed: Swept | undefined;
  /** Happens once, after the page of that document was given out. */
  meanwhile: { readonly after: number; readonly happens: () => void } | undefined;

  readonly reconcile = new Reconcile(
    {
      matters: async function* () {},
      clients: async function* () {},
      documents: (_firm, since) => this.#list(since),
      mattersOfClient: () => Promise.resolve([]),
      versions: () => Promise.resolve([]),
      matter: () => Promise.resolve(undefined),
      matterIfWhole: () => Promise.resolve(undefined),
      documentsOf: () => Promise.resolve([]),
      documentsOfMatter: async function* () {},
    },
    {
      last: () => Promise.resolve(this.completed),
      waitsForWebhooks: () => Promise.resolve(false),
      namesMoreFields: () => Promise.resolve(false),
      unknownMatters: () => Promise.resolve([]),
      withoutBeginnings: () => Promise.resolve([]),
      knowsOfChanges: () => Promise.resolve(false),
      withGaps: () => Promise.resolve([]),
      tellPart: ({ documents, completed }) => {
        for (const { snapshot: told } of documents) this.told.add(`${told.id} of ${told.updatedAt}`);
        this.completed = completed?.(documents.length) ?? this.completed;
        return Promise.resolve(documents.length);
      },
    },
    { exclusively: (_firm, work) => work() },
    {
      now: () => new Date(this.time),
      newSweepId: () => 'sweep',
      servesAnew: () => Promise.resolve(false),
      everyMs: HOUR,
      overlapMs: 15 * MINUTE,
    },
  );

  sweep(): Promise<unknown> {
    return this.reconcile.sweep(FIRM, new AbortController().signal);
  }

  /** A document is changed now. */
  change(id: number): string {
    const at = new Date(this.time).toISOString();
    this.changedAt.set(id, at);
    return `${id} of ${at}`;
  }

  async *#list(since: string): AsyncGenerator<ChangedRecords<SeenDocument>, void> {
    for (const id of [...this.changedAt.keys()].toSorted((one, other) => one - other)) {
      const updatedAt = this.changedAt.get(id) ?? '';
      if (updatedAt < since) continue;
      const record = seen(snapshot({ id: DocumentId.parse(String(id)), updatedAt }));
      yield await Promise.resolve({ records: [record], redacted: [] });
      if (this.meanwhile?.after !== id) continue;
      this.meanwhile.happens();
      this.meanwhile = undefined;
    }
  }
}

describe('no change is lost', () => {
  it('that took place behind a sweep of longer than its overlap (a newer one further on hid it)', async () => {
    const clio = new Clio();
    await clio.sweep();
    clio.time += HOUR;
    [1, 2, 900].forEach((id) => clio.change(id));
    let missed = '';
    clio.meanwhile = {
      after: 2,
      happens: () => {
        clio.time += 5 * MINUTE;
        missed = clio.change(1);
        clio.time += 35 * MINUTE;
        clio.change(900);
      },
    };
    await clio.sweep();
    expect(clio.told).not.toContain(missed);
    clio.time += HOUR;
    await clio.sweep();
    expect(clio.told).toContain(missed);
  });

  it('after a record whose time lies in the future, also where a sweep of an earlier version believed it', async () => {
    const clio = new Clio();
    await clio.sweep();
    clio.time += HOUR;
    clio.changedAt.set(900, '2031-01-01T00:00:00.000Z');
    await clio.sweep();
    expect(clio.completed?.documents.through).toBe('2026-05-01T13:00:00.000Z');
    clio.completed &&= {
      ...clio.completed,
      documents: { ...clio.completed.documents, through: '2031-01-01T00:00:00.000Z' },
    };
    clio.time += HOUR / 2;
    const changed = clio.change(1);
    clio.time += HOUR;
    await clio.sweep();
    expect(clio.told).toContain(changed);
  });
});
