import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { ClioClient } from '@counterpart/clio-client';
import { FirmId } from '@counterpart/contracts';
import { startClioEmulator } from '@counterpart/emulator-clio';
import { runMigrations, storeDataSource } from '@counterpart/event-store';
import { Firms } from '@counterpart/service-defaults';
import { eventually, testDatabase, type TestDatabase } from '@counterpart/testing';
import { ClioConnections, SharedLedgers } from '../src/index.js';

const FIRM = FirmId.parse('hartwell');

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({ url: database.ownerUrl });
});
afterAll(() => database.drop());

/** Clio with a budget of so many calls a minute, and clients of several pods on it, each with its own database pool. */
async function pods(rateLimit: number, count: number) {
  const clio = await startClioEmulator({ rateLimit });
  onTestFinished(() => clio.close());
  const grant = { accessToken: 'fake-clio-access-token' };
  const firms = new Firms([
    {
      firm: FIRM,
      clio: {
        baseUrl: clio.url,
        downloadOrigins: [clio.downloadUrl],
        grant,
        webhookUrl: 'https://in.example',
      },
      dropbox: { apiUrl: clio.url, contentUrl: clio.url, grant },
      alerts: [],
      quotas: {},
    },
  ]);
  const clients: ClioClient[] = [];
  for (let pod = 0; pod < count; pod += 1) {
    const applicationName = `pod ${pod}`;
    const dataSource = storeDataSource({ url: database.serviceUrl, entities: [], applicationName });
    await dataSource.initialize();
    onTestFinished(() => dataSource.destroy());
    clients.push(new ClioConnections(firms, new SharedLedgers(dataSource)).of(FIRM));
  }
  const summary = async () => {
    const response = await fetch(`${clio.url}/_emulator/calls/summary`);
    return (await response.json()) as { calls: number; rateLimited: number };
  };
  return { clients, summary };
}

it('pods that share a token share its budget: Clio refuses none of their calls, and none is left over', async () => {
  const { clients, summary } = await pods(40, 3);
  const answered = Promise.withResolvers<void>();
  let answers = 0;
  const over = new AbortController();
  const { signal } = over;
  const wanted = clients.flatMap((client) => Array.from({ length: 20 }, () => client));
  const asked = Promise.allSettled(
    wanted.map((client) =>
      client.getMatter('1', { signal }).finally(() => {
        answers += 1;
        if (answers === 40) answered.resolve();
      }),
    ),
  );
  await answered.promise;
  // Those that are left wait for the next minute.
  await eventually(() => clients.some((client) => client.isWaiting('live')));
  over.abort();
  const outcomes = await asked;
  const codes = outcomes.map((outcome) =>
    outcome.status === 'rejected' ? (outcome.reason as { code?: string }).code : 'read',
  );
  // No such matter: an answer all the same, and a call.
  expect(codes.filter((code) => code === 'CLIO_NOT_FOUND')).toHaveLength(40);
  expect(await summary()).toMatchObject({ calls: 40, rateLimited: 0 });
});
