import { describe, expect, it } from 'vitest';
import {
  documentStream,
  matterStream,
  NamespaceId,
  VersionId,
  type DocumentId,
  type EventId,
  type StreamName,
} from '@counterpart/contracts';
import { contentHash } from '@counterpart/dropbox-client';
import { FIRM, FOLDER, lookTwice, MATTER, startFirm } from './drift-scene.js';

/*
 * Work that was given up counted as on its way until a person retried or discarded it. One dead move of a matter’s folder hid every edit
 * and deletion in it, and kept all of it from being put back; one dead upload did so for its document.
 *
 * What was given up may have been done when its answer was lost, or half of it. That is ours, and stays as it is: a retry goes on there.
 */

type Firm = Awaited<ReturnType<typeof startFirm>>;

const RENAMED = '/Matters/Reyes II';
const BRIEF = `${FOLDER}/Brief.pdf`;
const ABOUT_FOLDER = { stream: matterStream(FIRM, MATTER), document: null };

interface Work {
  readonly stream: StreamName;
  readonly document: DocumentId | null;
  readonly consumer: string;
  readonly id: EventId;
}

const workOf = ({ consumer, document, id: eventId }: Work) => ({
  consumer,
  source: { topic: 'router.decisions.v1', partition: 0, offset: '1', key: 'k' },
  eventType: null,
  eventId,
  code: 'DROPBOX_FULL' as const,
  tries: 4,
  document,
  matter: MATTER,
});
const times = { firstFailedAt: '2026-05-01T10:00:00Z', lastFailedAt: '2026-05-01T10:00:00Z' };

const giveUp = ({ tell }: Firm, work: Work): Promise<unknown> =>
  tell(work.stream, 'WorkDeadLettered', { ...workOf(work), ...times });
const retry = ({ tell }: Firm, work: Work): Promise<unknown> =>
  tell(work.stream, 'RetryOrdered', { ...workOf(work), state: 'dead', why: null });

/** The move of the matter’s folder was given up. */
async function deadFolderMove(firm: Firm): Promise<Work> {
  const id = await firm.tell(ABOUT_FOLDER.stream, 'RelocationPlanned', {
    matter: MATTER,
    document: null,
    counterpart: null,
    from: FOLDER,
    to: { folder: '/Matters', name: 'Reyes II', disambiguated: false },
    via: null,
    access: 'unchanged',
    policyVersion: 0,
    why: [],
  });
  const work = { ...ABOUT_FOLDER, consumer: 'archiver', id };
  await giveUp(firm, work);
  return work;
}

/** The upload of a second version was given up, while its bytes were fetched or when they were committed. */
async function deadUpload(firm: Firm, document: DocumentId, staged?: string): Promise<Work> {
  const { tell } = firm;
  const stream = documentStream(FIRM, document);
  const placement = { folder: FOLDER, name: 'Brief.pdf', disambiguated: false };
  const bound = { placement, replaces: '015f6a1c', counterpart: 'id:1', clientModified: null, attempt: 1 };
  const about = { document, matter: MATTER };
  const version = { id: VersionId.parse('9002'), number: 2, size: 9 };
  let id = await tell(stream, 'DocumentRouted', { ...about, ...bound, version, policyVersion: 0 });
  if (staged !== undefined) {
    id = await tell(stream, 'DocumentStaged', {
      ...about,
      ...bound,
      routed: id,
      versionNumber: 2,
      namespace: NamespaceId.parse('3235641'),
      session: 'pid_upload_session:1',
      size: staged.length,
      contentHash: contentHash(Buffer.from(staged)),
      sha256: 'a'.repeat(64),
      expiresAt: '2026-12-05T09:00:00Z',
    });
  }
  const work = {
    stream,
    document,
    consumer: staged === undefined ? 'uploader.stage' : 'uploader.commit',
    id,
  };
  await giveUp(firm, work);
  return work;
}

async function start() {
  const firm = await startFirm();
  const document = await firm.mirror('1', 'Brief.pdf');
  await firm.put('/Elsewhere/other.txt', 'unrelated');
  await firm.apply({ edited: 'heal', moved: 'heal', deleted: 'heal' });
  await lookTwice(firm.drift);
  const contentAt = async (path: string): Promise<string | undefined> => (await firm.files())[path];
  return { ...firm, document, contentAt };
}

