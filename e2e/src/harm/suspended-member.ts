import { z } from 'zod';
import type { Vendor } from '@counterpart/contracts';
import type { Stack } from '@counterpart/local';
import { getJson, ObservationFailed } from '../observe/get-json.js';
import { mailsAbout } from '../observe/inbox.js';
import type { ParkedView } from '../observe/parked.js';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { until } from '../until.js';
import type { System } from '../verify.js';
import { ClioHand } from '../hands/clio-hand.js';

/** What the suspension of the connected member came to. */
export interface Suspension {
  /** Pieces of work that waited when nothing moved any more. */
  readonly parked: number;
  /** Times it was told on the trail and by e-mail, and that it is over: once each. */
  readonly told: number;
  readonly mails: number;
  readonly restored: number;
  readonly restoredMails: number;
  /** Calls that Dropbox refused, and tokens that were asked for meanwhile, though Dropbox would have given them. */
  readonly refusedCalls: number;
  readonly tokenRequests: number;
  /** From the reinstatement until all of it had drained. */
  readonly drainSeconds: number;
}

/** The running system, and what waits in it. */
export interface Scene {
  readonly stack: Stack;
  readonly system: System;
  readonly parked: ParkedView;
}

const PATIENCE_MS = 180_000;
/** Parked work asks every five minutes. */
const DRAIN_MS = 420_000;
/** Documents that get a new version while the member is suspended: first a few, then many that find it so. */
const [FIRST, MORE] = [4, 30];
/** Who connected Dropbox, as the emulator’s admin desk knows that person. */
const CONNECTED = {
  email: 'eleanor.hartwell@hartwell-reyes.example',
  givenName: 'Eleanor',
  surname: 'Hartwell',
  isAdmin: true,
};

export const LOST = (vendor: Vendor): string => `${NAMES[vendor]} no longer lets Counterpart in`;
export const BACK = (vendor: Vendor): string => `${NAMES[vendor]} lets Counterpart in again`;
const NAMES: Readonly<Record<Vendor, string>> = { clio: 'Clio', dropbox: 'Dropbox' };

/** The member is suspended in Dropbox, which goes on giving tokens; documents get new versions; the member is reinstated. */
export async function suspendMember(scene: Scene, isAtRest: () => Promise<boolean>): Promise<Suspension> {
  const { stack, system, parked } = scene;
  const count = async (name: 'AccessRefused' | 'AccessRestored'): Promise<number> =>
    (await system.trail.events([name])).length;
  const before = {
    lost: await mailsAbout(stack, LOST('dropbox')),
    back: await mailsAbout(stack, BACK('dropbox')),
    call: (await callsAfter(stack, 0)).at(-1)?.seq ?? 0,
  };
  say('The member is suspended in Dropbox');
  await seat(stack, 'suspended');
  const documents = (await system.clio.documents()).filter(({ size }) => size > 0);
  await revise(stack, documents.slice(0, FIRST));
  await until(PATIENCE_MS, async () => (await count('AccessRefused')) > 0);
  await revise(stack, documents.slice(FIRST, FIRST + MORE));
  await until(PATIENCE_MS, isAtRest);
  const waiting = await parked.byCode();
  await until(PATIENCE_MS, async () => (await mailsAbout(stack, LOST('dropbox'))) > before.lost);
  const calls = await callsAfter(stack, before.call);
  say(`Parked: ${JSON.stringify(waiting)}. The member is reinstated`);
  await seat(stack, 'active');
  const began = performance.now();
  await settleAloud(system, DRAIN_MS);
  await until(DRAIN_MS, async () => (await parked.count()) === 0);
  const drainSeconds = Math.round((performance.now() - began) / 100) / 10;
  await until(PATIENCE_MS, async () => (await mailsAbout(stack, BACK('dropbox'))) > before.back);
  return {
    parked: waiting['DROPBOX_UNAUTHORISED'] ?? 0,
    told: await count('AccessRefused'),
    mails: (await mailsAbout(stack, LOST('dropbox'))) - before.lost,
    restored: await count('AccessRestored'),
    restoredMails: (await mailsAbout(stack, BACK('dropbox'))) - before.back,
    refusedCalls: calls.filter(({ status }) => status === 401).length,
    tokenRequests: calls.filter(({ route }) => route.includes('oauth2/token')).length,
    drainSeconds,
  };
}

/** Whether it was told once each way, asked for no token, and made fewer calls than there were documents. */
export const isSoundSuspension = (suspension: Suspension): boolean => {
  const { parked, told, mails, restored, restoredMails, refusedCalls, tokenRequests } = suspension;
  const isToldOnce = [told, mails, restored, restoredMails].every((times) => times === 1);
  return isToldOnce && parked > 0 && tokenRequests === 0 && refusedCalls > 0 && refusedCalls < MORE;
};

async function revise(stack: Stack, documents: readonly { readonly id: string }[]): Promise<void> {
  const hand = new ClioHand(stack);
  for (const { id } of documents) {
    await hand.addVersion(id, Buffer.from(`A version of ${id} from while nobody was let in\n`));
  }
}

const Calls = z.object({
  calls: z.array(z.object({ seq: z.number(), route: z.string(), status: z.number() })),
});

const callsAfter = async ({ addresses }: Stack, seq: number): Promise<z.infer<typeof Calls>['calls']> =>
  (await getJson(`${addresses.dropbox}/_emulator/calls?after=${seq}`, Calls)).calls;

async function seat({ addresses }: Stack, status: 'active' | 'suspended'): Promise<void> {
  const url = `${addresses.dropbox}/_emulator/team`;
  const members = [{ ...CONNECTED, status }];
  const response = await fetch(url, { method: 'PUT', body: JSON.stringify({ members }) });
  if (!response.ok) throw new ObservationFailed(`${url} answered ${response.status}`);
}
