import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OnStatus } from './engine.js';

export const REPOSITORY = resolve(fileURLToPath(new URL('../../..', import.meta.url)));
export const SERVICES = ['ingest', 'router', 'uploader', 'archiver', 'notifier', 'auditor'] as const;
export type ServiceName = (typeof SERVICES)[number];
/** One process of a service: the first bears the service’s name, further ones a number: `uploader-2`. */
export type Instance = ServiceName | `${ServiceName}-${number}`;

/** Clio’s token in the local stack: fake, and the same for everybody who needs it. */
export const CLIO_TOKEN = 'fake-clio-access-token';

/** How the stack runs. */
export interface StackOptions {
  /** Folder of the run: data, logs, pid file. */
  readonly folder: string;
  /** Clio’s limit of calls a minute; null lifts it. */
  readonly clioRateLimit: number | null;
  /** Further flags of the emulators. */
  readonly clioFlags?: readonly string[];
  readonly dropboxFlags?: readonly string[];
  /** How the firm is connected: by tokens as they are, or, once `counterpart connect` was run, by stored grants. @default 'given' */
  readonly grants?: 'given' | 'stored';
  /**
   * Kafka over TLS, where everybody signs in as a user of its own with no rights but its own; otherwise Kafka lets everybody on
   * this machine do everything. @default false
   */
  readonly secured?: boolean;
  /** Password that the services give the mail server, which takes any. @default none: they sign in as nobody */
  readonly smtpPassword?: string;
  /** Services to run; all of them unless said. */
  readonly services?: readonly ServiceName[];
  /** Further settings of every service. */
  readonly serviceEnv?: Readonly<Record<string, string>>;
  /** Calls the start off: nothing more is started, and what runs is stopped. */
  readonly signal?: AbortSignal;
  readonly onStatus?: OnStatus;
  readonly say?: (message: string) => void;
  /** Told when a process ends that nobody asked to end. */
  readonly onDeath?: (name: string, logEnd: string) => void;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Where everything answers. */
export interface Addresses {
  clio: string;
  clioDownloads: string;
  dropbox: string;
  smtp: string;
  inbox: string;
  kafka: string;
  /** Owner role. */
  database: string;
  /** Where ingest takes webhooks. */
  webhooks: string;
  /** Health and metrics. */
  services: Record<ServiceName, string> & Partial<Record<Instance, string>>;
  /** Public key of the audit log. */
  auditKey: string;
}
