import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { FirmId, MatterId, DocumentId, type MatterSnapshot } from '@counterpart/contracts';
import type { SeenDocument } from '../detection/detect-document.js';
import { matterSnapshot, seen, snapshot } from '../detection/samples.spec-data.js';
import { Reconcile, type SweepOutcome } from './reconcile-records.handler.js';
import type { ChangedClient, ChangedRecords, Swept, SweptPart } from './reconcile-records.ports.js';
import { Sweeper } from './sweeper.js';

const FIRM = FirmId.parse('hartwell');
const HOUR = 3_600_000;
const never = new AbortController().signal;

type Pages<T> = readonly (ChangedRecords<T> | Error)[];

/** A firm as Clio lists it, and what is told of it. */
class World {
  readonly parts: SweptPart[] = [];
  readonly asked: string[] = [];
  readonly hidden = new Set<MatterId>();
  /** What Clio shows of documents that are asked for by their ids. */
  shown: readonly SeenDocument[] = [];
  readonly inMatter = new Map<MatterId, readonly SeenDocument[]>();
  /** Ids of documents whose versions were missed. */
  readonly gapped = new Set<string>();
  matters: Pages<MatterSnapshot> = [];
  documents: Pages<SeenDocument> = [];
  clients: Pages<ChangedClient> = [];
  readonly mattersOf = new Map<string, readonly MatterSnapshot[]>();
  completed: Swept | undefined;
  known = new Set<MatterId>();
  time = Date.parse('2026-05-01T12:00:00Z');
  busy = false;
  /** Whether the policy wants no sweeps. */
  byWebhooks = false;
  /** When the newest webhook that serves was made. */
  hookMadeAt = new Date(0);
  /** When the policy named another custom field. */
  fieldsNamedAt = '';

  readonly reconcile = new Reconcile(
    {
      matters: (_firm, since) => this.#list('matters', since, this.matters),
      documents: (_firm, since) => this.#list('documents', since, this.documents),
      clients: (_firm, since) => this.#list('clients', since, this.clients),
      mattersOfClient: (_firm, contact) => Promise.resolve(this.mattersOf.get(contact) ?? []),
      matterIfWhole: (_firm, id) => {
        this.asked.push(`matter ${id}`);
        return Promise.resolve(this.hidden.has(id) ? undefined : matterSnapshot({ id }));
      },
      documentsOf: (_firm, ids) => {
        this.asked.push(`documents ${ids.join()}`);
        return Promise.resolve(this.shown.filter(({ snapshot: { id } }) => ids.includes(id)));
      },
      documentsOfMatter: (_firm, id) => this.#list('all', id, [page(...(this.inMatter.get(id) ?? []))]),
      versions: (_firm, id) => Promise.resolve([snapshot({ id }, 1)]),
      matter: (_firm, id) => Promise.resolve(this.hidden.has(id) ? undefined : matterSnapshot({ id })),
    },
    {
      last: () => Promise.resolve(this.completed),
      waitsForWebhooks: () => Promise.resolve(this.byWebhooks),
      namesMoreFields: (_firm, since) => Promise.resolve(this.fieldsNamedAt > since),
      unknownMatters: (_firm, ids) => Promise.resolve(ids.filter((id) => !this.known.has(id))),
      withoutBeginnings: () => Promise.resolve([]),
      knowsOfChanges: () => Promise.resolve(false),
      withGaps: (_firm, documents) =>
        Promise.resolve(documents.filter(({ snapshot: { id } }) => this.gapped.has(id))),
      tellPart: (part) => {
        this.parts.push(part);
        const told = part.matters.length + part.documents.length;
        this.completed = part.completed?.(told) ?? this.completed;
        return Promise.resolve(told);
      },
    },
    { exclusively: (_firm, work) => (this.busy ? Promise.resolve(undefined) : work()) },
    {
      now: () => new Date(this.time),
      newSweepId: () => 'sweep',
      servesAnew: (_firm, since) => Promise.resolve(this.hookMadeAt > since),
      everyMs: HOUR,
      overlapMs: HOUR / 4,
    },
  );

