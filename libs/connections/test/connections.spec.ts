import { describe, expect, it, onTestFinished } from 'vitest';
import { FirmId } from '@counterpart/contracts';
import { startClioEmulator } from '@counterpart/emulator-clio';
import { startDropboxEmulator } from '@counterpart/emulator-dropbox';
import { Firms, type Firm } from '@counterpart/service-defaults';
import { faultPlan, rejectsWithCode } from '@counterpart/testing';
import { ClioConnections, DropboxConnections } from '../src/index.js';

const [HARTWELL, REYES, STRANGER] = [
  FirmId.parse('hartwell'),
  FirmId.parse('reyes'),
  FirmId.parse('stranger'),
];

/** Two firms: one with tokens of its own, one whose tokens are renewed; each with its own Dropbox. */
async function stage() {
  const clio = await startClioEmulator({ rateLimit: null });
  const dropboxes = [await startDropboxEmulator(), await startDropboxEmulator({ accessToken: 'fake-other' })];
  onTestFinished(async () => {
    await Promise.all([clio, ...dropboxes].map((emulator) => emulator.close()));
  });
  const [ours, theirs] = dropboxes.map(({ url }) => url);
  const firm = (id: FirmId, dropbox: string | undefined, isRenewed: boolean): Firm => ({
    firm: id,
    clio: {
      baseUrl: clio.url,
      downloadOrigins: [clio.downloadUrl],
      grant: isRenewed
        ? grant('clio', `${clio.url}/oauth/token`, 'client-id')
        : { accessToken: 'fake-clio-access-token' },
      webhookUrl: 'https://in.example',
    },
    dropbox: {
      apiUrl: dropbox ?? '',
      contentUrl: dropbox ?? '',
      grant: isRenewed
        ? grant('dropbox', `${dropbox}/oauth2/token`, 'app-key')
        : { accessToken: 'fake-dropbox-access-token' },
    },
    alerts: [],
    quotas: {},
  });
  return { ours: ours ?? '', firms: new Firms([firm(HARTWELL, ours, false), firm(REYES, theirs, true)]) };
}

const grant = (vendor: string, tokenUrl: string, clientId: string) => ({
  refreshToken: `fake-${vendor}-refresh-token`,
  clientId: `fake-${vendor}-${clientId}`,
  clientSecret: `fake-${vendor}-${vendor === 'clio' ? 'client' : 'app'}-secret`,
  tokenUrl,
});

describe('a firm’s connections', () => {
  it.each([HARTWELL, REYES])('reach Clio and the firm’s own Dropbox as %s', async (firm) => {
    const { firms } = await stage();
    await rejectsWithCode(new ClioConnections(firms).of(firm).getDocument('1'), 'CLIO_NOT_FOUND');
    const { client, rootNamespace } = await new DropboxConnections(firms).of(firm);
    expect(rootNamespace).toBe('3235641');
    expect(await client.look('/none')).toEqual({ kind: 'nothing' });
  });

  it('are opened once, however many ask', async () => {
    const { firms } = await stage();
    const [clio, dropbox] = [new ClioConnections(firms), new DropboxConnections(firms)];
    expect(clio.of(HARTWELL)).toBe(clio.of(HARTWELL));
    const [one, two] = await Promise.all([dropbox.of(HARTWELL), dropbox.of(HARTWELL)]);
    expect(one).toBe(two);
    expect(await dropbox.of(REYES)).not.toBe(one);
  });

  it('begin their paths in the space of the team, not in one member’s home', async () => {
    const { firms, ours } = await stage();
    const { client } = await new DropboxConnections(firms).of(HARTWELL);
    await client.createFolders(['/Clio']);
    const tree = await (await fetch(`${ours}/_emulator/tree`)).text();
    expect(JSON.parse(tree)).toMatchObject({ namespace: '3235641', path_display: '/Clio' });
  });

  it('are asked for again after a failure', async () => {
    const { firms, ours } = await stage();
    const plan = faultPlan(ours, onTestFinished);
    await plan({ route: 'users/', effect: { kind: 'expired-token' } });
    const connections = new DropboxConnections(firms);
    await rejectsWithCode(connections.of(HARTWELL), 'DROPBOX_UNAUTHORISED');
    await plan();
    expect((await connections.of(HARTWELL)).rootNamespace).toBe('3235641');
  });

  it('of a firm that is not configured are unknown, not another firm’s', async () => {
    const { firms } = await stage();
    const unknown = { code: 'FIRM_UNKNOWN', message: 'firm stranger is not configured' };
    expect(() => new ClioConnections(firms).of(STRANGER)).toThrow(expect.objectContaining(unknown));
    await expect(new DropboxConnections(firms).of(STRANGER)).rejects.toMatchObject(unknown);
  });
});
