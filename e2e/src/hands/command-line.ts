import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { REPOSITORY, type Stack } from '@counterpart/local';
import { ObservationFailed } from '../observe/get-json.js';

/** What a command of `counterpart` came to. */
export interface CommandResult {
  readonly exitCode: number;
  /** The JSON that it printed last. */
  readonly answer: unknown;
}

/** Runs `counterpart` against a running stack, as a script does. */
export function runCounterpart({ settingsFile }: Stack, words: readonly string[]): Promise<CommandResult> {
  const program = join(REPOSITORY, 'apps/cli/dist/main.js');
  const args = [program, '--env-file', settingsFile, '--json', ...words];
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, args, (_, stdout, stderr) => {
      const last = stdout.trimEnd().split('\n').at(-1) ?? '';
      if (last === '') reject(new ObservationFailed(`${words.join(' ')} printed nothing: ${stderr}`));
      else resolve({ exitCode: child.exitCode ?? -1, answer: JSON.parse(last) });
    });
  });
}

/**
 * Begins a command, and kills it as soon as something is so.
 * @returns whether it was killed: it may have ended before
 * @throws ObservationFailed where it failed before
 */
export async function killCounterpartWhen(
  { settingsFile }: Stack,
  words: readonly string[],
  isSo: () => Promise<boolean>,
): Promise<boolean> {
  const program = join(REPOSITORY, 'apps/cli/dist/main.js');
  const args = [program, '--env-file', settingsFile, '--json', ...words];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('exit', (_, signal) => resolve(signal)),
  );
  while (child.exitCode === null && !(await isSo())) await wait(20);
  child.kill('SIGKILL');
  const isKilled = (await ended) === 'SIGKILL';
  if (!isKilled && child.exitCode !== 0) throw new ObservationFailed(`${words.join(' ')} failed: ${told}`);
  return isKilled;
}
