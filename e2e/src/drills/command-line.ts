import { execFile } from 'node:child_process';
import { join } from 'node:path';
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
