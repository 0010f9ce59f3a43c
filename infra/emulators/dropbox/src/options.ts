import { DEFAULT_ANSWERS, type OpenQuestions } from './open-questions.js';
import { SCOPES } from './wire/rights.js';

/** Everything one can set on the emulator. */
export interface EmulatorOptions extends OpenQuestions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** PEM files; both or none. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** Folder of the files’ bytes; null makes a temporary one, removed at the end. */
  readonly data: string | null;
  readonly seed: number;
  /** Added to every call, milliseconds. */
  readonly latencyMs: number;
  /** How long a commit holds its namespace’s lock, milliseconds. */
  readonly commitLatencyMs: number;
  /** `queue`: commits of a namespace wait for each other. `strict`: one that meets another is refused. */
  readonly namespaceLock: 'queue' | 'strict';
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly appKey: string;
  readonly appSecret: string;
  /** Life of an access token that a refresh gives, seconds. */
  readonly tokenLifeSeconds: number;
  /**
   * Whose the tokens are. `team`: the team’s, so that a member’s route needs a selecting header. `member`: the
   * connected member’s, which opens no team route. `both`: more than Dropbox gives; one token for everything, and the
   * connected member where no header selects another.
   */
  readonly tokenLink: 'both' | 'team' | 'member';
  /** What is ticked for the application: the most that a consent can grant, and what the tokens set here are allowed to. */
  readonly scopes: readonly string[];
  /** What the team has bought, bytes. */
  readonly teamSpace: number;
}

/** Fake credentials that cannot be mistaken for real ones; a token lives as long as Dropbox’s (4 hours). */
export const DEFAULT_OPTIONS: EmulatorOptions = {
  host: '127.0.0.1',
  port: 0,
  tls: null,
  data: null,
  seed: 1,
  latencyMs: 0,
  commitLatencyMs: 0,
  namespaceLock: 'queue',
  accessToken: 'fake-dropbox-access-token',
  refreshToken: 'fake-dropbox-refresh-token',
  appKey: 'fake-dropbox-app-key',
  appSecret: 'fake-dropbox-app-secret',
  tokenLifeSeconds: 14_400,
  tokenLink: 'both',
  scopes: SCOPES,
  teamSpace: 5 * 2 ** 40,
  ...DEFAULT_ANSWERS,
};
