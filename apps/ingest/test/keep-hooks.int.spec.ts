import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { ClioConnections } from '@counterpart/connections';
import { FirmId } from '@counterpart/contracts';
import { FirmVaults } from '@counterpart/credentials';
import { startClioEmulator } from '@counterpart/emulator-clio';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import { Firms, Metrics } from '@counterpart/service-defaults';
import { eventually, testDatabase, type TestDatabase } from '@counterpart/testing';
import { createKeyRing } from '@counterpart/vault';
import { ClioHooks } from '../src/adapters/clio-hooks.js';
import { toldHooks } from '../src/adapters/told-hooks.js';
import { WebhookCounts } from '../src/adapters/webhook-counts.js';
import { HookEntity } from '../src/adapters/hook.entity.js';
import { HooksStore } from '../src/adapters/hooks.store.js';
import { INGEST_MIGRATIONS } from '../src/adapters/migrations.js';
import { KeepHooksAlive } from '../src/keep-hooks-alive/keep-hooks-alive.handler.js';

/* Webhooks through their lives: the real book, and an emulated Clio that shakes hands over real HTTP. */

const DAY_MS = 24 * 3_600_000;

interface Shown {
  readonly id: number;
  readonly url: string;
  readonly status: string;
  readonly expired: boolean;
}

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({
    url: database.ownerUrl,
    extra: INGEST_MIGRATIONS,
    serviceSchemas: ['ingest'],
  });
});
afterAll(() => database.drop());

/**
 * A firm of its own, its Clio, and ingest’s public address, which may lead nowhere, or lose what comes; our clock may be ahead
 * of Clio’s.
 */
