import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FirmId } from '@counterpart/contracts';
import { loadFirms } from './firms.js';
import { ConfigInvalid } from './load-config.js';

const HARTWELL = FirmId.parse('hartwell');
const firm = {
  firm: 'hartwell',
  clio: {
    baseUrl: 'https://app.clio.com',
    downloadOrigins: ['https://files.example'],
    grant: { accessToken: 'fake-clio-token' },
    webhookUrl: 'https://in.example',
  },
  dropbox: {
    apiUrl: 'https://api.dropboxapi.com',
    contentUrl: 'https://content.dropboxapi.com',
    grant: { accessToken: 'fake-dropbox-token' },
  },
  alerts: ['it@hartwell.example'],
};

const grantAt = (tokenUrl: string) => ({
  clientId: 'fake-client',
  clientSecret: 'fake-secret',
  refreshToken: 'fake-refresh-token',
  tokenUrl,
});

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firms-'));
  file = join(folder, 'firms.json');
});
afterEach(() => rm(folder, { recursive: true }));

const load = async (content: unknown) => {
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return loadFirms(file);
};

describe('loadFirms', () => {
  it('reads the firms of the installation', async () => {
    const firms = await load({ firms: [firm] });
    const id = FirmId.parse('hartwell');
    expect(firms.alertsOf(id)).toEqual(['it@hartwell.example']);
    expect(firms.find(FirmId.parse('other'))).toBeUndefined();
  });

  it('does not take a firm that it does not know yet for one that tells nobody: its notices wait', async () => {
    const firms = await load({ firms: [firm] });
    expect(() => firms.alertsOf(FirmId.parse('other'))).toThrow(
      expect.objectContaining({ code: 'FIRM_UNKNOWN' }),
    );
  });

  it('leaves a quarter of the lanes to the others where there are others, unless a quota says otherwise', async () => {
    expect((await load({ firms: [firm] })).shareOf('hartwell')).toBe(1);
    const two = await load({ firms: [firm, { ...firm, firm: 'reyes', quotas: { share: 0.5 } }] });
    expect([two.shareOf('hartwell'), two.shareOf('reyes')]).toEqual([0.75, 0.5]);
  });

  it.each([
    ['a quota of nothing', { firms: [{ ...firm, quotas: { share: 0 } }] }],
    ['no JSON', '{'],
    ['no firms', { firms: [] }],
    ['a firm twice', { firms: [firm, firm] }],
    ['a firm with a bad id', { firms: [{ ...firm, firm: 'Not A Slug' }] }],
  ])('refuses %s', async (_, content) => {
    await expect(load(content)).rejects.toThrow(ConfigInvalid);
  });

  it.each([
    ['in the clear', { baseUrl: 'http://app.clio.com' }, 'clio.baseUrl'],
    ['by number', { baseUrl: 'https://169.254.169.254' }, 'clio.baseUrl'],
    ['by an IPv6 number', { downloadOrigins: ['https://[fd00:ec2::254]'] }, 'clio.downloadOrigins.0'],
    [
      'with downloads from this machine',
      { downloadOrigins: ['http://127.0.0.1:80'] },
      'clio.downloadOrigins',
    ],
    [
      'with a token endpoint in the clear',
      { grant: grantAt('http://app.clio.com/oauth/token') },
      'clio.grant',
    ],
    ['at somebody else’s host', { baseUrl: 'https://app.clio.com.evil.example' }, 'clio.baseUrl'],
    ['at a host that ends alike', { baseUrl: 'https://notapp.clio.com' }, 'clio.baseUrl'],
    [
      'with a token endpoint of another region',
      { grant: grantAt('https://eu.app.clio.com/oauth/token') },
      'clio.grant',
    ],
    [
      'with a token endpoint on this machine',
      { grant: grantAt('http://127.0.0.1:4010/oauth/token') },
      'clio.grant',
    ],
  ])('refuses a Clio that is reached %s', async (_, changed, field) => {
    const bad = { firms: [{ ...firm, clio: { ...firm.clio, ...changed } }] };
    await expect(load(bad)).rejects.toThrow(`firms.0.${field}`);
  });

  it.each([
    ['in the clear', { apiUrl: 'http://api.dropboxapi.com' }, 'dropbox.apiUrl'],
    ['at somebody else’s host', { contentUrl: 'https://content.dropboxapi.com.evil.example' }, 'contentUrl'],
    [
      'with a token endpoint elsewhere',
      { grant: grantAt('https://evil.example/oauth2/token') },
      'dropbox.grant',
    ],
  ])('refuses a Dropbox that is reached %s', async (_, changed, field) => {
    const bad = { firms: [{ ...firm, dropbox: { ...firm.dropbox, ...changed } }] };
    await expect(load(bad)).rejects.toThrow(field);
  });

  it.each(['app', 'eu.app', 'ca.app', 'au.app'])('takes Clio’s region %s', async (region) => {
    const baseUrl = `https://${region}.clio.com`;
    const clio = { ...firm.clio, baseUrl, grant: grantAt(`${baseUrl}/oauth/token`) };
    const dropbox = { ...firm.dropbox, grant: grantAt('https://api.dropboxapi.com/oauth2/token') };
    const firms = await load({ firms: [{ ...firm, clio, dropbox }] });
    expect(firms.find(HARTWELL)?.clio.baseUrl).toBe(baseUrl);
  });

  it('takes emulators on this machine where the file says so', async () => {
    const at = (port: number): string => `http://127.0.0.1:${port}`;
    const clio = {
      ...firm.clio,
      baseUrl: at(4010),
      downloadOrigins: [at(4011)],
      grant: grantAt(`${at(4010)}/oauth/token`),
    };
    const firms = await load({ firms: [{ ...firm, clio }] });
    expect(firms.find(HARTWELL)?.clio).toMatchObject({ baseUrl: at(4010), downloadOrigins: [at(4011)] });
  });

  it('says which field is wrong and never its value', async () => {
    const bad = { firms: [{ ...firm, clio: { ...firm.clio, grant: { accessTokn: 'fake-secret-value' } } }] };
    const error = await load(bad).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(String(error)).toContain('firms.0.clio.grant');
    expect(String(error)).not.toContain('fake-secret-value');
  });
});
