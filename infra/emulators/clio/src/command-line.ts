import { parseArgs } from 'node:util';

import type { EmulatorOptions } from './options.js';

/** A command line that cannot be understood. */
export class UsageError extends Error {
  readonly code = 'USAGE_INVALID';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
  }
}

export const HELP = `Clio Manage v4 emulator

  --port P                     port of the API (0 = free, default)
  --host H                     interface (default 127.0.0.1)
  --download-port P            port of the second origin (0 = free, default)
  --data DIR                   folder for documents' bytes (default: temporary)
  --seed N                     seed of all randomness (default 1)
  --rate-limit N|off           calls per minute and token (default 50)
  --firm-name NAME             name of the account
  --client-id, --client-secret, --access-token, --refresh-token
                               fixed fake credentials of the first user
  --token-life-s N             life of an access token (default 2592000)
  --rotate-refresh-tokens      each refresh gives a new refresh token
  --download-life-s N          life of a download address (default 60)
  --upload-life-s N            life of an upload address (default 28800)
  --allow-http-webhooks        take http: webhook addresses on loopback
  --webhook-first-retry-ms N   wait before the second attempt (default 1000)
  --webhook-attempts N         attempts before suspension (default 12)
  --webhook-timeout-ms N       time an endpoint has (default 10000)
  --webhook-duplicates P       probability of a repeated delivery (default 0)
  --webhook-reorder P          probability of a swapped delivery (default 0)
  --document-created-at post|uploaded
                               when a document's created event fires (default uploaded)
  --matter-filter-depth all|root
                               whether matter_id= reaches sub-folders (default all)
  --archive-names numbered|plain
                               how entries of an archive are called (default numbered)
`;

type Setting = (text: string, flag: string) => Partial<EmulatorOptions>;

function whole(text: string, flag: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`${flag} takes a whole number, not '${text}'`);
  return Number(text);
}

function probability(text: string, flag: string): number {
  const value = Number(text);
  if (text === '' || !(value >= 0 && value <= 1)) throw new UsageError(`${flag} takes a number from 0 to 1`);
  return value;
}

function word<const T extends string>(words: readonly T[], text: string, flag: string): T {
  const found = words.find((one) => one === text);
  if (found === undefined) throw new UsageError(`${flag} takes ${words.join(' or ')}`);
  return found;
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  port: (text, flag) => ({ port: whole(text, flag) }),
  host: (text) => ({ host: text }),
  'download-port': (text, flag) => ({ downloadPort: whole(text, flag) }),
  data: (text) => ({ data: text }),
  seed: (text, flag) => ({ seed: whole(text, flag) }),
  'rate-limit': (text, flag) => ({ rateLimit: text === 'off' ? null : whole(text, flag) }),
  'firm-name': (text) => ({ firmName: text }),
  'client-id': (text) => ({ clientId: text }),
  'client-secret': (text) => ({ clientSecret: text }),
  'access-token': (text) => ({ accessToken: text }),
  'refresh-token': (text) => ({ refreshToken: text }),
  'token-life-s': (text, flag) => ({ tokenLifeSeconds: whole(text, flag) }),
  'download-life-s': (text, flag) => ({ downloadLifeSeconds: whole(text, flag) }),
  'upload-life-s': (text, flag) => ({ uploadLifeSeconds: whole(text, flag) }),
  'webhook-first-retry-ms': (text, flag) => ({ webhookFirstRetryMs: whole(text, flag) }),
  'webhook-attempts': (text, flag) => ({ webhookAttempts: whole(text, flag) }),
  'webhook-timeout-ms': (text, flag) => ({ webhookTimeoutMs: whole(text, flag) }),
  'webhook-duplicates': (text, flag) => ({ webhookDuplicates: probability(text, flag) }),
  'webhook-reorder': (text, flag) => ({ webhookReorder: probability(text, flag) }),
  'document-created-at': (text, flag) => ({ documentCreatedAt: word(['post', 'uploaded'], text, flag) }),
  'matter-filter-depth': (text, flag) => ({ matterFilterDepth: word(['all', 'root'], text, flag) }),
  'archive-names': (text, flag) => ({ archiveNames: word(['numbered', 'plain'], text, flag) }),
};

const SWITCHES: Readonly<Record<string, Partial<EmulatorOptions>>> = {
  'allow-http-webhooks': { allowHttpWebhooks: true },
  'rotate-refresh-tokens': { rotateRefreshTokens: true },
};

/** Reads the command line. Throws UsageError on an unknown flag or a value that cannot be read. */
export function parseCommandLine(args: readonly string[]): Partial<EmulatorOptions> | 'help' {
  const { values } = parse(args);
  if (values['help'] === true) return 'help';
  return Object.entries(values).reduce<Partial<EmulatorOptions>>((options, [name, value]) => {
    const setting = SETTINGS[name];
    const given = setting && typeof value === 'string' ? setting(value, `--${name}`) : SWITCHES[name];
    return { ...options, ...given };
  }, {});
}

function parse(args: readonly string[]): { values: Record<string, string | boolean | undefined> } {
  const named = (names: string[], type: 'string' | 'boolean') =>
    names.map((name) => [name, { type }] as const);
  const options = Object.fromEntries([
    ...named(Object.keys(SETTINGS), 'string'),
    ...named([...Object.keys(SWITCHES), 'help'], 'boolean'),
  ]);
  try {
    return parseArgs({ args: [...args], options, strict: true }) as {
      values: Record<string, string | boolean | undefined>;
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the command line cannot be read', {
      cause: error,
    });
  }
}
