import { parseArgs } from 'node:util';
import { FirmError } from './firm-error.js';
import type { LoadRequest } from './load-firm.js';

export const USAGE =
  'usage: main --clio URL --token TOKEN --documents N [--seed S] [--concurrency C] [--json]\n' +
  '  Loads the firm Hartwell & Reyes LLP and N documents into Clio. Same seed, same bytes.\n';

export interface CommandLine {
  readonly request: LoadRequest;
  /** Print the summary as JSON. */
  readonly json: boolean;
}

/** @throws {FirmError} FIRM_USAGE with what is wrong. */
export function readCommandLine(args: readonly string[]): CommandLine {
  try {
    return read(args);
  } catch (cause) {
    throw new FirmError('FIRM_USAGE', cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function read(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      clio: { type: 'string' },
      token: { type: 'string' },
      documents: { type: 'string' },
      seed: { type: 'string', default: '1' },
      concurrency: { type: 'string', default: '4' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.clio === undefined || values.token === undefined)
    throw new Error('--clio and --token are needed');
  if (!URL.canParse(values.clio)) throw new Error('--clio is no URL');
  return {
    request: {
      clioUrl: values.clio,
      accessToken: values.token,
      documents: whole('--documents', values.documents, 0),
      seed: whole('--seed', values.seed, 0),
      concurrency: whole('--concurrency', values.concurrency, 1),
    },
    json: values.json,
  };
}

function whole(option: string, value: string | undefined, least: number): number {
  if (value === undefined || !/^\d{1,9}$/.test(value) || Number(value) < least) {
    throw new Error(`${option} must be a whole number from ${least} on`);
  }
  return Number(value);
}
