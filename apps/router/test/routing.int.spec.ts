import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  documentStream,
  FirmId,
  firmStream,
  matterStream,
  Policy,
  type DocumentSnapshot,
  type Event,
  type EventName,
  type MatterSnapshot,
  type StreamName,
} from '@counterpart/contracts';
import type { NewEvent, RecordedEvent } from '@counterpart/event-store';
import { applyPolicy, PolicyBook } from '@counterpart/policies';
import type { PlanRestricted } from '../src/plan-restricted/plan-restricted.handler.js';
import type { PlanScaffold, MatterTurn } from '../src/plan-scaffold/plan-scaffold.handler.js';
import type { ReleaseHeld } from '../src/release-held/release-held.handler.js';
import type { DocumentTurn } from '../src/route-document/document-turn.js';
import type { RouteDocument } from '../src/route-document/route-document.handler.js';
import { PRIVILEGED } from '../src/routing/ground/document-events.spec-data.js';
import { sampleDocument, sampleMatter, provenFolder } from '../src/routing/ground/samples.spec-data.js';
import { sharedGround } from './ground.js';
import { handlersOn } from './handlers.js';
import { delivered } from './listening.js';
import { docId, MATTER } from './scene.js';
import { NOW, tell } from './tell.js';

const ground = sharedGround();
let book: PolicyBook;
let route: RouteDocument;
let release: ReleaseHeld;
let restrict: PlanRestricted;
let plan: PlanScaffold;
let firm: FirmId;

beforeEach(() => {
  firm = FirmId.parse(`firm-${randomUUID().slice(0, 8)}`);
  const { store } = ground;
  book = new PolicyBook(store);
  ({ route, plan, release, restrict } = handlersOn(store, () => firm, book));
});

const record = <Name extends EventName>(event: NewEvent<Name>) => tell(ground.store, event);
const storyOf = async (stream: StreamName): Promise<readonly Event[]> =>
  (await ground.store.readStream(stream)).map((recorded: RecordedEvent) => recorded.event);
const routings = async (id: string) =>
  (await storyOf(documentStream(firm, docId(id)))).flatMap((event) =>
    event.name === 'DocumentRouted' ? [event] : [],
  );

async function turn<Name extends DocumentTurn>(event: NewEvent<Name>) {
  return route.handle(delivered(await record(event)) as never);
}

async function register(details: Partial<MatterSnapshot> = {}, name: MatterTurn = 'MatterRegistered') {
  const matter = sampleMatter(details);
  const data = name === 'MatterChanged' ? { matter, changed: [] } : { matter };
  const event = { name, stream: matterStream(firm, matter.id), firm, key: `${firm}/${matter.id}`, data };
  return plan.handle(delivered(await record(event as NewEvent<MatterTurn>)) as never);
}

const add = (id: string, details: Partial<DocumentSnapshot> = {}) =>
  turn({
    name: 'DocumentAdded',
    stream: documentStream(firm, docId(id)),
    firm,
    key: `${firm}/${MATTER}`,
    data: { document: sampleDocument({ id: docId(id), ...details }) },
  });

const apply = (settings: object) =>
  applyPolicy(ground.store, book, {
    firm,
    policy: Policy.parse(settings),
    madeFrom: undefined,
    note: null,
    actor: 'user:ada',
    id: randomUUID(),
    now: NOW,
  });

