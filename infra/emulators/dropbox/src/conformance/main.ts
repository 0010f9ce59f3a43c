import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDropboxEmulator } from '../index.js';
import { makeCertificate } from './certificate.js';
import { startConnectProxy } from './connect-proxy.js';
import { checkRclone, checkRcloneSharing } from './rclone.js';
import { Tally } from './tally.js';

/** Other people’s clients against the emulator, over TLS. Skips loudly where they cannot be had. */
const TOKEN = 'fake-dropbox-access-token';

function has(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const hasRclone = (): boolean => has('rclone', 'version');
const hasPython = (): boolean => has('/usr/bin/python3', '-c', 'import dropbox');

/** Debian brings both; only root may install them. */
function installMissing(): void {
  if ((hasRclone() && hasPython()) || process.getuid?.() !== 0 || !has('apt-get', '--version')) return;
  process.stdout.write('Installing rclone and python3-dropbox from Debian...\n');
  has('apt-get', 'update', '-qq');
  has('apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'rclone', 'python3-dropbox');
}

const tally = new Tally();
installMissing();
if (has('openssl', 'version')) {
  const folder = mkdtempSync(join(tmpdir(), 'dropbox-conformance-'));
  const tls = makeCertificate(folder);
  const emulator = await startDropboxEmulator({ tls });
  const port = Number(new URL(emulator.url).port);
  const proxy = await startConnectProxy(port);
  const stage = { folder, proxy: proxy.url, certificate: tls.cert, token: TOKEN };
  if (hasRclone()) {
    await checkRclone(tally, stage);
  } else tally.skip('rclone', 'it is not installed and could not be: apt-get install rclone');
  if (hasPython()) {
    for (const name of ['sdk_check', 'sdk_sharing']) {
      const script = fileURLToPath(new URL(`../../conformance/${name}.py`, import.meta.url));
      await checkPython(script, tls.cert, port);
    }
  } else
    tally.skip('the Python SDK', 'it is not installed and could not be: apt-get install python3-dropbox');
  if (hasRclone() && hasPython()) await checkRcloneSharing(tally, stage);
  proxy.close();
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
} else {
  tally.skip('everything', 'openssl is not installed, so there is no certificate');
}
process.stdout.write(`\n${tally.toString()}\n`);
process.exitCode = tally.failed === 0 ? 0 : 1;

/** The script tells each of its checks in a line: `ok NAME` or `FAIL NAME: why`. */
async function checkPython(script: string, certificate: string, port: number): Promise<void> {
  const { spawn } = await import('node:child_process');
  const host = `127.0.0.1:${port}`;
  const env = {
    PATH: '/usr/bin:/bin',
    DROPBOX_API_HOST: host,
    DROPBOX_API_CONTENT_HOST: host,
    DROPBOX_API_NOTIFY_HOST: host,
    REQUESTS_CA_BUNDLE: certificate,
    FAKE_TOKEN: TOKEN,
  };
  const child = spawn('/usr/bin/python3', [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const status = await new Promise((resolve) => child.on('exit', resolve));
  for (const line of told.trim().split('\n')) {
    await tally.check(`python SDK: ${line.replace(/^(ok|FAIL) /, '')}`, () => {
      if (!line.startsWith('ok ')) throw new Error(line);
    });
  }
  await tally.check('python SDK: the script came to its end', () => {
    if (status !== 0) throw new Error(`it ended with ${String(status)}`);
  });
}
