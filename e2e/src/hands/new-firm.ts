import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FirmId } from '@counterpart/contracts';
import type { CloudsWish, Stack } from '@counterpart/local';
import { ClioView } from '../observe/clio.js';
import { ObservationFailed } from '../observe/get-json.js';
import { systemOf } from '../system.js';
import { until } from '../until.js';
import type { System } from '../verify.js';
import { runCounterpart } from './command-line.js';
import { connect } from './consent.js';

/** A firm with clouds of its own, beside others of the same installation. */
export interface ServedFirm {
  readonly firm: FirmId;
  /** The stack as this firm’s hands see it: its own Clio and Dropbox. */
  readonly stack: Stack;
  /** Its clouds, and its part of the trail. */
  readonly system: System;
}

/** The firm that the stack began with. */
export function firstFirm(stack: Stack): ServedFirm {
  const firm = FirmId.parse('hartwell');
  return { firm, stack, system: systemOf(stack, firm) };
}

/** From the order until its webhooks are there: the services look at the firms file every ten seconds. */
const SERVED_WITHIN_MS = 60_000;

/** Takes a firm on by `counterpart firms add` while the services run, connects it, and waits until it is served. */
export async function takeOn(stack: Stack, wish: CloudsWish): Promise<ServedFirm> {
  const firm = FirmId.parse(wish.firm);
  const { entry, ...clouds } = await stack.addClouds(wish);
  const file = join(stack.folder, `${firm}.json`);
  writeFileSync(file, JSON.stringify(entry), { mode: 0o600 });
  await order(stack, ['firms', 'add', '--firm', firm, '--from', file]);
  if (wish.grants === 'stored')
    for (const vendor of ['clio', 'dropbox'] as const) await connect(stack, vendor, firm);
  const { clio } = clouds;
  await until(SERVED_WITHIN_MS, () => new ClioView(clio).isWatched());
  const own = { ...stack, addresses: { ...stack.addresses, ...clouds } };
  return { firm, stack: own, system: systemOf(own, firm) };
}

/** Runs `counterpart` for its effect. @throws ObservationFailed where it fails */
export async function order(stack: Stack, words: readonly string[]): Promise<unknown> {
  const { exitCode, answer } = await runCounterpart(stack, words);
  if (exitCode !== 0) throw new ObservationFailed(`${words.join(' ')} answered ${JSON.stringify(answer)}`);
  return answer;
}
