import { expect, it } from 'vitest';
import type { TokenProvider } from '@counterpart/access-tokens';
import { GrantTokens } from '@counterpart/connections';
import type { Vendor } from '@counterpart/contracts';
import { contentHash } from '@counterpart/dropbox-client';
import type { Firm } from '@counterpart/service-defaults';
import { routed, startScene, type ClioFile, type Scene, type Uploader } from './scene.js';

const OTHER = '9900001';

/** Grants that a person gives anew, also in the middle of a call. */
class Grants extends GrantTokens {
  serial = 1;
  onToken = (): Promise<void> => Promise.resolve();

  override serialOf(): Promise<number> {
    return Promise.resolve(this.serial);
  }

  override of(firm: Firm, vendor: Vendor): TokenProvider {
    const given = super.of(firm, vendor);
    const token = async (): Promise<string> => {
      await this.onToken();
      return given.token();
    };
    return { token, refresh: (refused) => given.refresh(refused) };
  }
}

async function stage() {
  const grants = new Grants();
  const scene = await startScene(grants);
  const connectAnother = async (): Promise<void> => {
    await scene.dropbox('PUT', 'root', { namespace: OTHER });
    grants.serial += 1;
  };
  return { scene, grants, connectAnother, uploader: scene.uploader() };
}

/** Files of a namespace: path → content hash. */
async function filesIn({ dropboxUrl }: Scene, namespace: string): Promise<ReadonlyMap<string, string>> {
  const text = await (await fetch(`${dropboxUrl}/_emulator/tree`)).text();
  const entries = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, string>>);
  const files = entries.filter((one) => one['type'] === 'file' && one['namespace'] === namespace);
  return new Map(files.map((one) => [one['path_display'] ?? '', one['content_hash'] ?? '']));
}

async function mirror(scene: Scene, uploader: Uploader, file: ClioFile): Promise<void> {
  expect(await uploader.stage(routed(file))).toEqual({ kind: 'done' });
  const staged = (await scene.story(file)).filter((event) => event.name === 'DocumentStaged').slice(-1);
  expect(await uploader.commit(staged)).toEqual(staged.map(() => ({ kind: 'done' })));
}

const placeOf = ({ document }: ClioFile): string => `/Matters/Reyes/${document}.bin`;

it.each([
  ['small', 20],
  ['large', 5 * 1024 * 1024],
])('a %s document goes to the account that a person connected, without a restart', async (_, bytes) => {
  const { scene, connectAnother, uploader } = await stage();
  const [before, after] = [
    await scene.addDocument(Buffer.alloc(bytes, 'a')),
    await scene.addDocument(Buffer.alloc(bytes, 'b')),
  ];
  await mirror(scene, uploader, before);
  await connectAnother();
  await mirror(scene, uploader, after);
  expect(await filesIn(scene, OTHER)).toEqual(new Map([[placeOf(after), contentHash(after.bytes)]]));
});

it('a file in the account of before is never taken for one in the account that a person connected', async () => {
  const { scene, connectAnother, uploader } = await stage();
  const file = await scene.addDocument(Buffer.from('the very same brief'));
  const path = encodeURIComponent(placeOf(file));
  await scene.dropbox('PUT', `file?path=${path}`, 'the very same brief');
  await mirror(scene, uploader, file);
  expect(await scene.story(file)).toMatchObject([{ name: 'DocumentMirrored', data: { how: 'recognised' } }]);
  await connectAnother();
  await mirror(scene, uploader, file);
  expect((await scene.story(file)).at(-1)).toMatchObject({
    name: 'DocumentMirrored',
    data: { how: 'written', namespace: OTHER },
  });
  expect(await filesIn(scene, OTHER)).toEqual(new Map([[placeOf(file), contentHash(file.bytes)]]));
});

it('what is under way while a person connects another account waits as in an outage, and goes there', async () => {
  const { scene, grants, connectAnother, uploader } = await stage();
  const [first, file] = [
    await scene.addDocument(Buffer.from('first')),
    await scene.addDocument(Buffer.from('second')),
  ];
  await mirror(scene, uploader, first);
  grants.onToken = async () => {
    grants.onToken = () => Promise.resolve();
    await connectAnother();
  };
  const order = routed(file, { placement: { folder: '/Matters/New', name: 'a.bin', disambiguated: false } });
  expect(await uploader.stage(order)).toMatchObject({ kind: 'outage', code: 'DROPBOX_UNAVAILABLE' });
  expect(await uploader.stage(order)).toEqual({ kind: 'done' });
  const staged = (await scene.story(file)).filter((event) => event.name === 'DocumentStaged');
  expect(await uploader.commit(staged)).toEqual([{ kind: 'done' }]);
  expect([...(await filesIn(scene, OTHER)).keys()]).toEqual(['/Matters/New/a.bin']);
});
