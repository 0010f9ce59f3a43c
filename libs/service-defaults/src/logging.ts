import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';

/** The structured log that every service is given. */
export type Log = Logger;

/** Names of fields whose values are never logged, at any depth that we log at. */
const SECRETS = [
  'accessToken',
  'refreshToken',
  'clientSecret',
  'secret',
  'password',
  'authorization',
  'token',
];

/** A `SyntaxError` of JSON repeats a piece of what was read, which may be a secret: only where it came from is told. */
function wordsOf(error: Error): { readonly message: string; readonly stack: string | undefined } {
  const { message, stack } = error;
  if (!(error instanceof SyntaxError)) return { message, stack };
  const frames = stack?.split('\n').filter((line) => /^ +at .+:\d+:\d+\)?$/.test(line));
  return { message: 'not well-formed', stack: frames?.join('\n') };
}

/**
 * What is logged of an error, its causes included. Its further fields are not: a failed query carries its parameters,
 * a refusal of Dropbox the names of files.
 */
function asLogged(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, cause } = error;
  return {
    name,
    ...('code' in error ? { code: error.code } : {}),
    ...wordsOf(error),
    ...(cause === undefined ? {} : { cause: asLogged(cause) }),
  };
}

/** A structured logger: JSON lines on stdout, secrets censored, errors told by name, message and stack. */
export function createLog(service: string, level: string, to?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' },
    serializers: { error: asLogged },
  };
  return to === undefined ? pino(options) : pino(options, to);
}

/** Nest’s own messages through the same log; its start-up chatter is for debugging only. */
export class NestLog implements LoggerService {
  readonly #to: Logger;

  constructor(to: Logger) {
    this.#to = to;
  }

  verbose(message: unknown, context?: unknown): void {
    this.#to.trace({ context }, String(message));
  }

  debug(message: unknown, context?: unknown): void {
    this.#to.debug({ context }, String(message));
  }

  log(message: unknown, context?: unknown): void {
    this.#to.debug({ context }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.#to.warn({ context }, String(message));
  }

  error(message: unknown, stack?: unknown, context?: unknown): void {
    this.#to.error({ context, stack }, String(message));
  }

  fatal(message: unknown, context?: unknown): void {
    this.#to.fatal({ context }, String(message));
  }
}