async function scene({ answers = true, keeps = true, aheadMs = 0 } = {}) {
  const clio = await startClioEmulator({ allowHttpWebhooks: true, rateLimit: null });
  const entities = [HookEntity];
  const dataSource = await storeDataSource({
    url: database.serviceUrl,
    entities,
    applicationName: 'spec',
  }).initialize();
  const firm = FirmId.parse(`firm-${randomBytes(4).toString('hex')}`);
  let passed = aheadMs;
  const now = (): Date => new Date(Date.now() + passed);
  const vaults = new FirmVaults(new EventStore(dataSource), createKeyRing([Buffer.alloc(32, 1)]));
  const book = new HooksStore(dataSource, vaults, now, () => Promise.resolve(false));
  const door = createServer((request, response) => {
    const secret = request.headers['x-hook-secret'];
    const token = request.url?.split('/').at(-1) ?? '';
    const shake = async (): Promise<void> => {
      const hook = await book.byToken(token);
      const isShaken =
        answers && hook !== undefined && (!keeps || (await book.keepSecret(hook, String(secret))));
      response.writeHead(isShaken ? 200 : 404, isShaken ? { 'x-hook-secret': String(secret) } : {}).end();
    };
    // Clio may still call while everything ends.
    shake().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    door.closeAllConnections();
    door.close();
    await clio.close();
    await dataSource.destroy();
  });
  const webhookUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  const admin = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${clio.url}/_emulator/${path}`, { method, ...sent });
    return (await response.json()) as T;
  };
  // It lives as long as the webhooks.
  const order = { action: 'issue', lifeSeconds: 400 * 86_400 };
  const { token: accessToken } = await admin<{ token: string }>('POST', 'tokens', order);
  const grant = { accessToken };
  const connections = new ClioConnections(
    new Firms([
      {
        firm,
        clio: { baseUrl: clio.url, downloadOrigins: [clio.downloadUrl], grant, webhookUrl },
        dropbox: { apiUrl: webhookUrl, contentUrl: webhookUrl, grant },
        alerts: [],
        quotas: {},
      },
    ]),
  );
  const newToken = (): string => randomBytes(24).toString('base64url');
  const registry = new ClioHooks(connections);
  const metrics = new Metrics('ingest');
  const warned: unknown[] = [];
  const log = { warn: (fields: unknown) => void warned.push(fields) };
  const source = { now, newToken };
  const told = toldHooks(new WebhookCounts(metrics), log);
  const keeper = new KeepHooksAlive(book, registry, source, told);
  const hooks = async () => (await admin<{ webhooks: readonly Shown[] }>('GET', 'webhooks')).webhooks;
  return {
    book,
    registry,
    firm,
    webhookUrl,
    admin,
    hooks,
    listed: async () => {
      const { byRoute } = await admin<{ byRoute: Record<string, number> }>('GET', 'calls/summary');
      return byRoute['GET /webhooks 200'] ?? 0;
    },
    tend: () => keeper.tend({ firm, webhookUrl }),
    warned,
    counted: () => metrics.registry.getSingleMetricAsString('counterpart_webhook_actions_total'),
    pass: async (ms: number) => {
      passed += ms;
      await admin('POST', 'clock', { advanceMs: ms });
    },
    enabled: () =>
      eventually(async () => {
        const shown = await hooks();
        return shown.length > 0 && shown.every(({ status }) => status === 'enabled') && shown;
      }),
  };
}

it('are made, shake hands, and are left alone while they live', async () => {
  const { tend, enabled, book, firm, hooks } = await scene();
  expect(await tend()).toBe(true);
  await enabled();
  expect(await tend()).toBe(false);
  expect((await book.list(firm)).map(({ model }) => model).toSorted()).toEqual([
    'contact',
    'document',
    'matter',
  ]);
  expect(await hooks()).toHaveLength(3);
});

it('are made where our clock is ahead of Clio’s, which gives them 31 days by its own', async () => {
  const { tend, enabled } = await scene({ aheadMs: 10 * 60_000 });
  expect(await tend()).toBe(true);
  expect(await enabled()).toHaveLength(3);
});

it('are renewed with less than ten days left', async () => {
  const { tend, enabled, pass, hooks } = await scene();
  await tend();
  await enabled();
  await pass(22 * DAY_MS);
  expect(await tend()).toBe(true);
  await pass(10 * DAY_MS);
  expect((await hooks()).map(({ expired }) => expired)).toEqual([false, false, false]);
  expect(await tend()).toBe(false);
});

it.each([
  [
    'suspended',
    async ({ admin }: Awaited<ReturnType<typeof scene>>) => admin('POST', 'webhooks', { action: 'suspend' }),
  ],
  ['expired', async ({ pass }: Awaited<ReturnType<typeof scene>>) => pass(32 * DAY_MS)],
])('that were %s are made anew, and go once the new ones serve', async (_, end) => {
  const made = await scene();
  await made.tend();
  const before = (await made.enabled()).map(({ id }) => id);
  await end(made);
  await made.pass(3 * 60_000);
  expect(await made.tend()).toBe(true);
  await eventually(async () => (await made.hooks()).filter(({ status }) => status === 'enabled').length >= 3);
  expect(await made.tend()).toBe(true);
  const after = await made.hooks();
  expect(after).toHaveLength(3);
  expect(after.some(({ id }) => before.includes(id))).toBe(false);
  expect(await made.book.list(made.firm)).toHaveLength(3);
});

it('that were suspended are told as lost: a warning for each, and a count (nothing told of it)', async () => {
  const { tend, enabled, admin, pass, warned, counted, firm } = await scene();
  await tend();
  await enabled();
  expect(warned).toEqual([]);
  await admin('POST', 'webhooks', { action: 'suspend' });
  await pass(3 * 60_000);
  await tend();
  const models = ['document', 'matter', 'contact'];
  expect(warned).toEqual(models.map((model) => ({ firm, model, because: 'suspended' })));
  expect(await counted()).toMatch(/counterpart_webhook_actions_total\{action="create",service="ingest"\} 3/);
  expect(await counted()).toMatch(
    /counterpart_webhook_actions_total\{action="recreate",service="ingest"\} 3/,
  );
});

it('whose making broke off on the way are taken up by their address, and those of others are left alone', async () => {
  const { tend, book, registry, firm, webhookUrl, hooks } = await scene();
  const other = 'http://127.0.0.1:9/hook';
  const expiresAt = new Date(Date.now() + DAY_MS * 20);
  await registry.create(firm, { url: other, model: 'matter', expiresAt });
  const token = 'a-token-that-was-written-down';
  const url = `${webhookUrl}/webhooks/clio/${token}`;
  await book.open({ token, firm, model: 'document', url });
  await registry.create(firm, { url, model: 'document', expiresAt });
  await eventually(async () => (await book.list(firm)).some(({ hasSecret }) => hasSecret));
  await tend();
  await eventually(async () => (await hooks()).filter(({ status }) => status === 'enabled').length === 3);
  await tend();
  const mine = await book.list(firm);
  expect(mine).toHaveLength(3);
  expect(mine.find((one) => one.token === token)?.webhook).not.toBeNull();
  expect((await hooks()).map((one) => one.url)).toContain(other);
});

it('whose handshake was lost are taken up by the secret that one list shows (it was listed anew for each)', async () => {
  const { tend, book, registry, firm, webhookUrl, listed, enabled } = await scene({ keeps: false });
  for (const model of ['document', 'matter', 'contact'] as const) {
    const url = `${webhookUrl}/webhooks/clio/a-token-of-the-${model}`;
    await book.open({ token: `a-token-of-the-${model}`, firm, model, url });
    await registry.create(firm, { url, model, expiresAt: new Date(Date.now() + DAY_MS * 20) });
  }
  await enabled();
  expect((await book.list(firm)).some(({ hasSecret }) => hasSecret)).toBe(false);
  const before = await listed();
  expect(await tend()).toBe(true);
  expect((await listed()) - before).toBe(1);
  const kept = (await book.list(firm)).map(({ hasSecret, webhook }) => hasSecret && webhook !== null);
  expect(kept).toEqual([true, true, true]);
});

it('do not pile up where the public address leads nowhere', async () => {
  const { tend, pass, hooks, book, firm } = await scene({ answers: false });
  for (let round = 0; round < 4; round += 1) {
    await tend();
    await pass(3 * 60_000);
  }
  expect(await hooks()).toHaveLength(3);
  expect(await book.list(firm)).toHaveLength(3);
});
