import { FirmId } from '@counterpart/contracts';
import { EventStore } from '@counterpart/event-store';
import { rejectsWithCode } from '@counterpart/testing';
import { createKeyRing } from '@counterpart/vault';
import { describe, expect, it } from 'vitest';
import { FirmVaults, rotateMasterKey, shredFirm } from '../src/index.js';
import { clock, credentialDatabase, NEW_KEY, OLD_KEY } from './scene.js';

const SECRET = { firm: FirmId.parse('reyes'), purpose: 'clio-webhook-secret' };
const OTHER = { ...SECRET, firm: FirmId.parse('hartwell') };
const PLAIN = Buffer.from('fake-webhook-secret');

async function scene() {
  const { owner, program } = await credentialDatabase();
  const { dataSource, store, ring } = await program(clock().now);
  const vaultsWith = (keys: readonly Buffer[]) => new FirmVaults(store, createKeyRing(keys));
  return { owner, dataSource, ring, vaultsWith, vaults: vaultsWith([OLD_KEY]) };
}

describe('a firm’s vault', () => {
  it('opens what it sealed, for the same firm and purpose alone', async () => {
    const { vaults } = await scene();
    const sealed = await vaults.seal(SECRET, PLAIN);
    expect(await vaults.open(SECRET, sealed)).toEqual(PLAIN);
    await rejectsWithCode(vaults.open(OTHER, sealed), 'VAULT_KEY_UNKNOWN');
    await rejectsWithCode(vaults.open({ ...SECRET, purpose: 'another' }, sealed), 'VAULT_TAMPERED');
  });

  it('needs no old master key once the firm’s key was moved to the new one', async () => {
    const { dataSource, vaults, vaultsWith } = await scene();
    const sealed = await vaults.seal(SECRET, PLAIN);
    await rotateMasterKey(dataSource, createKeyRing([NEW_KEY, OLD_KEY]));
    expect(await vaultsWith([NEW_KEY]).open(SECRET, sealed)).toEqual(PLAIN);
  });

  it('opens what a version before sealed by the master key itself, and seals it anew once', async () => {
    const { ring, vaults } = await scene();
    const before = await ring.seal(PLAIN, SECRET);
    expect(await vaults.open(SECRET, before)).toEqual(PLAIN);
    const anew = await vaults.sealAnew(SECRET, before);
    expect(anew && (await vaults.open(SECRET, anew))).toEqual(PLAIN);
    expect(anew && (await vaults.sealAnew(SECRET, anew))).toBeUndefined();
  });

  it('opens nothing once the firm’s key was shredded, and no key is made for the firm again', async () => {
    const { owner, vaults, dataSource } = await scene();
    const sealed = await vaults.seal(SECRET, PLAIN);
    const others = await vaults.seal(OTHER, PLAIN);
    const store = new EventStore(await owner());
    await store.transact((tx) => shredFirm(tx, SECRET.firm), { firm: SECRET.firm });
    await rejectsWithCode(vaults.open(SECRET, sealed), 'VAULT_KEY_DESTROYED');
    await rejectsWithCode(vaults.seal(SECRET, PLAIN), 'VAULT_KEY_DESTROYED');
    expect(await vaults.open(OTHER, others)).toEqual(PLAIN);
    expect(await rotateMasterKey(dataSource, createKeyRing([NEW_KEY, OLD_KEY]))).toEqual({
      moved: 1,
      kept: 0,
    });
  });

  it('is lost with the firm’s key', async () => {
    const { vaults } = await scene();
    const sealed = await vaults.seal(SECRET, PLAIN);
    const elsewhere = (await scene()).vaults;
    await rejectsWithCode(elsewhere.open(SECRET, sealed), 'VAULT_KEY_UNKNOWN');
  });
});
