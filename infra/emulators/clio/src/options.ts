/** Everything one can set on the emulator. Times are in the unit the name says. */
export interface EmulatorOptions {
  /** Interface to listen on; loopback unless told otherwise. */
  readonly host: string;
  /** Port of the API; 0 takes a free one. */
  readonly port: number;
  /** Port of the second origin (uploads and downloads); 0 takes a free one. */
  readonly downloadPort: number;
  /** Folder for documents' bytes; null means a temporary one that is removed at the end. */
  readonly data: string | null;
  /** Seed of all randomness. */
  readonly seed: number;
  /** Calls per minute and token; null switches the limit off. */
  readonly rateLimit: number | null;
  /** Accept `http:` webhook addresses when they point at loopback. */
  readonly allowHttpWebhooks: boolean;
  readonly webhookFirstRetryMs: number;
  /** Attempts per delivery; after the last the webhook is suspended. */
  readonly webhookAttempts: number;
  /** Probability that a delivered body is delivered once more. */
  readonly webhookDuplicates: number;
  /** Probability that a delivery is held back until a later one has gone out. */
  readonly webhookReorder: number;
  readonly webhookTimeoutMs: number;
  /** Give a new refresh token at each refresh and kill the old one. */
  readonly rotateRefreshTokens: boolean;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenLifeSeconds: number;
  /** When `created` fires for a document: at the POST, or when its bytes are there. */
  readonly documentCreatedAt: 'post' | 'uploaded';
  /** Life of a signed download address. */
  readonly downloadLifeSeconds: number;
  /** Life of a signed upload address. */
  readonly uploadLifeSeconds: number;
  /** Whether `matter_id=` of a list also finds documents in sub-folders of the matter. */
  readonly matterFilterDepth: 'all' | 'root';
  /** How entries of an archive are called: `numbered` ones never repeat, `plain` ones bear the documents’ names alone. */
  readonly archiveNames: 'numbered' | 'plain';
  readonly firmName: string;
}

/** The real limits where Clio publishes them; fake credentials that cannot be mistaken for real ones. */
export const DEFAULT_OPTIONS: EmulatorOptions = {
  host: '127.0.0.1',
  port: 0,
  downloadPort: 0,
  data: null,
  seed: 1,
  rateLimit: 50,
  allowHttpWebhooks: false,
  webhookFirstRetryMs: 1000,
  webhookAttempts: 12,
  webhookDuplicates: 0,
  webhookReorder: 0,
  webhookTimeoutMs: 10_000,
  rotateRefreshTokens: false,
  clientId: 'fake-clio-client-id',
  clientSecret: 'fake-clio-client-secret',
  accessToken: 'fake-clio-access-token',
  refreshToken: 'fake-clio-refresh-token',
  tokenLifeSeconds: 2_592_000,
  documentCreatedAt: 'uploaded',
  downloadLifeSeconds: 60,
  uploadLifeSeconds: 28_800,
  matterFilterDepth: 'all',
  archiveNames: 'numbered',
  firmName: 'Hartwell & Quill LLP',
};