describe('behind a dead move of the matter’s folder', () => {
  it('edits and deletions are told and put back', async () => {
    const firm = await start();
    const { drift, heal, put, remove, contentAt } = firm;
    await firm.mirror('2', 'Motion.pdf');
    await deadFolderMove(firm);
    await put(BRIEF, 'edited by hand');
    await remove(`${FOLDER}/Motion.pdf`);
    expect(await lookTwice(drift)).toBe(2);
    expect(await heal.tend(FIRM)).toBe(2);
    expect(await contentAt(BRIEF)).toBe('content of 1');
    expect(await contentAt(`${FOLDER}/Motion.pdf`)).toBe('content of 2');
  });

  it('nothing is told or touched once a person has it tried again', async () => {
    const firm = await start();
    const { drift, heal, put, contentAt } = firm;
    const work = await deadFolderMove(firm);
    await put(BRIEF, 'edited by hand');
    expect(await lookTwice(drift)).toBe(1);
    await retry(firm, work);
    expect(await heal.tend(FIRM)).toBe(0);
    await put(BRIEF, 'edited again');
    expect(await lookTwice(drift)).toBe(0);
    expect(await contentAt(BRIEF)).toBe('edited again');
  });

  it('what the half that went took along is no drift, and is not taken back', async () => {
    const firm = await start();
    const { drift, heal, put, client, contentAt, told, document } = firm;
    await deadFolderMove(firm);
    await client.relocate('move', BRIEF, `${RENAMED}/Brief.pdf`);
    expect(await lookTwice(drift)).toBe(0);
    expect(await told(document)).toEqual([]);
    await put(`${RENAMED}/Brief.pdf`, 'edited by hand');
    await lookTwice(drift);
    expect(await told(document)).toMatchObject([{ kind: 'edited' }]);
    expect(await heal.tend(FIRM)).toBe(0);
    expect(await contentAt(`${RENAMED}/Brief.pdf`)).toBe('edited by hand');
  });

  it('nothing is put back into a folder that is there no more', async () => {
    const firm = await start();
    const { drift, heal, remove, client } = firm;
    await firm.mirror('2', 'Motion.pdf');
    await deadFolderMove(firm);
    await client.relocate('move', FOLDER, RENAMED);
    await remove(`${RENAMED}/Motion.pdf`);
    expect(await lookTwice(drift)).toBe(1);
    expect(await heal.tend(FIRM)).toBe(0);
    expect(Object.keys(await firm.files())).toEqual(['/Elsewhere/other.txt', `${RENAMED}/Brief.pdf`]);
  });
});

describe('behind a dead upload', () => {
  it.each([[undefined], ['version 2']])('an edit is told and put back, staged or not: %s', async (staged) => {
    const firm = await start();
    const { drift, heal, put, document, contentAt } = firm;
    await deadUpload(firm, document, staged);
    await put(BRIEF, 'edited by hand');
    expect(await lookTwice(drift)).toBe(1);
    expect(await heal.tend(FIRM)).toBe(1);
    expect(await contentAt(BRIEF)).toBe('content of 1');
  });

  it('the version that was committed though its answer was lost is no hand’s edit, and stays', async () => {
    const firm = await start();
    const { drift, heal, put, remove, document, told, contentAt } = firm;
    await put(BRIEF, 'edited by hand');
    expect(await lookTwice(drift)).toBe(1);
    await deadUpload(firm, document, 'version 2');
    await put(BRIEF, 'version 2');
    expect(await lookTwice(drift)).toBe(0);
    expect(await heal.tend(FIRM)).toBe(0);
    expect(await contentAt(BRIEF)).toBe('version 2');
    await remove(BRIEF);
    await lookTwice(drift);
    expect((await told(document)).at(-1)).toMatchObject({ kind: 'deleted' });
  });
});

it('a person who has it tried again while a file is put back is not raced', async () => {
  const firm = await start();
  const { drift, heal, put, healing, contentAt } = firm;
  const work = await deadFolderMove(firm);
  await put(BRIEF, 'edited by hand');
  expect(await lookTwice(drift)).toBe(1);
  healing.onGate = async () => {
    await retry(firm, work);
  };
  expect(await heal.tend(FIRM)).toBe(0);
  expect(await contentAt(BRIEF)).toBe('edited by hand');
});
