import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirmId } from '@counterpart/contracts';
import { startTransit, type TransitEngine } from '@counterpart/testing';
import { openKeyRing, type KeyRing } from '@counterpart/vault';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CredentialStore, FirmVaults, rotateMasterKey } from '../src/index.js';
import { CLIO, clock, credentialDatabase, OLD_KEY, CONSENTED } from './scene.js';

const SECRET = { firm: CLIO.firm, purpose: 'clio-webhook-secret' };
const OTHER = { ...SECRET, firm: FirmId.parse('hartwell') };
const PLAIN = Buffer.from('fake-webhook-secret');
const GRANT = { refreshToken: 'fake-refresh', accessToken: 'fake-access', expiresAt: null };
const AWAY = { code: 'INFRASTRUCTURE_UNAVAILABLE' };

let engine: TransitEngine;
let folder: string;
beforeEach(async () => {
  engine = await startTransit();
  engine.makeKey('counterpart');
  folder = mkdtempSync(join(tmpdir(), 'key-service-'));
});
afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** A database whose firms’ keys are wrapped by a key file, and rings of that, of the service, and of both. */
async function scene() {
  const { program } = await credentialDatabase();
  const { dataSource, store } = await program(clock().now);
  const [keyFile, tokenFile] = [join(folder, 'key'), join(folder, 'token')];
  writeFileSync(keyFile, OLD_KEY.toString('base64'), { mode: 0o400 });
  writeFileSync(tokenFile, engine.token, { mode: 0o400 });
  const [file, service] = [`file:${keyFile}`, `vault:${engine.origin}/transit/counterpart`];
  const ringOf = (...keys: readonly string[]): KeyRing =>
    openKeyRing(keys.join(' '), { tokenFile, now: () => performance.now() });
  const writer = { actor: 'service:uploader', source: '/counterpart/uploader' };
  const programWith = (ring: KeyRing) => ({
    vaults: new FirmVaults(store, ring),
    grants: new CredentialStore({ dataSource, store, ring, writer, now: clock().now }),
  });
  return { dataSource, programWith, ringOf, file, service };
}

it('a master key moves from a file to a key service and back while programs work, and nothing is lost', async () => {
  const { dataSource, programWith, ringOf, file, service } = await scene();
  const before = programWith(ringOf(file));
  await before.grants.connect(CLIO, GRANT, CONSENTED);
  const [sealed, theirs] = [await before.vaults.seal(SECRET, PLAIN), await before.vaults.seal(OTHER, PLAIN)];
  // Programs are given both first, one after another; then the keys move.
  const both = programWith(ringOf(service, file));
  let works = true;
  const work = (async () => {
    for (let opened = 0; ; opened += 1) {
      if (!works) return opened;
      expect(await both.vaults.open(SECRET, sealed)).toEqual(PLAIN);
      expect((await both.grants.find(CLIO))?.refreshToken).toBe(GRANT.refreshToken);
    }
  })();
  expect(await rotateMasterKey(dataSource, ringOf(service, file))).toEqual({ moved: 2, kept: 0 });
  expect(await rotateMasterKey(dataSource, ringOf(service, file))).toEqual({ moved: 0, kept: 2 });
  works = false;
  expect(await work).toBeGreaterThan(0);
  const after = programWith(ringOf(service));
  expect(await after.vaults.open(OTHER, theirs)).toEqual(PLAIN);
  expect((await after.grants.find(CLIO))?.accessToken).toBe(GRANT.accessToken);
  await expect(before.vaults.open(SECRET, sealed)).rejects.toMatchObject({ code: 'VAULT_KEY_UNKNOWN' });
  expect(await rotateMasterKey(dataSource, ringOf(file, service))).toEqual({ moved: 2, kept: 0 });
  expect(await before.vaults.open(SECRET, sealed)).toEqual(PLAIN);
});

it('a rotation that the key service breaks off has moved some firms and not the others, and goes on', async () => {
  const { dataSource, programWith, ringOf, file, service } = await scene();
  const { vaults } = programWith(ringOf(file));
  const [sealed, theirs] = [await vaults.seal(SECRET, PLAIN), await vaults.seal(OTHER, PLAIN)];
  engine.breakAfter = 1;
  await expect(rotateMasterKey(dataSource, ringOf(service, file))).rejects.toMatchObject(AWAY);
  engine.breakAfter = null;
  const both = programWith(ringOf(service, file));
  expect(await both.vaults.open(SECRET, sealed)).toEqual(PLAIN);
  expect(await both.vaults.open(OTHER, theirs)).toEqual(PLAIN);
  expect(await rotateMasterKey(dataSource, ringOf(service, file))).toEqual({ moved: 1, kept: 1 });
});

it('while the key service is away nothing is told of a grant, and nothing is stored of a new one', async () => {
  const { programWith, ringOf, service } = await scene();
  const { grants } = programWith(ringOf(service));
  await grants.connect(CLIO, GRANT, CONSENTED);
  engine.status = 503;
  const afresh = programWith(ringOf(service));
  await expect(afresh.grants.find(CLIO)).rejects.toMatchObject(AWAY);
  await expect(afresh.grants.connect(CLIO, GRANT, CONSENTED)).rejects.toMatchObject(AWAY);
  engine.status = null;
  expect(await afresh.grants.find(CLIO)).toMatchObject({ serial: 1, refusedAt: null });
});

it('two programs that make a firm’s key at once come to the same', async () => {
  const { programWith, ringOf, service } = await scene();
  const programs = [programWith(ringOf(service)), programWith(ringOf(service))];
  const sealed = await Promise.all(programs.map(({ vaults }) => vaults.seal(SECRET, PLAIN)));
  for (const { vaults } of programs)
    for (const one of sealed) expect(await vaults.open(SECRET, one)).toEqual(PLAIN);
});