  sweep(): Promise<SweepOutcome> {
    return this.reconcile.sweep(FIRM, never);
  }

  async *#list<T>(name: string, since: string, pages: Pages<T>): AsyncGenerator<ChangedRecords<T>, void> {
    this.asked.push(`${name} since ${since}`);
    for (const page of pages) {
      if (page instanceof Error) throw page;
      yield await Promise.resolve(page);
    }
  }
}

const page = <T>(...records: readonly T[]): ChangedRecords<T> => ({ records, redacted: [] });
const documentOf = (id: number, updatedAt: string, more: Partial<SeenDocument> = {}): SeenDocument =>
  seen(snapshot({ id: DocumentId.parse(String(id)), updatedAt }), more);
const told = (world: World): readonly string[] =>
  world.parts.flatMap(({ documents }) => documents.map(({ snapshot: { id } }) => id));

describe('a sweep', () => {
  it('asks for the versions of documents of which some were missed, and of no others', async () => {
    const world = new World();
    world.gapped.add('2');
    world.documents = [
      page(documentOf(1, '2026-05-01T12:10:00.000Z'), documentOf(2, '2026-05-01T12:11:00.000Z')),
    ];
    await world.sweep();
    const [one, other] = world.parts.flatMap(({ documents }) => documents);
    expect(one?.versions).toBeUndefined();
    expect(other?.versions).toMatchObject([{ version: { number: 1 } }]);
  });

  it('asks from the newest change of the last one, with overlap, and remembers how far it came', async () => {
    const world = new World();
    await world.sweep();
    world.time += HOUR;
    world.documents = [
      page(documentOf(1, '2026-05-01T12:10:00.000Z')),
      page(documentOf(2, '2026-05-01T12:30:00.000Z')),
    ];
    world.matters = [page(matterSnapshot({ updatedAt: '2026-05-01T12:05:00.000Z' }))];
    world.asked.length = 0;
    await world.sweep();
    world.time += HOUR;
    world.documents = [];
    await world.sweep();
    expect(world.asked).toEqual([
      'matters since 2026-05-01T11:45:00.000Z',
      'clients since 2026-05-01T11:45:00.000Z',
      'documents since 2026-05-01T11:45:00.000Z',
      'matters since 2026-05-01T11:50:00.000Z',
      'clients since 2026-05-01T11:45:00.000Z',
      'documents since 2026-05-01T12:15:00.000Z',
    ]);
  });

  it('claims nothing beyond the last one that saw something where a list shows nothing, however often', async () => {
    const world = new World();
    const shown = [page(documentOf(1, '2026-05-01T11:59:00.000Z'))];
    world.documents = shown;
    await world.sweep();
    const claimed = world.completed?.toldUpTo;
    expect(claimed).toBe('2026-05-01T12:00:00.000Z');
    world.documents = [];
    for (const _ of [1, 2]) {
      world.time += HOUR;
      await world.sweep();
      expect(world.completed?.toldUpTo).toBe(claimed);
    }
    world.time += HOUR;
    world.documents = shown;
    await world.sweep();
    expect(world.completed?.toldUpTo).toBe('2026-05-01T15:00:00.000Z');
  });

  it('claims its own beginning where no document was ever listed', async () => {
    const world = new World();
    await world.sweep();
    world.time += HOUR;
    await world.sweep();
    expect(world.completed?.toldUpTo).toBe('2026-05-01T13:00:00.000Z');
  });

  it('looks at the matters of clients that changed: Clio does not take a matter for changed by its client’s name', async () => {
    const world = new World();
    await world.sweep();
    world.time += HOUR;
    world.parts.length = 0;
    world.clients = [
      page(
        { contact: '5', updatedAt: '2026-05-01T12:20:00.000Z' },
        { contact: '6', updatedAt: '2026-05-01T12:10:00.000Z' },
      ),
    ];
    world.mattersOf.set('5', [matterSnapshot(), matterSnapshot({ id: MatterId.parse('78') })]);
    await world.sweep();
    expect(world.parts.map(({ matters }) => matters.length)).toEqual([2, 0]);
    expect(world.completed?.contacts).toMatchObject({
      seen: 2,
      told: 2,
      through: '2026-05-01T12:20:00.000Z',
    });
  });

  it('tells matters before documents, and completes in the transaction of the last page', async () => {
    const world = new World();
    world.matters = [page(matterSnapshot())];
    world.documents = [
      page(documentOf(1, '2026-05-01T12:10:00Z')),
      page(documentOf(2, '2026-05-01T12:11:00Z')),
    ];
    await world.sweep();
    expect(
      world.parts.map(({ part, matters, documents, completed }) => [
        part,
        matters.length,
        documents.length,
        completed !== undefined,
      ]),
    ).toEqual([
      [1, 1, 0, false],
      [2, 1, 1, false],
      [3, 1, 1, true],
    ]);
    expect(world.completed).toMatchObject({ matters: { seen: 1, told: 1 }, documents: { seen: 2, told: 4 } });
  });

  it('that sees nothing moves nothing: an empty list proves nothing', async () => {
    const world = new World();
    await world.sweep();
    const first = world.completed;
    world.time += HOUR;
    await world.sweep();
    expect(world.completed?.documents.through).toBe(first?.documents.through);
    expect(told(world)).toEqual([]);
  });

  it('that breaks off keeps what it told, and the next one begins where it began', async () => {
    const world = new World();
    world.documents = [
      page(documentOf(1, '2026-05-01T12:10:00Z')),
      page(documentOf(2, '2026-05-01T12:11:00Z')),
      new Error('403'),
    ];
    await expect(world.sweep()).rejects.toThrow('403');
    expect(told(world)).toEqual(['1']);
    expect(world.completed).toBeUndefined();
  });

  it('holds back what cannot be told yet, and asks for it again', async () => {
    const world = new World();
    await world.sweep();
    world.time += HOUR;
    world.known.add(MatterId.parse('1675950832'));
    const uploading = documentOf(1, '2026-05-01T12:10:00.000Z', { fullyUploaded: false });
    world.documents = [page(uploading, documentOf(2, '2026-05-01T12:30:00.000Z'))];
    await world.sweep();
    expect(told(world)).toEqual(['2']);
    expect(world.completed).toMatchObject({
      toldUpTo: '2026-05-01T12:10:00.000Z',
      documents: { through: '2026-05-01T12:30:00.000Z' },
      heldBack: { hidden: 0, uploading: 1, carried: [{ id: '1', why: 'uploading' }] },
    });
  });

  it('tells no document of a matter that may not be seen', async () => {
    const world = new World();
    await world.sweep();
    world.time += HOUR;
    world.hidden.add(MatterId.parse('1675950832'));
    world.documents = [page(documentOf(1, '2026-05-01T12:10:00.000Z'))];
    await world.sweep();
    expect(told(world)).toEqual([]);
    expect(world.completed).toMatchObject({
      toldUpTo: '2026-05-01T12:10:00.000Z',
      documents: { seen: 1, told: 0 },
      heldBack: { hidden: 1, uploading: 0 },
    });
  });

  it('does not move past records that are hidden', async () => {
    const world = new World();
    const redacted = [{ id: null, changedAt: null }];
    world.documents = [{ records: [documentOf(1, '2026-05-01T12:10:00.000Z')], redacted }];
    await world.sweep();
    expect(world.completed).toMatchObject({
      toldUpTo: '2026-05-01T11:45:00.000Z',
      documents: { through: '2026-05-01T12:00:00.000Z' },
      heldBack: { hidden: 1, carried: [] },
    });
  });

  it('is left to the pod that is at it, and comes when its hour has passed', async () => {
    const world = new World();
    world.busy = true;
    expect(await world.sweep()).toEqual({ outcome: 'elsewhere', dueAt: new Date(world.time + 60_000) });
    world.busy = false;
    expect(await world.sweep()).toMatchObject({ outcome: 'swept', dueAt: new Date(world.time + HOUR) });
    world.time += HOUR / 2;
    expect(await world.sweep()).toEqual({ outcome: 'early', dueAt: new Date(world.time + HOUR / 2) });
  });
});

