import { describe, expect, it } from 'vitest';
import { contentHash } from '@counterpart/dropbox-client';
import { routed, startScene, type ClioFile, type Scene } from './scene.js';

const placeOf = ({ document }: ClioFile): string => `/Matters/Reyes/${document}.bin`;

/** Somebody puts a file into Dropbox by hand. */
const putByHand = (scene: Scene, path: string, text: string): Promise<unknown> =>
  scene.dropbox('PUT', `file?path=${encodeURIComponent(path)}`, text);

const sent = async (scene: Scene): Promise<readonly string[]> =>
  (await scene.calls()).filter((route) => route.includes('upload'));
const listings = async (scene: Scene): Promise<readonly string[]> =>
  (await scene.calls()).filter((route) => route.includes('list_folder'));

describe('a document that lies at its place already', () => {
  it('is recognised by its content, and no byte is sent', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(Buffer.from('the very same brief'));
    await putByHand(scene, placeOf(file), 'the very same brief');
    expect(await scene.uploader().stage(routed(file))).toEqual({ kind: 'done' });
    expect(await scene.story(file)).toMatchObject([
      {
        name: 'DocumentMirrored',
        data: { how: 'recognised', path: placeOf(file), contentHash: contentHash(file.bytes), size: 19 },
      },
    ]);
    expect(await sent(scene)).toEqual([]);
  });

  it('is not recognised by name and size alone: other content is a conflict, and nothing is overwritten', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(Buffer.from('the very same brief'));
    await putByHand(scene, placeOf(file), 'another brief alike');
    expect(await scene.uploader().stage(routed(file))).toEqual({ kind: 'done' });
    const theirs = contentHash(Buffer.from('another brief alike'));
    expect(await scene.story(file)).toMatchObject([
      {
        name: 'PlacementConflictFound',
        data: { found: 'file', foundContentHash: theirs, contentHash: contentHash(file.bytes) },
      },
    ]);
    expect(await sent(scene)).toEqual([]);
    expect(await scene.tree()).toEqual(new Map([[placeOf(file), theirs]]));
  });

  it('as a new version that somebody put there by hand is recognised too', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(Buffer.from('the second version'));
    await putByHand(scene, placeOf(file), 'the second version');
    const version = { id: file.version, number: 2, size: file.bytes.length };
    const order = routed(file, { version, replaces: 'a-rev-of-before', counterpart: 'id:before' });
    expect(await scene.uploader().stage(order)).toEqual({ kind: 'done' });
    expect(await scene.story(file)).toMatchObject([
      { name: 'DocumentMirrored', data: { how: 'recognised' } },
    ]);
    expect(await sent(scene)).toEqual([]);
  });

  it('put there after the folder was listed is found by the commit: it lies there once', async () => {
    const scene = await startScene();
    const first = await scene.addDocument(Buffer.from('one'));
    const second = await scene.addDocument(Buffer.from('two'));
    const uploader = scene.uploader();
    await uploader.stage(routed(first));
    await putByHand(scene, placeOf(second), 'two');
    await uploader.stage(routed(second));
    const staged = (await scene.story(second)).filter((event) => event.name === 'DocumentStaged');
    await uploader.commit(staged);
    expect(await scene.story(second)).toMatchObject([
      { name: 'DocumentStaged' },
      { name: 'DocumentMirrored' },
    ]);
    expect(await scene.tree()).toEqual(new Map([[placeOf(second), contentHash(second.bytes)]]));
  });

  it('as a Paper or Google document, which has no content to be compared, is in the way and never taken for it', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(Buffer.from('the very same brief'));
    const path = encodeURIComponent(placeOf(file));
    await scene.dropbox('PUT', `file?path=${path}&barred=cloud-document`, 'the very same brief');
    const uploader = scene.uploader();
    expect(await uploader.stage(routed(file))).toEqual({ kind: 'done' });
    const staged = (await scene.story(file)).filter((event) => event.name === 'DocumentStaged');
    expect(await uploader.commit(staged)).toEqual([{ kind: 'done' }]);
    expect((await scene.story(file)).at(-1)).toMatchObject({
      name: 'PlacementConflictFound',
      data: { found: 'file', foundContentHash: null },
    });
    expect((await scene.tree()).size).toBe(1);
  });
});

describe('a folder', () => {
  it('is listed once for all of its documents, whether it is there or not', async () => {
    const scene = await startScene();
    const files = await Promise.all(
      Array.from({ length: 12 }, (_, n) => scene.addDocument(Buffer.from(`brief ${n}`))),
    );
    const uploader = scene.uploader();
    await Promise.all(files.map((file) => uploader.stage(routed(file))));
    expect(await listings(scene)).toEqual(['files/list_folder']);
  });

  it('costs one listing, then one call of its cursor a time it is freshened, however many documents it gets', async () => {
    const scene = await startScene();
    let time = 0;
    const present = scene.present(() => time);
    const folders = Array.from({ length: 5 }, (_, n) => `/Matters/Reyes/Part ${n}`);
    const names = Array.from({ length: 40 }, (_, n) => `Brief ${n}.pdf`);
    const findAll = async (): Promise<number> => {
      const places = folders.flatMap((folder) =>
        names.map((name) => ({ folder, name, disambiguated: false })),
      );
      const found = await Promise.all(places.map((place) => present.at(scene.firm, place)));
      return found.filter((file) => file !== undefined).length;
    };
    for (const folder of folders) await putByHand(scene, `${folder}/Brief 7.pdf`, 'by hand');
    expect(await findAll()).toBe(5);
    for (const folder of folders) await putByHand(scene, `${folder}/Brief 8.pdf`, 'by hand, later');
    time += 60_000;
    await findAll();
    await expect.poll(findAll).toBe(10);
    const calls = await scene.calls();
    const count = (route: string): number => calls.filter((one) => one === route).length;
    expect(
      ['list_folder', 'list_folder/continue', 'get_metadata'].map((name) => count(`files/${name}`)),
    ).toEqual([5, 5, 0]);
  });

  it('that is a file, or is not there, shows nothing: the commit tells what is wrong', async () => {
    const scene = await startScene();
    const present = scene.present(() => 0);
    await putByHand(scene, '/Matters/Reyes', 'a file where a folder belongs');
    for (const folder of ['/Matters/Reyes', '/Matters/Reyes/Pleadings', '/Nowhere']) {
      const placement = { folder, name: 'Brief.pdf', disambiguated: false };
      expect(await present.at(scene.firm, placement)).toBeUndefined();
    }
  });

  it('tells by its cursor what changed: added, replaced and removed files', async () => {
    const scene = await startScene();
    let time = 0;
    const present = scene.present(() => time);
    const at = (name: string) =>
      present.at(scene.firm, { folder: '/Matters/Reyes', name, disambiguated: false });
    await putByHand(scene, '/Matters/Reyes/Old.pdf', 'old');
    expect(await at('OLD.pdf')).toMatchObject({ path: '/Matters/Reyes/Old.pdf', size: 3 });
    await putByHand(scene, '/Matters/Reyes/New.pdf', 'brand new');
    await scene.dropbox('DELETE', `file?path=${encodeURIComponent('/Matters/Reyes/Old.pdf')}`);
    expect(await at('New.pdf')).toBeUndefined();
    time += 60_000;
    await at('New.pdf');
    await expect.poll(() => at('New.pdf')).toMatchObject({ size: 9 });
    expect(await at('Old.pdf')).toBeUndefined();
    expect(await listings(scene)).toEqual(['files/list_folder', 'files/list_folder/continue']);
  });
});
