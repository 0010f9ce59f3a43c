import { InvalidArgumentError, Option } from 'commander';
import type { CliDesk } from './cli.config.js';

/** Collects an option that may be given several times. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** The words that name the log’s public keys. */
export interface KeyOptions {
  readonly key: readonly string[];
}

export const keyOption = (): Option =>
  new Option('--key <key>', 'public key of the log, from a source you trust: text or file; repeatable')
    .argParser(collect)
    .default([], 'COUNTERPART_AUDIT_PUBLIC_KEYS');

/** A number of seconds. */
export function secondsOf(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('a whole number of seconds');
  return Number(text);
}

/** The keys that are named, else those of the settings. */
export const keysOf = ({ key }: KeyOptions, desk: CliDesk): readonly string[] =>
  key.length > 0 ? key : desk.setting('COUNTERPART_AUDIT_PUBLIC_KEYS');
