import { parseArgs } from 'node:util';
import { DEFAULT_OPTIONS, type EmulatorOptions } from './options.js';
import { OPEN_QUESTIONS, type OpenQuestions } from './open-questions.js';
import { startServer } from './server.js';

const HELP = `Dropbox API v2 emulator

  --port P                 port (0 = free, default)      --host H   interface (default 127.0.0.1)
  --tls-cert F --tls-key F serve over TLS with these PEM files
  --data DIR               folder of the files' bytes (default: temporary)
  --seed N                 seed of all randomness (default 1)
  --latency-ms N           added to every call (default 0)
  --commit-latency-ms N    how long a commit holds its namespace's lock (default 0)
  --namespace-lock queue|strict   commits wait for each other, or are refused (default queue)
  --access-token, --refresh-token, --app-key, --app-secret   fixed fake credentials
  --token-life-s N         life of a refreshed token (default 14400)
  --token-link both|team|member   whose the tokens are (default both; see the README)
  --scopes A,B             what is ticked for the app (default: everything)
  --team-space BYTES       what the team has bought (default 5 TiB)

  What Dropbox leaves open (see the README; the first is the default):
  --parent-links pass|stop             --folder-link-policy new-links|all-links
  --listed-links all|own               --cross-namespace-move keep-id|new-id
  --sharing-jobs at-once|deferred
`;

function optionsFrom(args: readonly string[]): EmulatorOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: text,
      host: text,
      'tls-cert': text,
      'tls-key': text,
      data: text,
      seed: text,
      'latency-ms': text,
      'commit-latency-ms': text,
      'namespace-lock': text,
      'access-token': text,
      'refresh-token': text,
      'app-key': text,
      'app-secret': text,
      'token-life-s': text,
      'token-link': text,
      scopes: text,
      'team-space': text,
      'parent-links': text,
      'folder-link-policy': text,
      'listed-links': text,
      'cross-namespace-move': text,
      'sharing-jobs': text,
    },
  });
  const given = (name: keyof typeof values): string | undefined => values[name];
  const number = (name: keyof typeof values, otherwise: number): number => Number(given(name) ?? otherwise);
  const [cert, key] = [given('tls-cert'), given('tls-key')];
  const defaults = DEFAULT_OPTIONS;
  return {
    host: given('host') ?? defaults.host,
    port: number('port', 0),
    tls: cert === undefined || key === undefined ? null : { cert, key },
    data: given('data') ?? null,
    seed: number('seed', defaults.seed),
    latencyMs: number('latency-ms', 0),
    commitLatencyMs: number('commit-latency-ms', 0),
    namespaceLock: given('namespace-lock') === 'strict' ? 'strict' : 'queue',
    ...credentials(given),
    tokenLifeSeconds: number('token-life-s', defaults.tokenLifeSeconds),
    tokenLink: choice(given('token-link'), ['both', 'team', 'member']),
    ...answers(given),
    scopes: given('scopes')?.split(',') ?? defaults.scopes,
    teamSpace: number('team-space', defaults.teamSpace),
  };
}

const answers = (
  given: (
    name: 'parent-links' | 'folder-link-policy' | 'listed-links' | 'cross-namespace-move' | 'sharing-jobs',
  ) => string | undefined,
): OpenQuestions => ({
  parentLinks: choice(given('parent-links'), OPEN_QUESTIONS.parentLinks),
  folderLinkPolicy: choice(given('folder-link-policy'), OPEN_QUESTIONS.folderLinkPolicy),
  listedLinks: choice(given('listed-links'), OPEN_QUESTIONS.listedLinks),
  crossNamespaceMove: choice(given('cross-namespace-move'), OPEN_QUESTIONS.crossNamespaceMove),
  sharingJobs: choice(given('sharing-jobs'), OPEN_QUESTIONS.sharingJobs),
});

/** One of the words; the first where none is given. @throws TypeError */
function choice<const T extends string>(given: string | undefined, words: readonly [T, ...T[]]): T {
  if (given === undefined) return words[0];
  const found = words.find((word) => word === given);
  if (found === undefined) throw new TypeError(`${given} is none of ${words.join(', ')}`);
  return found;
}

type Credentials = Pick<EmulatorOptions, 'accessToken' | 'refreshToken' | 'appKey' | 'appSecret'>;

const credentials = (
  given: (name: 'access-token' | 'refresh-token' | 'app-key' | 'app-secret') => string | undefined,
): Credentials => ({
  accessToken: given('access-token') ?? DEFAULT_OPTIONS.accessToken,
  refreshToken: given('refresh-token') ?? DEFAULT_OPTIONS.refreshToken,
  appKey: given('app-key') ?? DEFAULT_OPTIONS.appKey,
  appSecret: given('app-secret') ?? DEFAULT_OPTIONS.appSecret,
});

async function main(): Promise<void> {
  let options: EmulatorOptions;
  try {
    options = optionsFrom(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  const emulator = await startServer(options);
  process.stdout.write(`${JSON.stringify({ ready: true, url: emulator.url })}\n`);
  const stop = (): void => void emulator.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

// A port that is taken, a file that is not there: a sentence, not a stack.
await main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