describe('routing', () => {
  it('plans a matter’s folders once, and says why they are these', async () => {
    expect(await register()).toEqual({ kind: 'done' });
    expect(await register({}, 'MatterChanged')).toEqual({ kind: 'done' });
    const planned = (await storyOf(matterStream(firm, MATTER))).filter(
      ({ name }) => name === 'ScaffoldPlanned',
    );
    expect(planned).toMatchObject([
      {
        data: {
          policyVersion: 0,
          folders: [
            '/Matters/2026-0001-Reyes',
            '/Matters/2026-0001-Reyes/Pleadings',
            '/Matters/2026-0001-Reyes/Correspondence',
            '/Matters/2026-0001-Reyes/Discovery',
            '/Matters/2026-0001-Reyes/Contracts',
            '/Matters/2026-0001-Reyes/Unsorted',
          ],
          why: [{ rule: 'roots.default' }, { on: '{MatterNumber}' }, { on: '{Client}' }],
        },
      },
    ]);
  });

  it('gives the second document of a name a suffix, and says who holds the plain one', async () => {
    await register();
    await add('11', { name: 'Brief.pdf' });
    await add('22', { name: 'BRIEF.PDF' });
    const [routed] = await routings('22');
    expect(routed?.data.placement).toEqual({
      folder: '/Matters/2026-0001-Reyes/Pleadings',
      name: 'BRIEF (22).PDF',
      disambiguated: true,
      heldBy: documentStream(firm, docId('11')),
    });
    expect(routed?.data.why?.at(-1)).toEqual({
      rule: 'name.taken',
      on: 'BRIEF.PDF',
      gives: 'BRIEF (22).PDF',
    });
  });

  it('reports a document whose category is not mapped', async () => {
    await register();
    await add('11', { category: { id: '1', name: 'Medical Records' } });
    expect((await routings('11'))[0]?.data).toMatchObject({
      placement: { folder: '/Matters/2026-0001-Reyes/Unsorted' },
      unmapped: { category: 'Medical Records' },
    });
  });

  it('claims a place for the copy of a client’s upload, too', async () => {
    await register();
    await add('11', { creator: 'client', name: 'W2.pdf' });
    await add('22', { creator: 'client', name: 'w2.pdf', category: null });
    const copies = await Promise.all(['11', '22'].map(async (id) => (await routings(id))[0]?.data.copies));
    expect(copies).toEqual([
      [{ purpose: 'client-upload', folder: '/ClientUploads/2026-0001', name: 'W2.pdf' }],
      [{ purpose: 'client-upload', folder: '/ClientUploads/2026-0001', name: 'w2 (22).pdf' }],
    ]);
  });

  it('places by the policy that is in force at that moment', async () => {
    await register();
    await add('11');
    await apply({ categories: { Pleadings: 'Court' } });
    await add('22', { name: 'Other.pdf' });
    const placed = await Promise.all(['11', '22'].map(async (id) => (await routings(id))[0]?.data));
    expect(placed).toMatchObject([
      { policyVersion: 0, placement: { folder: '/Matters/2026-0001-Reyes/Pleadings' } },
      { policyVersion: 1, placement: { folder: '/Matters/2026-0001-Reyes/Court' } },
    ]);
  });

  it('lets a document in flight keep the policy that it was placed under, whatever is applied meanwhile', async () => {
    await register();
    await add('11', { creator: 'client' });
    const [first] = await routings('11');
    await apply({ categories: { Pleadings: 'Court' }, filters: { categories: { except: ['Pleadings'] } } });
    const outcome = { document: docId('11'), matter: MATTER, routed: first!.id, versionNumber: 1 };
    await turn({
      name: 'StagingLost',
      stream: documentStream(firm, docId('11')),
      firm,
      key: `${firm}/${MATTER}`,
      data: { ...outcome, attempt: 1, reason: 'STAGING_LOST', left: null },
    });
    const [, again] = await routings('11');
    const { attempt, ...rest } = again!.data;
    expect(attempt).toBe(2);
    expect(rest).toEqual({ ...first!.data, attempt: undefined });
  });

  it('holds back what was marked privileged meanwhile, in flight or not', async () => {
    await register();
    await add('11');
    const [first] = await routings('11');
    const stream = documentStream(firm, docId('11'));
    const key = `${firm}/${MATTER}`;
    const document = sampleDocument({ id: docId('11'), ...PRIVILEGED });
    await record({ name: 'DocumentChanged', stream, firm, key, data: { document, changed: ['category'] } });
    const outcome = { document: docId('11'), matter: MATTER, routed: first!.id, versionNumber: 1 };
    const data = { ...outcome, attempt: 1, reason: 'STAGING_LOST', left: null } as const;
    await turn({ name: 'StagingLost', stream, firm, key, data });
    expect((await storyOf(stream)).at(-1)).toMatchObject({
      name: 'DocumentSkipped',
      data: { reason: 'PRIVILEGED_HELD', why: [{ rule: 'privileged.categories' }] },
    });
  });

  describe('a privileged document', () => {
    const firmStory = (name: EventName) =>
      storyOf(firmStream(firm)).then((story) => story.filter((event) => event.name === name));
    const prove = () =>
      record({
        name: 'RestrictedFolderProven',
        stream: firmStream(firm),
        firm,
        key: `${firm}/-`,
        data: provenFolder(),
      });

    it('is held, and the restricted folder planned once, however many there are', async () => {
      await register();
      await Promise.all(['11', '12', '13'].map((id) => add(id, { name: `${id}.pdf`, ...PRIVILEGED })));
      expect(await firmStory('RestrictedFolderPlanned')).toMatchObject([
        { data: { folder: '/Privileged', groupName: 'Attorneys' } },
      ]);
      expect(await routings('11')).toEqual([]);
    });

    it('is routed when the folder is proven, with the proof; a redelivery changes nothing', async () => {
      await register();
      await add('11', { name: 'a.pdf', ...PRIVILEGED });
      await add('12', { name: 'b.pdf' });
      const proven = await prove();
      expect(await release.handle(delivered(proven) as never)).toEqual({ kind: 'done' });
      await release.handle(delivered(proven) as never);
      expect(await routings('11')).toMatchObject([
        {
          causationid: proven.id,
          data: {
            placement: { folder: '/Privileged/2026-0001' },
            restricted: { proof: proven.id, namespace: '77' },
          },
        },
      ]);
      expect(await routings('12')).toMatchObject([
        { data: { placement: { folder: '/Matters/2026-0001-Reyes/Pleadings' } } },
      ]);
      await add('13', { name: 'c.pdf', ...PRIVILEGED });
      expect(await routings('13')).toMatchObject([{ data: { restricted: { proof: proven.id } } }]);
    });

    it('is released by a proof that arrives while it is being held', async () => {
      await register();
      for (let round = 0; round < 8; round += 1) {
        const id = String(100 + round);
        const proofComes = async () => release.handle(delivered(await prove()) as never);
        await Promise.all([add(id, { name: `${id}.pdf`, ...PRIVILEGED }), proofComes()]);
        expect(await routings(id)).toHaveLength(1);
      }
    });

    it('waits for a folder that is planned anew when the policy names another', async () => {
      await register();
      await add('11', { name: 'a.pdf', ...PRIVILEGED });
      await prove();
      await apply({ privileged: { folder: '/Locked' } });
      const [applied] = await firmStory('PolicyApplied');
      expect(await restrict.handle(delivered(applied!) as never)).toEqual({ kind: 'done' });
      expect((await firmStory('RestrictedFolderPlanned')).at(-1)).toMatchObject({
        data: { folder: '/Locked' },
      });
      await add('12', { name: 'b.pdf', ...PRIVILEGED });
      expect(await routings('12')).toEqual([]);
    });
  });

  it('skips by filter and says by which; a change of the document may give it a place', async () => {
    await register();
    await apply({ filters: { categories: { except: ['Pleadings'] } } });
    await add('11');
    const stream = documentStream(firm, docId('11'));
    expect((await storyOf(stream)).at(-1)).toMatchObject({
      name: 'DocumentSkipped',
      data: {
        reason: 'FILTERED',
        policyVersion: 1,
        why: [{ rule: 'filters.categories.except', on: 'Pleadings' }],
      },
    });
    const renamed = sampleDocument({ id: docId('11'), name: 'Renamed.pdf' });
    const changed = (document: DocumentSnapshot) =>
      turn({
        name: 'DocumentChanged',
        stream,
        firm,
        key: `${firm}/${MATTER}`,
        data: { document, changed: [] },
      });
    expect(await changed(renamed)).toMatchObject({ kind: 'skip' });
    await changed({ ...renamed, category: { id: '2', name: 'Discovery' } });
    expect((await routings('11'))[0]?.data.placement).toMatchObject({ name: 'Renamed.pdf' });
  });

  it('makes no folder for a matter that a filter leaves out, until a policy wants it', async () => {
    await apply({ filters: { practiceAreas: { except: ['Litigation'] } } });
    expect(await register()).toEqual({ kind: 'skip', reason: 'left out by filters.practiceAreas.except' });
    await add('11');
    await apply({});
    await add('22');
    const names = (await storyOf(matterStream(firm, MATTER))).map(({ name }) => name);
    expect(names).toEqual(['MatterRegistered', 'ScaffoldPlanned']);
    expect((await routings('22'))[0]?.data.placement.folder).toBe('/Matters/2026-0001-Reyes/Pleadings');
    expect(await routings('11')).toEqual([]);
  });

  it('waits for a matter that nobody has told of', async () => {
    expect(await add('11')).toMatchObject({ kind: 'retry', code: 'MATTER_UNKNOWN' });
  });

  it('decides again where the document moves on under its hands', async () => {
    await register();
    const turns = await Promise.all([
      add('11'),
      add('11', { name: 'Second.pdf' }),
      add('11', { name: 'Third.pdf' }),
    ]);
    // Two that were told the same newest event have both done it; it stands once.
    for (const { kind } of turns) expect(['done', 'skip']).toContain(kind);
    expect(await routings('11')).toHaveLength(1);
  });

  it('gives many documents of one name, coming at once, a place each', async () => {
    await register();
    const ids = Array.from({ length: 12 }, (_, index) => String(100 + index));
    await Promise.all(ids.map((id) => add(id, { name: 'Brief.pdf' })));
    const names = await Promise.all(ids.map(async (id) => (await routings(id))[0]?.data.placement.name));
    expect(new Set(names).size).toBe(12);
    expect(names.filter((name) => name === 'Brief.pdf')).toHaveLength(1);
  });
});
