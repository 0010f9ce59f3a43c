import { expect, it } from 'vitest';
import { DocumentId, documentStream, EventId, NamespaceId, VersionId } from '@counterpart/contracts';
import { FIRM, FOLDER, lookTwice, MATTER, startFirm } from './drift-scene.js';

type Firm = Awaited<ReturnType<typeof startFirm>>;

/** Our own move of `Brief.pdf` into another folder: it is made, and its outcome is told later. */
async function ourMove({ claim, tell, client }: Firm, document: DocumentId, folder: string) {
  const [from, to] = [`${FOLDER}/Brief.pdf`, `${folder}/Brief.pdf`];
  await claim(to, document);
  const found = await client.look(from);
  if (found.kind !== 'file') throw new Error('nothing is to be moved');
  const { id: counterpart, rev } = found;
  const stream = documentStream(FIRM, document);
  const about = { matter: MATTER, document, from };
  const planned = await tell(stream, 'RelocationPlanned', {
    ...about,
    to: { folder, name: 'Brief.pdf', disambiguated: false },
    via: null,
    access: 'unchanged',
    policyVersion: 0,
    why: [],
    counterpart,
  });
  await client.relocate('move', from, to);
  const outcome = { ...about, planned, to, purpose: 'follow', counterpart, rev, how: 'moved' } as const;
  return { tell: () => tell(stream, 'Relocated', outcome) };
}

it('an edit, a move and a deletion by hand are told once each, and nothing is changed back', async () => {
  const { drift, put, mirror, told, client, admin } = await startFirm();
  const [edited, moved, deleted, kept] = [
    await mirror('1', 'Brief.pdf'),
    await mirror('2', 'Motion.pdf'),
    await mirror('3', 'Müller.pdf'),
    await mirror('4', 'Kept.pdf'),
  ];
  expect(await lookTwice(drift)).toBe(0);
  await put(`${FOLDER}/Brief.pdf`, 'edited by hand');
  await client.relocate('move', `${FOLDER}/Motion.pdf`, '/Elsewhere/Motion.pdf');
  await admin('DELETE', `file?path=${encodeURIComponent(`${FOLDER}/Müller.pdf`)}`);
  expect(await lookTwice(drift)).toBe(3);
  expect(await told(edited)).toMatchObject([{ kind: 'edited', mirrored: `${FOLDER}/Brief.pdf` }]);
  expect(await told(moved)).toMatchObject([{ kind: 'moved', found: { path: '/Elsewhere/Motion.pdf' } }]);
  expect(await told(deleted)).toMatchObject([{ kind: 'deleted', found: null }]);
  expect(await told(kept)).toEqual([]);
  await put('/Elsewhere/other.txt', 'unrelated');
  expect(await lookTwice(drift)).toBe(0);
});

it('what we moved ourselves is no drift, and a whole folder that somebody moved is one for each document', async () => {
  const firm = await startFirm();
  const { drift, mirror, told, client } = firm;
  const [ours, theirs] = [await mirror('1', 'Brief.pdf'), await mirror('2', 'Motion.pdf')];
  expect(await lookTwice(drift)).toBe(0);
  const move = await ourMove(firm, ours, '/Matters/Reyes II');
  // Its outcome is not told yet.
  expect(await lookTwice(drift)).toBe(0);
  await move.tell();
  expect(await lookTwice(drift)).toBe(0);
  await client.relocate('move', FOLDER, '/Elsewhere');
  expect(await lookTwice(drift)).toBe(1);
  expect(await told(ours)).toEqual([]);
  expect(await told(theirs)).toMatchObject([{ kind: 'moved', found: { path: '/Elsewhere/Motion.pdf' } }]);
});

