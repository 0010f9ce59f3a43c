import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Tally } from './tally.js';

const run = promisify(execFile);

/** What rclone needs to reach the emulator. */
export interface RcloneStage {
  readonly folder: string;
  readonly proxy: string;
  readonly certificate: string;
  readonly token: string;
}

const TOKEN_EXPIRY = '2099-01-01T00:00:00Z';

type Rclone = (...args: readonly string[]) => Promise<string>;

/** rclone with a configuration of its own. */
function rcloneOn(stage: RcloneStage): Rclone {
  const config = join(stage.folder, 'rclone.conf');
  const token = JSON.stringify({ access_token: stage.token, token_type: 'bearer', expiry: TOKEN_EXPIRY });
  writeFileSync(
    config,
    `[box]\ntype = dropbox\nclient_id = fake\nclient_secret = fake\ntoken = ${token}\nchunk_size = 4M\n`,
  );
  return async (...args) => {
    const { stdout } = await run(
      'rclone',
      ['--config', config, '--ca-cert', stage.certificate, '--retries', '1', ...args],
      {
        env: { PATH: '/usr/bin:/bin', HOME: stage.folder, HTTPS_PROXY: stage.proxy },
        timeout: 120_000,
      },
    );
    return stdout;
  };
}

/** rclone as a client: what it copies must be what it finds. */
export async function checkRclone(tally: Tally, stage: RcloneStage): Promise<void> {
  const rclone = rcloneOn(stage);
  const source = join(stage.folder, 'source');
  makeTree(source);
  await tally.check('rclone copies a tree with odd names and a file of three chunks', async () => {
    await rclone('copy', source, 'box:mirror', '--transfers', '4');
  });
  await tally.check('rclone finds every byte again (check --download)', async () => {
    await rclone('check', '--download', source, 'box:mirror');
  });
  await tally.check('rclone finds the same content hashes (check)', async () => {
    await rclone('check', source, 'box:mirror');
  });
  await tally.check(
    'rclone syncs a changed tree: one changed, one new, one removed, one renamed',
    async () => {
      writeFileSync(join(source, 'plain.txt'), 'another content');
      writeFileSync(join(source, 'new.txt'), 'new');
      rmSync(join(source, 'empty.txt'));
      await rclone('sync', source, 'box:mirror');
      await rclone('check', '--download', source, 'box:mirror');
    },
  );
  await tally.check('rclone moves on the server and lists what it moved', async () => {
    await rclone('moveto', 'box:mirror/new.txt', 'box:mirror/moved/new.txt');
    const listed = await rclone('lsf', '-R', 'box:mirror');
    if (!listed.includes('moved/new.txt')) throw new Error(`not listed: ${listed}`);
  });
  await tally.check('rclone purges', async () => {
    await rclone('purge', 'box:mirror');
  });
}

/** rclone for the team: it acts for a member, makes links and lists shared folders. */
export async function checkRcloneSharing(tally: Tally, stage: RcloneStage): Promise<void> {
  const rclone = rcloneOn(stage);
  const as = (mailbox: string) => ['--dropbox-impersonate', `${mailbox}@hartwell-reyes.example`] as const;
  const source = join(stage.folder, 'shared.txt');
  writeFileSync(source, 'for the team');
  await tally.check('rclone acts for members in the team’s space', async () => {
    await rclone('copyto', source, 'box:/Team/shared.txt', ...as('grace.lin'));
    const found = await rclone('cat', 'box:/Team/shared.txt', ...as('samuel.adeyemi'));
    if (found !== 'for the team') throw new Error(`found: ${found}`);
  });
  await tally.check('rclone sees no more than the member may see', async () => {
    const own = await rclone('lsf', 'box:/Privileged', ...as('marisol.reyes'));
    if (!own.includes('memo.txt')) throw new Error(`listed: ${own}`);
    const seen = await rclone('lsf', 'box:/', ...as('grace.lin'));
    if (!seen.includes('Privileged/')) throw new Error(`listed: ${seen}`);
    const kept = await rclone('lsf', 'box:/Privileged', ...as('grace.lin')).catch(() => 'refused');
    if (kept !== 'refused') throw new Error(`listed: ${kept}`);
  });
  await tally.check('rclone makes a link, and finds it the second time', async () => {
    const first = await rclone('link', 'box:/Team/shared.txt', ...as('grace.lin'));
    const second = await rclone('link', 'box:/Team/shared.txt', ...as('grace.lin'));
    if (!first.startsWith('https://') || first !== second) throw new Error(`${first} ${second}`);
  });
  await tally.check('rclone lists the shared folders of a member', async () => {
    const listed = await rclone('lsf', 'box:', '--dropbox-shared-folders', ...as('marisol.reyes'));
    if (!listed.includes('Privileged/')) throw new Error(`listed: ${listed}`);
  });
}

/** Files as awkward as a law firm’s. */
function makeTree(source: string): void {
  mkdirSync(join(source, 'Ordner äöü'), { recursive: true });
  writeFileSync(join(source, 'plain.txt'), 'content');
  writeFileSync(join(source, 'empty.txt'), '');
  writeFileSync(join(source, 'Ordner äöü', 'Müller & Söhne \u{1F3E1} #1 100%.txt'), 'unicode');
  writeFileSync(join(source, "O'Brien, (final) [v2]; a=b+c.txt"), 'punctuation');
  writeFileSync(join(source, 'three-chunks.bin'), Buffer.alloc(9 * 1024 * 1024 + 17, 7));
}
