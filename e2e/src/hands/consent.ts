import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { FirmId } from '@counterpart/contracts';
import { REPOSITORY, type Stack } from '@counterpart/local';
import { ObservationFailed } from '../observe/get-json.js';

/**
 * Runs `counterpart connect` for a firm, that of the stack where none is named, and consents at the vendor’s page as a person does.
 * @throws ObservationFailed with what the command said, where it connected nothing
 */
export async function connect(
  { settingsFile }: Stack,
  vendor: 'clio' | 'dropbox',
  firm?: FirmId,
): Promise<void> {
  const program = join(REPOSITORY, 'apps/cli/dist/main.js');
  const words = ['--env-file', settingsFile, '--json', 'connect', vendor, '--no-browser', '--port', '0'];
  if (firm !== undefined) words.push('--firm', firm);
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [answer, said] = ['', ''];
  let consenting: Promise<void> | undefined;
  child.stdout.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    const address = /^(http\S+)$/m.exec(said)?.[1];
    if (address !== undefined) consenting ??= consent(new URL(address));
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  await consenting;
  if (code !== 0)
    throw new ObservationFailed(`connect ${vendor} ended with ${String(code)}: ${answer}${said}`);
}

/** Answers the form of the vendor’s page and follows the way back. */
async function consent(address: URL): Promise<void> {
  const form = new URLSearchParams(address.searchParams);
  form.set('decision', 'allow');
  const page = new URL(address.pathname, address);
  // One vendor reads the form, the other the address.
  if (address.pathname.startsWith('/oauth2')) page.search = form.toString();
  const answer = await fetch(page, { method: 'POST', body: form, redirect: 'manual' });
  const back = await fetch(new URL(answer.headers.get('location') ?? ''));
  if (!back.ok) throw new ObservationFailed(`the way back answered ${back.status}`);
}
