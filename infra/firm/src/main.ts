import { parseArgs } from 'node:util';
import { FirmError } from './firm-error.js';
import { loadFirm } from './load-firm.js';
import type { LoadProgress, LoadRequest } from './load-firm.js';

const USAGE =
  'usage: main --clio URL --token TOKEN --documents N [--seed S] [--concurrency C] [--json]\n' +
  '  Loads the firm Hartwell & Reyes LLP and N documents into Clio. Same seed, same bytes.\n';

interface CommandLine {
  readonly request: LoadRequest;
  readonly json: boolean;
}

function readCommandLine(args: readonly string[]): CommandLine {
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

/** A line at most once a second, and the last one. */
function progressLine(): (progress: LoadProgress) => void {
  let last = 0;
  return ({ documents, total, bytes }) => {
    const now = performance.now();
    if (now - last < 1000 && documents < total) return;
    last = now;
    process.stderr.write(`${documents} of ${total} documents, ${(bytes / 1e6).toFixed(1)} MB\n`);
  };
}

function parsed(args: readonly string[]): CommandLine {
  try {
    return readCommandLine(args);
  } catch (cause) {
    throw new FirmError('FIRM_USAGE', cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function run(): Promise<void> {
  const { request, json } = parsed(process.argv.slice(2));
  const summary = await loadFirm({ ...request, onProgress: progressLine() });
  const { matters, documents, bytes, empty, seconds } = summary;
  process.stdout.write(
    json
      ? `${JSON.stringify(summary)}\n`
      : `${matters} matters, ${documents} documents (${empty} empty), ${bytes} bytes in ${seconds} s\n`,
  );
}

try {
  await run();
} catch (error) {
  if (!(error instanceof FirmError)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n${error.code === 'FIRM_USAGE' ? USAGE : ''}`);
  process.exitCode = error.code === 'FIRM_USAGE' ? 2 : 1;
}
