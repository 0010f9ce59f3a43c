import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FirmId } from '@counterpart/contracts';
import { loadFirms } from './firms.js';
import { ConfigInvalid } from './load-config.js';

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

  it.each([
    ['no JSON', '{'],
    ['no firms', { firms: [] }],
    ['a firm twice', { firms: [firm, firm] }],
    ['a firm with a bad id', { firms: [{ ...firm, firm: 'Not A Slug' }] }],
  ])('refuses %s', async (_, content) => {
    await expect(load(content)).rejects.toThrow(ConfigInvalid);
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