describe('a policy that names another custom field of matters', () => {
  it('has all matters read anew, before the hour: those that do not change would never show it', async () => {
    const world = new World();
    world.documents = [page(documentOf(1, '2026-05-01T12:00:00.000Z'))];
    await world.sweep();
    world.time += HOUR / 2;
    world.fieldsNamedAt = new Date(world.time - 40_000).toISOString();
    world.asked.length = 0;
    expect((await world.sweep()).outcome).toBe('swept');
    expect(world.asked).toEqual([
      'matters since 1970-01-01T00:00:00.000Z',
      'clients since 2026-05-01T11:45:00.000Z',
      'documents since 2026-05-01T11:45:00.000Z',
    ]);
    world.time += 60_000;
    expect((await world.sweep()).outcome).toBe('early');
  });
});

describe('a firm that is mirrored by webhooks alone', () => {
  it('is swept once, to have a beginning, and no more until its policy changes', async () => {
    const world = new World();
    world.byWebhooks = true;
    expect((await world.sweep()).outcome).toBe('swept');
    world.time += 5 * HOUR;
    expect(await world.sweep()).toEqual({ outcome: 'early', dueAt: new Date(world.time + HOUR) });
    world.byWebhooks = false;
    expect((await world.sweep()).outcome).toBe('swept');
    expect(world.asked.at(-1)).toBe('documents since 2026-05-01T11:45:00.000Z');
  });
});