it('a Paper or Google document among the files breaks no look, and is never taken for a counterpart', async () => {
  const { drift, mirror, told, client, admin } = await startFirm();
  const [document, other] = [await mirror('1', 'Brief.pdf'), await mirror('2', 'Motion.pdf')];
  const putPaper = (name: string): Promise<unknown> =>
    admin('PUT', `file?path=${encodeURIComponent(`${FOLDER}/${name}`)}&barred=cloud-document`, 'no bytes');
  await putPaper('Outline.paper');
  expect(await lookTwice(drift)).toBe(0);
  await client.relocate('move', `${FOLDER}/Brief.pdf`, '/Elsewhere/Brief.pdf');
  await putPaper('Brief.pdf');
  expect(await lookTwice(drift)).toBe(1);
  expect(await told(document)).toMatchObject([{ kind: 'moved', found: { path: '/Elsewhere/Brief.pdf' } }]);
  expect(await told(other)).toEqual([]);
});

it('one look is no evidence: what is set right before the second is not told', async () => {
  const { drift, mirror, told, client } = await startFirm();
  const document = await mirror('1', 'Brief.pdf');
  await drift.look(FIRM);
  await client.relocate('move', `${FOLDER}/Brief.pdf`, '/Elsewhere/Brief.pdf');
  expect(await drift.look(FIRM)).toBe(0);
  await client.relocate('move', '/Elsewhere/Brief.pdf', `${FOLDER}/Brief.pdf`);
  expect(await lookTwice(drift)).toBe(0);
  expect(await told(document)).toEqual([]);
});

it('a look that breaks off is begun anew where it began', async () => {
  const { drift, mirror, told, client, plan } = await startFirm();
  const document = await mirror('1', 'Brief.pdf');
  await drift.look(FIRM);
  await client.relocate('move', `${FOLDER}/Brief.pdf`, '/Elsewhere/Brief.pdf');
  const broken = { route: 'list_folder/continue', effect: { kind: 'route-error', tags: ['other'] } };
  await plan(broken);
  await expect(drift.look(FIRM)).rejects.toMatchObject({ name: 'DropboxError' });
  await plan();
  expect(await lookTwice(drift)).toBe(1);
  expect(await told(document)).toMatchObject([{ kind: 'moved' }]);
});

it('what was deleted before the first look is found, and after a cursor that expired', async () => {
  const { drift, mirror, told, remove, plan } = await startFirm();
  const [early, late, kept] = [
    await mirror('1', 'Brief.pdf'),
    await mirror('2', 'Motion.pdf'),
    await mirror('3', 'Kept.pdf'),
  ];
  await remove(`${FOLDER}/Brief.pdf`);
  expect(await lookTwice(drift)).toBe(1);
  expect(await told(early)).toMatchObject([{ kind: 'deleted', found: null }]);
  const expired = {
    route: 'list_folder/continue',
    times: 1,
    effect: { kind: 'route-error', tags: ['reset'] },
  };
  await plan(expired);
  await remove(`${FOLDER}/Motion.pdf`);
  expect(await lookTwice(drift)).toBe(1);
  expect(await told(late)).toMatchObject([{ kind: 'deleted' }]);
  expect(await told(kept)).toEqual([]);
});

it('a listing that shows nothing, or breaks off, is no evidence that anything was deleted', async () => {
  const { drift, mirror, told, remove, put, plan } = await startFirm();
  const document = await mirror('1', 'Brief.pdf');
  await remove(`${FOLDER}/Brief.pdf`);
  await expect(drift.look(FIRM)).rejects.toMatchObject({ name: 'EmptyListing' });
  await expect(drift.look(FIRM)).rejects.toMatchObject({ name: 'EmptyListing' });
  expect(await told(document)).toEqual([]);
  await put('/Elsewhere/other.txt', 'unrelated');
  const broken = {
    route: 'files/list_folder',
    times: 1,
    effect: { kind: 'route-error', tags: ['path', 'not_found'] },
  };
  await plan(broken);
  await expect(drift.look(FIRM)).rejects.toMatchObject({ name: 'DropboxError' });
  expect(await told(document)).toEqual([]);
  expect(await lookTwice(drift)).toBe(1);
});

