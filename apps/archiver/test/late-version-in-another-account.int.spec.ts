import { describe, expect, it } from 'vitest';
import type { ConsentedAccount } from '@counterpart/contracts';
import { done } from '@counterpart/eventing';
import { meanwhile, startLateScene } from './late-scene.js';
import { KEPT, PLACE } from './version-scene.js';

/*
 * A firm connected another Dropbox. Until a migration began documents anew, late versions of those in the former account were written into
 * the other one, beside nothing; where they were marked then, nobody locked them away.
 */

const accountAt = (root: string): ConsentedAccount => ({ id: 'dropbox.example/1', name: 'Hartwell', root });
const [BEFORE, NOW] = [accountAt('1'), accountAt('2')];
const connected = (account: ConsentedAccount, replaces: ConsentedAccount | null, serial: number) =>
  ({ vendor: 'dropbox', account, replaces, serial }) as const;
const LATER = { kind: 'retry', code: 'DROPBOX_WRITE_CONTENTION', inMs: 6 * 60 * 60_000 };

describe('a late version of a document that lies in an account of before', () => {
  it('waits, and comes where the firm goes back to that', async () => {
    const { files, bringBy, ofConnection, told, tree } = await startLateScene();
    ofConnection('VendorConnected', connected(NOW, BEFORE, 2));
    expect(await bringBy(files)).toEqual(LATER);
    expect(told).toEqual([]);
    expect(await tree()).toEqual({ [PLACE]: 'first' });
    ofConnection('VendorConnected', connected(BEFORE, NOW, 3));
    expect(await bringBy(files, {}, 9)).toEqual(done());
    expect(await tree()).toEqual({ [PLACE]: 'first', [KEPT]: 'other' });
  });

  it('is not put where another account was connected while its bytes were on their way', async () => {
    const { files, bringBy, ofConnection, tree } = await startLateScene();
    const sent = (): unknown => ofConnection('VendorConnected', connected(NOW, BEFORE, 2));
    expect(await bringBy(meanwhile(files, { sent }))).toEqual(LATER);
    expect(await tree()).toEqual({ [PLACE]: 'first' });
  });

  it('is left to the document’s own course once that begins anew', async () => {
    const { files, bringBy, own, ofConnection, told, tree } = await startLateScene();
    ofConnection('VendorConnected', connected(NOW, BEFORE, 2));
    own('MirroringRestarted', { left: BEFORE, account: NOW });
    await bringBy(files);
    expect(told).toMatchObject([{ name: 'VersionArchiveRefused', data: { proof: null, deviations: [] } }]);
    expect(await tree()).toEqual({ [PLACE]: 'first' });
  });
});
