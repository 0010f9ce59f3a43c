import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { FirmId } from '@counterpart/contracts';
import { ConfigInvalid } from './load-config.js';
import { clioUrl, dropboxUrl, isHere, isSameRegion, vendorUrl } from './vendor-addresses.js';

/** The app that a firm consents to. */
const app = {
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  tokenUrl: vendorUrl,
};

/** What a connection needs to be made by a person’s consent: the grant itself is stored, sealed. */
const StoredGrant = z.object({ ...app, stored: z.literal(true), authorizeUrl: vendorUrl });
export type StoredGrant = z.infer<typeof StoredGrant>;

/** A long-lived grant: an access token as it is, a refresh token with the app’s key and secret, or one that is stored. */
const Grant = z.union([
  z.object({ accessToken: z.string().min(1) }),
  z.object({ ...app, refreshToken: z.string().min(1) }),
  StoredGrant,
]);
export type Grant = z.infer<typeof Grant>;

/** Where a grant’s secrets go. */
const addressesOf = (grant: Grant): readonly string[] => [
  ...('tokenUrl' in grant ? [grant.tokenUrl] : []),
  ...('authorizeUrl' in grant ? [grant.authorizeUrl] : []),
];

const isDropboxUrl = (address: string): boolean => dropboxUrl.safeParse(address).success;

/** A firm’s connection to Clio. */
const ClioConnection = z
  .object({
    /** `https://app.clio.com`, `eu.app`, `ca.app` or `au.app`: the firm’s region. */
    baseUrl: clioUrl,
    /** Origins that downloads may be redirected to; nothing else is fetched. */
    downloadOrigins: z.array(vendorUrl).min(1),
    grant: Grant,
    /** Public address of ingest that Clio delivers to, without a trailing slash. */
    webhookUrl: z.url(),
  })
  .refine(({ baseUrl, downloadOrigins }) => isHere(baseUrl) || !downloadOrigins.some(isHere), {
    path: ['downloadOrigins'],
    message: 'loopback serves downloads only of a Clio on loopback',
  })
  .refine(({ baseUrl, grant }) => addressesOf(grant).every((address) => isSameRegion(baseUrl, address)), {
    path: ['grant'],
    message: 'tokenUrl and authorizeUrl must be at the region of baseUrl',
  });

/** A firm’s connection to Dropbox. */
const DropboxConnection = z.object({
  apiUrl: dropboxUrl,
  contentUrl: dropboxUrl,
  grant: Grant.refine((grant) => addressesOf(grant).every(isDropboxUrl), 'must be at hosts of Dropbox’s'),
  /** Acts for this team member, where the grant is a team’s. */
  selectUser: z.string().optional(),
});

/** What a firm may take of what all firms share. */
const Quotas = z.object({
  /** The most of each consumer’s lanes that the firm’s work may have at once. */
  share: z.number().min(0.05).max(1).optional(),
});

/** Without a quota a firm leaves a quarter of the lanes to the others, where there are others. */
const USUAL_SHARE = 0.75;

const Firm = z.object({
  firm: FirmId,
  /** The firm’s name in its own words. */
  name: z.string().min(1).max(200).optional(),
  clio: ClioConnection,
  dropbox: DropboxConnection,
  /** Addresses that are told of failures. */
  alerts: z.array(z.email()).default([]),
  quotas: Quotas.default({}),
});
/** A firm and its connections. Holds secrets: never logged. */
export type Firm = z.infer<typeof Firm>;

const FirmsFile = z.object({ firms: z.array(Firm).min(1) });

/** The firm is not in the firms file that this service has read: it may be a moment behind, or nobody entered the firm. */
class FirmUnknown extends Error {
  readonly code = 'FIRM_UNKNOWN';
  override readonly name = 'FirmUnknown';
}

/** The firms of this installation. One may come while a service runs; none goes, for that is decided on the trail. */
export class Firms {
  readonly #byId = new Map<FirmId, Firm>();
  readonly #shares = new Map<string, number>();

  constructor(firms: readonly Firm[]) {
    for (const firm of firms) this.#put(firm);
    if (this.#byId.size !== firms.length) throw new ConfigInvalid('a firm is listed twice');
  }

  /** Takes in the firms that are not known yet, and leaves those that are as they were. @returns who is new */
  admit(firms: readonly Firm[]): readonly FirmId[] {
    const fresh = firms.filter(({ firm }) => !this.#byId.has(firm));
    for (const firm of fresh) this.#put(firm);
    return fresh.map(({ firm }) => firm);
  }

  #put(firm: Firm): void {
    this.#byId.set(firm.firm, firm);
    if (firm.quotas.share !== undefined) this.#shares.set(firm.firm, firm.quotas.share);
  }

  ids(): readonly FirmId[] {
    return [...this.#byId.keys()];
  }

  /** @returns undefined where the firm is not configured here */
  find(firm: FirmId): Firm | undefined {
    return this.#byId.get(firm);
  }

  /** @throws FirmUnknown */
  get(firm: FirmId): Firm {
    const found = this.find(firm);
    if (found === undefined) throw new FirmUnknown(`firm ${firm} is not configured`);
    return found;
  }

  all(): readonly Firm[] {
    return [...this.#byId.values()];
  }

  /** The most of each consumer’s lanes that a firm may have at once, above 0 and up to 1. */
  shareOf(firm: string): number {
    const own = this.#shares.get(firm);
    return own ?? (this.#byId.size > 1 ? USUAL_SHARE : 1);
  }

  /** @throws FirmUnknown: where nobody is to be told is not known either */
  alertsOf(firm: FirmId): readonly string[] {
    return this.get(firm).alerts;
  }
}

/**
 * Reads the firms file.
 * @throws ConfigInvalid where it cannot be read or does not fit; the message names fields, never values
 */
export async function loadFirms(file: string): Promise<Firms> {
  return new Firms((await readFitting(FirmsFile, file)).firms);
}

/**
 * Reads one firm’s entry from a file of its own.
 * @throws ConfigInvalid where it cannot be read or does not fit; the message names fields, never values
 */
export const readFirm = (file: string): Promise<Firm> => readFitting(Firm, file);

async function readFitting<Schema extends z.ZodType>(schema: Schema, file: string): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigInvalid(`the firms file does not fit:\n${lines.join('\n')}`);
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ConfigInvalid('the firms file cannot be read', { cause });
  });
  try {
    return JSON.parse(text);
  } catch {
    // The parser repeats a piece of what it read, and that may be a secret.
    throw new ConfigInvalid('the firms file is not JSON');
  }
}
