import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTransit, type TransitEngine } from '@counterpart/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  heldKey,
  openKeyRing,
  transitKey,
  VaultError,
  type KeyPlaces,
  type MasterKey,
} from '../src/index.js';
import { behavesAsMasterKey } from './master-key.behaviour.js';

const context = { firm: 'reyes', purpose: 'data-key' };
const secret = Buffer.from('not-a-real-data-key');
const [ONE, TWO] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const coded = (code: string) => expect.objectContaining({ name: 'VaultError', code }) as VaultError;
const AWAY = { name: 'KeyServiceUnavailable', code: 'INFRASTRUCTURE_UNAVAILABLE' };

let folder: string;
let engine: TransitEngine;
let time = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'master-keys-'));
  engine = await startTransit();
  for (const name of ['one', 'two']) engine.makeKey(name);
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  engine.status = null;
});

const places = (): KeyPlaces => ({ tokenFile: file('token', engine.token), now: () => time });
function file(name: string, content: string, mode = 0o400): string {
  const path = join(folder, name);
  rmSync(path, { force: true });
  writeFileSync(path, `${content}\n`);
  chmodSync(path, mode);
  return path;
}

/** The key of a ring of one. */
const withId = async (word: string): Promise<MasterKey> => {
  const { seal, open } = openKeyRing(word, places());
  return { seal, open, id: (await seal(secret, context)).subarray(1, 9) };
};
const inFile = (name: string, key: Buffer): Promise<MasterKey> =>
  withId(`file:${file(name, key.toString('base64'))}`);
const atService = (key: string): MasterKey =>
  transitKey({
    place: { origin: engine.origin, mount: 'transit', key },
    token: () => engine.token,
    now: () => time,
  });

behavesAsMasterKey(
  'in the environment',
  () => withId(ONE.toString('base64')),
  () => withId(TWO.toString('base64')),
);
behavesAsMasterKey(
  'in a file',
  () => inFile('one', ONE),
  () => inFile('two', TWO),
);
behavesAsMasterKey(
  'at a key service',
  () => Promise.resolve(atService('one')),
  () => Promise.resolve(atService('two')),
);
behavesAsMasterKey(
  'at a key service, after one in a file',
  () => Promise.resolve(atService('one')),
  () => inFile('two', TWO),
);

describe('a key file', () => {
  it.each([0o440, 0o404, 0o644, 0o420, 0o401])('is refused where others may open it (%o)', (mode) => {
    const path = file('open', ONE.toString('base64'), mode);
    expect(() => openKeyRing(`file:${path}`, places())).toThrow(coded('VAULT_KEY_INVALID'));
  });

  it('is judged by what a link leads to', () => {
    const link = join(folder, 'link');
    symlinkSync(file('behind', ONE.toString('base64'), 0o644), link);
    expect(() => openKeyRing(`file:${link}`, places())).toThrow(coded('VAULT_KEY_INVALID'));
  });

  it('is refused where it is not there, or holds no key, and no message tells what is in it', () => {
    expect(() => openKeyRing(`file:${folder}/none`, places())).toThrow(coded('VAULT_KEY_INVALID'));
    const path = file('text', 'not-a-real-key');
    expect(() => openKeyRing(`file:${path}`, places())).toThrow(coded('VAULT_KEY_INVALID'));
    expect(() => openKeyRing(`file:${path}`, places())).toThrow(/^(?!.*not-a-real-key)/);
  });
});

describe('a key service', () => {
  it('is asked for what was opened some minutes ago once, and again after that', async () => {
    const key = atService('one');
    const sealed = await key.seal(secret, context);
    const asked = (): number => engine.calls.filter((call) => call === 'decrypt one').length;
    const before = asked();
    await key.open(sealed, context);
    engine.status = 503;
    expect(await key.open(sealed, context)).toEqual(secret);
    expect(asked() - before).toBe(1);
    time += 5 * 60_000;
    await expect(key.open(sealed, context)).rejects.toMatchObject(AWAY);
  });

  it.each([403, 404, 429, 500, 502, 503])(
    'that answers %i is waited for: it refuses no secret',
    async (status) => {
      const key = atService('one');
      const sealed = await key.seal(secret, context);
      engine.status = status;
      await expect(key.open(sealed, context)).rejects.toMatchObject(AWAY);
      await expect(key.seal(secret, context)).rejects.toMatchObject(AWAY);
    },
  );

  it('that cannot be reached, or answers something else, is waited for', async () => {
    const place = { origin: 'http://127.0.0.1:1', mount: 'transit', key: 'one' };
    const nowhere = transitKey({ place, token: () => 'fake', now: () => time });
    await expect(nowhere.seal(secret, context)).rejects.toMatchObject(AWAY);
    engine.status = 200;
    await expect(atService('one').seal(secret, context)).rejects.toMatchObject(AWAY);
  });

  it('that has turned its key opens what the version before sealed', async () => {
    engine.makeKey('turned');
    const sealed = await atService('turned').seal(secret, context);
    engine.makeKey('turned');
    expect(await atService('turned').open(sealed, context)).toEqual(secret);
  });

  it('whose key was taken away opens nothing', async () => {
    engine.makeKey('gone');
    const sealed = await atService('gone').seal(secret, context);
    engine.removeKey('gone');
    await expect(atService('gone').open(sealed, context)).rejects.toEqual(coded('VAULT_KEY_UNKNOWN'));
  });

  it('is called with the token that its file holds now', async () => {
    const ring = openKeyRing(`vault:${engine.origin}/transit/one`, places());
    const sealed = await ring.seal(secret, context);
    engine.token = 'another-fake-token';
    await expect(ring.open(sealed, context)).rejects.toMatchObject(AWAY);
    file('token', engine.token);
    expect(await ring.open(sealed, context)).toEqual(secret);
  });

  it.each([
    'http://vault.example:8200/transit/one',
    'https://user:fake@vault.example/transit/one',
    'https://vault.example/transit/one?x=1',
    'https://vault.example/one',
    'https://vault.example/transit/..%2fsys/one',
    'https://vault.example/transit/',
    'transit/one',
  ])('is refused at %s', (address) => {
    expect(() => openKeyRing(`vault:${address}`, places())).toThrow(coded('VAULT_KEY_INVALID'));
  });

  it('is refused without a file for its token', () => {
    const word = 'vault:https://vault.example:8200/team/transit/one';
    expect(() => openKeyRing(word, { now: () => 0 })).toThrow(coded('VAULT_KEY_INVALID'));
    expect(() => openKeyRing(word, places())).not.toThrow();
  });
});

describe('a ring', () => {
  it('takes no key twice', () => {
    expect(() =>
      openKeyRing(`${ONE.toString('base64')} file:${file('same', ONE.toString('base64'))}`, places()),
    ).toThrow(coded('VAULT_KEY_INVALID'));
    expect(heldKey(ONE).id).toEqual(heldKey(Buffer.from(ONE)).id);
  });
});