it('what somebody set right by hand after it was told is told as set right', async () => {
  const { drift, mirror, story, client } = await startFirm();
  const document = await mirror('1', 'Brief.pdf');
  await drift.look(FIRM);
  await client.relocate('move', `${FOLDER}/Brief.pdf`, '/Elsewhere/Brief.pdf');
  expect(await lookTwice(drift)).toBe(1);
  await client.relocate('move', '/Elsewhere/Brief.pdf', `${FOLDER}/Brief.pdf`);
  expect(await lookTwice(drift)).toBe(0);
  const last = (await story(documentStream(FIRM, document))).at(-1);
  expect(last).toMatchObject({ name: 'DriftHealed', data: { how: 'found', kind: 'moved' } });
});

it('what lay in a document’s way and is gone at two looks is told once; while it lies there nothing is', async () => {
  const { drift, put, mirror, claim, tell, story, remove } = await startFirm();
  await mirror('1', 'Brief.pdf');
  const [document, path] = [DocumentId.parse('9'), `${FOLDER}/Motion.pdf`];
  const stream = documentStream(FIRM, document);
  await put(path, 'put there by hand');
  await claim(path, document);
  const conflict = await tell(stream, 'PlacementConflictFound', {
    document,
    matter: MATTER,
    routed: EventId.parse('00000000-0000-4000-8000-000000000002'),
    versionNumber: 1,
    path,
    found: 'file',
    foundRev: '015f6a1c',
    foundContentHash: 'b'.repeat(64),
    contentHash: 'a'.repeat(64),
  });
  await lookTwice(drift);
  await put(path, 'edited where it lies');
  await lookTwice(drift);
  const names = async () => (await story(stream)).map(({ name }) => name);
  expect(await names()).toEqual(['PlacementConflictFound']);
  await remove(path);
  await drift.look(FIRM);
  expect(await names()).toEqual(['PlacementConflictFound']);
  await drift.look(FIRM);
  await lookTwice(drift);
  expect((await story(stream)).slice(1)).toMatchObject([{ name: 'PlaceCleared', data: { conflict, path } }]);
});

it('a file that a hand moves back to a place that it once had is told', async () => {
  const firm = await startFirm();
  const { drift, mirror, told, client } = firm;
  const document = await mirror('1', 'Brief.pdf');
  expect(await lookTwice(drift)).toBe(0);
  await (await ourMove(firm, document, '/Privileged/0001')).tell();
  expect(await lookTwice(drift)).toBe(0);
  await client.relocate('move', '/Privileged/0001/Brief.pdf', `${FOLDER}/Brief.pdf`);
  expect(await lookTwice(drift)).toBe(1);
  expect(await told(document)).toMatchObject([{ kind: 'moved', found: { path: `${FOLDER}/Brief.pdf` } }]);
});

it('our own commit is no drift while its outcome is not told, and a hand edit is told once it is', async () => {
  const { drift, mirror, tell, told, put } = await startFirm();
  const document = await mirror('1', 'Brief.pdf');
  expect(await lookTwice(drift)).toBe(0);
  const stream = documentStream(FIRM, document);
  const [size, versionNumber] = [9, 2];
  const routed = await tell(stream, 'DocumentRouted', {
    document,
    matter: MATTER,
    version: { id: VersionId.parse('9002'), number: versionNumber, size },
    placement: { folder: FOLDER, name: 'Brief.pdf', disambiguated: false },
    replaces: '015f6a1c',
    counterpart: 'id:1',
    clientModified: null,
    policyVersion: 0,
    attempt: 1,
  });
  const { id: counterpart, rev, content_hash: contentHash } = await put(`${FOLDER}/Brief.pdf`, 'version 2');
  expect(await lookTwice(drift)).toBe(0);
  expect(await drift.look(FIRM)).toBe(0);
  await tell(stream, 'DocumentMirrored', {
    document,
    matter: MATTER,
    routed,
    versionNumber,
    namespace: NamespaceId.parse('3235641'),
    path: `${FOLDER}/Brief.pdf`,
    counterpart,
    rev,
    size,
    contentHash,
    sha256: 'a'.repeat(64),
    how: 'written',
  });
  expect(await lookTwice(drift)).toBe(0);
  await put(`${FOLDER}/Brief.pdf`, 'by hand');
  expect(await lookTwice(drift)).toBe(1);
  expect(await told(document)).toMatchObject([{ kind: 'edited' }]);
});
