import { expect, it, onTestFinished } from 'vitest';
import { FirmId } from '@counterpart/contracts';
import { startDropboxEmulator } from '@counterpart/emulator-dropbox';
import { Firms, Metrics } from '@counterpart/service-defaults';
import { DropboxConnections, toldRepeats } from '../src/index.js';

const FIRM = FirmId.parse('hartwell');

/** A firm’s Dropbox, and what is told of calls that are made again. */
async function stage() {
  const { url, close } = await startDropboxEmulator();
  onTestFinished(close);
  const grant = { accessToken: 'fake-dropbox-access-token' };
  const firms = new Firms([
    {
      firm: FIRM,
      clio: { baseUrl: url, downloadOrigins: [], grant, webhookUrl: url },
      dropbox: { apiUrl: url, contentUrl: url, grant },
      alerts: [],
      quotas: {},
    },
  ]);
  const metrics = new Metrics('uploader');
  const warned: unknown[] = [];
  const log = { warn: (fields: unknown) => void warned.push(fields) };
  const connections = new DropboxConnections(firms, toldRepeats(metrics, log));
  const { client } = await connections.of(FIRM);
  return {
    client,
    warned,
    counted: () => metrics.registry.getSingleMetricAsString('counterpart_dropbox_repeats_total'),
    plan: (effect: object) =>
      fetch(`${url}/_emulator/faults`, {
        method: 'PUT',
        body: JSON.stringify({ rules: [{ route: 'upload_session/start', times: 1, effect }] }),
      }),
  };
}

it('a bit that flips on the way to Dropbox is counted, and a warning names the firm (the archiver told nothing of it)', async () => {
  const { client, warned, counted, plan } = await stage();
  await plan({ kind: 'bit-flip' });
  await client.sessions.startClosed(Buffer.from('the brief'));
  const route = 'files/upload_session/start';
  expect(warned).toEqual([{ firm: FIRM, route, attempt: 1 }]);
  expect(await counted()).toContain(
    `counterpart_dropbox_repeats_total{route="${route}",reason="DAMAGED_ON_THE_WAY",service="uploader"} 1`,
  );
});

it('what is made again for another reason is counted by it, and warned of no further', async () => {
  const { client, warned, counted, plan } = await stage();
  await plan({ kind: 'status', code: 503 });
  await client.sessions.startClosed(Buffer.from('the brief'));
  expect(warned).toEqual([]);
  expect(await counted()).toContain('reason="DROPBOX_SERVER_ERROR",service="uploader"} 1');
});