describe('webhooks that were made anew', () => {
  it('have a firm swept once more that is mirrored by them alone: what came before they served is lost', async () => {
    const world = new World();
    world.byWebhooks = true;
    await world.sweep();
    world.time += 5 * HOUR;
    world.hookMadeAt = new Date(world.time);
    expect((await world.sweep()).outcome).toBe('swept');
    // It may have begun to serve after that sweep had begun.
    world.time += HOUR;
    expect((await world.sweep()).outcome).toBe('swept');
    world.time += HOUR;
    expect((await world.sweep()).outcome).toBe('early');
  });
});

describe('the sweeper', () => {
  it('runs every firm, and one firm’s trouble is not another’s', async () => {
    const [good, bad] = [FirmId.parse('good'), FirmId.parse('bad')];
    const swept: string[] = [];
    const both = Promise.withResolvers<void>();
    const troubled: string[] = [];
    const sweeper = new Sweeper(
      {
        sweep: (firm) =>
          firm === bad
            ? Promise.reject(new Error('403'))
            : Promise.resolve({ outcome: 'early', dueAt: new Date(Date.now() + HOUR) }),
      },
      () => [bad, good, FIRM],
      {
        everyMs: HOUR,
        isServed: () => Promise.resolve(true),
        isWaiting: () => false,
        now: () => new Date(),
        onSwept: (firm) => {
          swept.push(firm);
          if (swept.length === 2) both.resolve();
        },
        onTrouble: (firm) => troubled.push(firm),
      },
    );
    sweeper.start();
    await both.promise;
    await sweeper.stop();
    expect([swept.toSorted(), troubled]).toEqual([['good', 'hartwell'], ['bad']]);
  });

  it('goes on with other firms while two wait for their budget', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const firms = ['one', 'two', 'three', 'four', 'five'].map((firm) => FirmId.parse(firm));
    const busy = new Set(firms.slice(0, 2));
    const begun: FirmId[] = [];
    const sweep = async (firm: FirmId, signal: AbortSignal): Promise<SweepOutcome> => {
      begun.push(firm);
      if (busy.has(firm)) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { outcome: 'early', dueAt: new Date(Date.now() + HOUR) };
    };
    let waiting: ReadonlySet<FirmId> = new Set();
    const sweeper = new Sweeper({ sweep }, () => firms, {
      everyMs: HOUR,
      isServed: () => Promise.resolve(true),
      isWaiting: (firm) => waiting.has(firm),
      now: () => new Date(),
      onSwept: () => undefined,
      onTrouble: () => undefined,
    });
    sweeper.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(begun).toEqual([...busy]);
    waiting = busy;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(begun).toEqual(firms);
    await sweeper.stop();
  });
});
