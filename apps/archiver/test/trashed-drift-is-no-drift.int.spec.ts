import { expect, it } from 'vitest';
import { documentStream, firmStream, type DocumentId } from '@counterpart/contracts';
import { readDrifted, readDriftStanding } from '@counterpart/event-store';
import { FIRM, FOLDER, lookTwice, MATTER, startFirm } from './drift-scene.js';
import { documentOf } from './records.js';

/*
 * Somebody cleaned up in Dropbox what lay in Clio’s trash already. It was told as changed by hand, nothing could heal it, and nothing
 * ever closed it: the firm was in sync only as of that moment, though nothing differed, and after enough of it nothing at all was healed
 * any more.
 */

type Firm = Awaited<ReturnType<typeof startFirm>>;

const trash = ({ tell }: Firm, document: DocumentId): Promise<unknown> =>
  tell(documentStream(FIRM, document), 'DocumentTrashed', {
    document,
    matter: MATTER,
    trashedAt: '2026-11-24T09:00:00Z',
  });

const untrash = ({ tell }: Firm, document: DocumentId): Promise<unknown> =>
  tell(documentStream(FIRM, document), 'DocumentRestored', {
    document: documentOf(MATTER, { id: document, name: 'Brief.pdf', category: null }),
  });

const standing = ({ store }: Firm, matter: typeof MATTER | null = null) =>
  store.transact(({ client }) => readDriftStanding(client, { firm: FIRM, matter }), { firm: FIRM });

it('what lies in the trash differs from nothing when its file is deleted, and does again once it is taken back', async () => {
  const firm = await startFirm();
  const { drift, mirror, remove, put, store } = firm;
  const document = await mirror('1', 'Brief.pdf');
  await put('/Elsewhere/other.txt', 'unrelated');
  await lookTwice(drift);
  await trash(firm, document);
  await remove(`${FOLDER}/Brief.pdf`);
  expect(await lookTwice(drift)).toBe(1);
  expect(await standing(firm)).toEqual({ changed: 0, oldest: null });
  expect(await standing(firm, MATTER)).toEqual({ changed: 0, oldest: null });
  await untrash(firm, document);
  expect(await standing(firm)).toMatchObject({ changed: 1 });
  const drifted = store.transact(({ client }) => readDrifted(client, FIRM), { firm: FIRM });
  expect(await drifted).toEqual([document]);
});

it('a cleaned trash does not stop what is healed', async () => {
  const firm = await startFirm();
  const { drift, heal, apply, mirror, remove, put, story, files } = firm;
  const documents: DocumentId[] = [];
  for (let id = 1; id <= 6; id += 1) documents.push(await mirror(String(id), `File ${id}.pdf`));
  await put('/Elsewhere/other.txt', 'unrelated');
  await apply({ deleted: 'heal', stopAtLeast: 3, stopAtShare: 0.5 });
  await lookTwice(drift);
  for (const document of documents.slice(0, 4)) await trash(firm, document);
  for (let id = 1; id <= 5; id += 1) if (id !== 4) await remove(`${FOLDER}/File ${id}.pdf`);
  await firm.project();
  expect(await lookTwice(drift)).toBe(4);
  expect(await heal.tend(FIRM)).toBe(1);
  expect(Object.keys(await files())).toContain(`${FOLDER}/File 5.pdf`);
  expect((await story(firmStream(FIRM))).map(({ name }) => name)).not.toContain('DriftHealingStopped');
});
