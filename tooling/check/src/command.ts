import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { repositoryRoot } from './repository.ts';

/** What a program printed (both streams, in order of arrival) and how it ended. */
export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

/**
 * Runs a program of the repository's own `node_modules/.bin` (or of the machine) and waits for its end.
 * Standard input is closed, colours are off; a program that cannot be started ends with code 127.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  cwd: string = repositoryRoot,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: commandEnvironment(process.env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: string): void => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => {
      resolve({ exitCode: 127, output: `${command}: ${error.message}` });
    });
    child.on('close', (code) => {
      resolve({ exitCode: code ?? 1, output });
    });
  });
}

/** Runs a program and reports its output as the problem when it fails. */
export async function problemsOfCommand(
  command: string,
  args: readonly string[],
  cwd?: string,
): Promise<string[]> {
  const { exitCode, output } = await runCommand(command, args, cwd);
  if (exitCode === 0) return [];
  return [output.trim() === '' ? `${command} ended with code ${exitCode}` : output.trim()];
}

function commandEnvironment(inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...inherited,
    PATH: [join(repositoryRoot, 'node_modules', '.bin'), inherited['PATH'] ?? ''].join(delimiter),
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
  };
}
