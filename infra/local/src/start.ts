import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadFirm } from './load-firm.js';
import { showProgress } from './progress.js';
import { LocalError } from './resources/errors.js';
import { takeStandingFolder } from './run-folder.js';
import type { StartWish } from './start-wish.js';
import { startStack, type Stack } from './stack.js';

const HELP = `npm start -- [--documents N] [--seed N] [--once [--json]]

  --documents N   documents of the sample firm (default 200)
  --seed N        seed of the sample firm (default 1)
  --once          run, compare Dropbox with Clio byte for byte, tear down; exit 0 only if they agree
  --json          with --once: the last line is one JSON object; everything else goes to stderr
`;

/** The program behind `--once`; it stands above this package and is found by its place in the clone. */
type RunOnce = (wish: StartWish) => Promise<number>;

const say = (message: string): void => void process.stderr.write(`${message}\n`);

async function main(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = { documents: text, seed: text, once: flag, json: flag, help: flag };
  const { values } = parseArgs({ args: [...args], options });
  const wish = {
    documents: Number(values.documents ?? 200),
    seed: Number(values.seed ?? 1),
    json: values.json,
  };
  const isSound = Number.isInteger(wish.documents) && wish.documents > 0 && Number.isInteger(wish.seed);
  if (values.help || !isSound) {
    say(HELP);
    return isSound ? 0 : 2;
  }
  if (!values.once) return interactive(wish);
  const program = new URL('../../../e2e/dist/once.js', import.meta.url).href;
  const { runOnce } = (await import(program)) as { runOnce: RunOnce };
  return runOnce(wish);
}

/** The whole system until Ctrl-C. */
async function interactive({ documents, seed }: StartWish): Promise<number> {
  const folder = takeStandingFolder(say);
  const stopped = new AbortController();
  const stop = (): void => {
    if (stopped.signal.aborted) process.exit(130);
    say('\nStopping (again: at once)...');
    stopped.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  let isStopping = false;
  const stack = await startStack({
    folder,
    clioRateLimit: null,
    signal: stopped.signal,
    say,
    onStatus: (name, status) =>
      say(`  ${status === 'ready' ? '✓' : status === 'failed' ? '✗' : '…'} ${name} ${status}`),
    onDeath: (name, logEnd) => {
      if (!isStopping) say(`\n${name} ended unexpectedly. The end of its log:\n${logEnd}\n`);
    },
  });
  say(addressTable(stack));
  try {
    const loading = loadFirm(stack, { documents, seed, signal: stopped.signal }).catch((error: unknown) => {
      if (!stopped.signal.aborted) say(String(error));
    });
    await showProgress(stack, stopped.signal);
    await loading;
  } finally {
    isStopping = true;
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

function addressTable({ addresses, folder, settingsFile }: Stack): string {
  const { clio, dropbox, inbox, webhooks, services, kafka, database } = addresses;
  return [
    '',
    `  Clio (add a document here)   ${clio}/`,
    `  Dropbox (watch it arrive)    ${dropbox}/`,
    `  Inbox                        ${inbox}/`,
    `  Webhooks                     ${webhooks}/webhooks/clio/TOKEN`,
    ...Object.entries(services).map(([name, url]) => `  ${name.padEnd(28)} ${url}/health/ready`),
    `  Kafka                        ${kafka}`,
    `  PostgreSQL                   ${database}`,
    `  Logs                         ${folder}`,
    `  Command line                 npm run --silent counterpart -- --env-file ${settingsFile} --help`,
    '',
    '  Clio allows 50 calls a minute; the emulator’s limit is lifted here, so that you need not wait.',
    '  Ctrl-C stops everything.',
    '',
  ].join('\n');
}

/** What goes wrong on a machine (a full disk, a folder that may not be written, a wrong flag) is no bug of ours. */
function told(error: unknown): number {
  const isOrdinary = error instanceof LocalError || (error instanceof Error && 'code' in error);
  say(isOrdinary ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}

process.exitCode = await main(process.argv.slice(2)).catch(told);
