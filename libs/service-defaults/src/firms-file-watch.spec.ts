import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirmId } from '@counterpart/contracts';
import { expect, it, onTestFinished } from 'vitest';
import { FirmsFileWatch } from './firms-file-watch.js';
import { loadFirms } from './firms.js';

const entry = (firm: string, name = firm) => ({
  firm,
  name,
  clio: {
    baseUrl: 'http://127.0.0.1:1',
    downloadOrigins: ['http://127.0.0.1:1'],
    grant: { accessToken: 'obviously-fake' },
    webhookUrl: 'http://127.0.0.1:2',
  },
  dropbox: {
    apiUrl: 'http://127.0.0.1:3',
    contentUrl: 'http://127.0.0.1:3',
    grant: { accessToken: 'obviously-fake' },
  },
});

async function watching() {
  const folder = mkdtempSync(join(tmpdir(), 'firms-'));
  const file = join(folder, 'firms.json');
  // In one step: the watch may read at any moment.
  const write = (...firms: readonly object[]): void => {
    writeFileSync(`${file}.new`, JSON.stringify({ firms }));
    renameSync(`${file}.new`, file);
  };
  write(entry('hartwell'));
  const firms = await loadFirms(file);
  const news: string[] = [];
  const watch = new FirmsFileWatch(
    file,
    firms,
    {
      onAdmitted: (ids) => void news.push(`admitted ${ids.join()}`),
      onPostponed: (ids) => void news.push(`postponed ${ids.join()}`),
      onUnfit: (error) => void news.push(`unfit ${error instanceof Error ? error.name : ''}`),
    },
    5,
  );
  watch.start();
  onTestFinished(async () => {
    await watch.stop();
    rmSync(folder, { recursive: true });
  });
  return { file, firms, news, watch, write };
}

const HARTWELL = FirmId.parse('hartwell');

it('admits firms that the file names for the first time, without a start anew', async () => {
  const { firms, news, write } = await watching();
  write(entry('hartwell'), entry('reyes'));
  await expect.poll(() => news).toEqual(['admitted reyes']);
  expect(firms.ids()).toEqual(['hartwell', 'reyes']);
  expect(firms.shareOf('hartwell')).toBeLessThan(1);
});

it('serves on whom the file does not name any more, and keeps to what it knew of whom it names otherwise', async () => {
  const { firms, news, write } = await watching();
  write(entry('reyes'));
  await expect.poll(() => news).toEqual(['admitted reyes', 'postponed hartwell']);
  write(entry('hartwell', 'Another name'), entry('reyes'));
  await expect.poll(() => news).toHaveLength(3);
  expect(news.at(-1)).toBe('postponed hartwell');
  expect(firms.find(HARTWELL)?.name).toBe('hartwell');
});

it('changes nothing where the file does not fit, says so once, and goes on when it fits again', async () => {
  const { file, firms, news, watch, write } = await watching();
  await watch.stop();
  writeFileSync(file, '{"firms": [{"firm": "reyes"}]}');
  await watch.look();
  await watch.look();
  expect(news).toEqual(['unfit ConfigInvalid']);
  expect(firms.ids()).toEqual(['hartwell']);
  write(entry('hartwell'), entry('reyes'));
  await watch.look();
  expect(news).toEqual(['unfit ConfigInvalid', 'admitted reyes']);
});
