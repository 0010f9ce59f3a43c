import { randomUUID } from 'node:crypto';
import {
  connectionStream,
  EventId,
  FirmId,
  standingStream,
  type ConsentedAccount,
} from '@counterpart/contracts';
import { tellOn } from '@counterpart/testing';
import { describe, expect, it } from 'vitest';
import { connectedAccounts } from '../src/index.js';
import { accountOf, clock, CLIO, CONSENTED, credentialDatabase, NOW } from './scene.js';

// The command line has a role of its own, or shares one with the services.
const USERS = ['operator', 'everybody'] as const;

const SECRET = { refreshToken: 'fake-first', accessToken: null, expiresAt: null };
const REYES = CLIO.firm;
const HARTWELL = FirmId.parse('hartwell');
const OTHER = accountOf('another');
const DROPBOX: ConsentedAccount = { id: 'api.dropboxapi.com/dbtid:fake', name: 'Team', root: '1' };

describe.each(USERS)('the account that a person consents with, as the role of %s', (user) => {
  it('stays the firm’s: another one is taken only where a person said so, and the trail tells what it replaces', async () => {
    const { program } = await credentialDatabase(user);
    const { credentials, store } = await program(clock().now);
    const connect = (isOther: boolean) => credentials.connect(CLIO, SECRET, { account: OTHER, isOther });
    expect(await credentials.accountOf(CLIO)).toBeNull();
    await credentials.connect(CLIO, SECRET, CONSENTED);
    await expect(connect(false)).rejects.toMatchObject({ code: 'ACCOUNT_CHANGED' });
    expect(await credentials.find(CLIO)).toMatchObject({ serial: 1 });
    expect(await credentials.accountOf(CLIO)).toEqual(CONSENTED.account);
    expect(await connect(true)).toBe(2);
    // Not said of a consent that changes nothing, though it was allowed.
    expect(await connect(true)).toBe(3);
    const told = (await store.readStream(connectionStream(REYES))).map(({ event }) => event.data);
    expect(told.map((data) => ('replaces' in data ? data.replaces : undefined))).toEqual([
      null,
      CONSENTED.account,
      null,
    ]);
    expect(await credentials.accountOf(CLIO)).toEqual(OTHER);
  });

  it('is never another firm’s, whatever a person says, as long as that one has it', async () => {
    const { program } = await credentialDatabase(user);
    const { credentials } = await program(clock().now);
    await credentials.connect(CLIO, SECRET, CONSENTED);
    const take = () =>
      credentials.connect({ ...CLIO, firm: HARTWELL }, SECRET, { ...CONSENTED, isOther: true });
    await expect(take()).rejects.toMatchObject({ code: 'ACCOUNT_OF_ANOTHER_FIRM' });
    expect(await credentials.find({ ...CLIO, firm: HARTWELL })).toBeUndefined();
    await credentials.connect(CLIO, SECRET, { account: OTHER, isOther: true });
    expect(await take()).toBe(1);
  });

  it('is free again when the firm that had it was removed', async () => {
    const { program } = await credentialDatabase(user);
    const { credentials, store } = await program(clock().now);
    await credentials.connect(CLIO, SECRET, CONSENTED);
    expect(await connectedAccounts(store, 'clio')).toEqual(new Map([[REYES, CONSENTED.account]]));
    expect(await connectedAccounts(store, 'dropbox')).toEqual(new Map());
    const data = { reason: 'left', exported: EventId.parse(randomUUID()), grants: 1, hooks: 0 };
    const address = { stream: standingStream(REYES), firm: REYES, key: REYES };
    await tellOn(store, { at: NOW })({ ...address, name: 'FirmRemoved', data });
    expect(await connectedAccounts(store, 'clio')).toEqual(new Map());
    expect(await credentials.connect({ ...CLIO, firm: HARTWELL }, SECRET, CONSENTED)).toBe(1);
  });

  it('may be one Dropbox team for two firms only where their paths begin in different places', async () => {
    const { program } = await credentialDatabase(user);
    const { credentials } = await program(clock().now);
    const connect = (firm: FirmId, root: string) =>
      credentials.connect({ firm, vendor: 'dropbox' }, SECRET, { account: { ...DROPBOX, root } });
    await connect(REYES, '1');
    await expect(connect(HARTWELL, '1')).rejects.toMatchObject({ code: 'ACCOUNT_OF_ANOTHER_FIRM' });
    expect(await connect(HARTWELL, '2')).toBe(1);
    // One team, but no longer the place where the firm’s documents lie.
    await expect(connect(HARTWELL, '3')).rejects.toMatchObject({ code: 'ACCOUNT_CHANGED' });
  });

  it('goes to one of two firms that connect it at once', async () => {
    const { program } = await credentialDatabase(user);
    const programs = await Promise.all([program(clock().now), program(clock().now)]);
    const outcomes = await Promise.allSettled(
      programs.map(({ credentials }, index) =>
        credentials.connect({ ...CLIO, firm: index === 0 ? REYES : HARTWELL }, SECRET, CONSENTED),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('consents that are not seen', () => {
  /** What the operator saw of all firms before consents were among it. */
  const BLIND = `
    drop policy rows_of_operator on event_store.events;
    create policy rows_of_operator on event_store.events to counterpart_operator
      using (current_setting('counterpart.firm', true) <> '*' or stream like 'firm-%:standing') with check (true)`;

  it('let nobody connect, whose account it may be: neither another firm nor the same one', async () => {
    const { program, owner } = await credentialDatabase('operator');
    const { credentials } = await program(clock().now);
    await credentials.connect(CLIO, SECRET, CONSENTED);
    await (await owner()).query(BLIND);
    for (const firm of [HARTWELL, REYES])
      await expect(
        credentials.connect({ ...CLIO, firm }, SECRET, { account: OTHER, isOther: true }),
      ).rejects.toMatchObject({ code: 'CONSENT_UNSEEN' });
    expect(await credentials.find({ ...CLIO, firm: HARTWELL })).toBeUndefined();
    expect(await credentials.find(CLIO)).toMatchObject({ serial: 1 });
    // With the other vendor there is nothing to compare with.
    expect(await credentials.connect({ ...CLIO, vendor: 'dropbox' }, SECRET, { account: DROPBOX })).toBe(1);
  });
});
