import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Vendor } from '@counterpart/contracts';
import { loadFirm, makeRunFolder, startStack } from '@counterpart/local';
import { getJson, ObservationFailed } from '../observe/get-json.js';
import { mailsAbout } from '../observe/inbox.js';
import { ParkedView } from '../observe/parked.js';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { systemOf } from '../system.js';
import { until } from '../until.js';
import { holds, verify, type Report, type System } from '../verify.js';
import { ClioHand } from '../hands/clio-hand.js';
import { connect } from '../hands/consent.js';
import {
  BACK,
  isSoundSuspension,
  LOST,
  suspendMember,
  type Scene,
  type Suspension,
} from '../harm/suspended-member.js';

/** What the drill is asked for. */
export interface TokenLossOptions {
  readonly documents: number;
  readonly seed: number;
}

/** What one loss came to. */
interface Loss {
  /** Pieces of work that waited when nothing moved any more. */
  readonly parked: number;
  /** Times it was told on the trail, and by e-mail: once each. */
  readonly told: number;
  readonly mails: number;
  /** E-mails that it is good again: one. */
  readonly restoredMails: number;
  /** From the new consent until all of it had drained. */
  readonly drainSeconds: number;
}

/** What the drill found. */
export interface TokenLossReport extends Report {
  readonly drill: 'token-loss';
  readonly seed: number;
  readonly losses: Readonly<Record<Vendor, Loss>>;
  /** The member is suspended, and Dropbox still gives tokens. */
  readonly suspension: Suspension;
  /** Documents of which Clio’s side told while Dropbox was lost: all of them. */
  readonly factsWhileDropboxWasLost: number;
  readonly holds: boolean;
}

const PATIENCE_MS = 180_000;
/** Documents that get a new version while Clio is lost. */
const REVISED = 12;

/**
 * The firm revokes its consent to Dropbox while documents flow, later the one to Clio; then the connected member is suspended and
 * reinstated. Each is told once on the trail and by one e-mail, and so is that it is over; work with the other vendor goes on;
 * after a new consent, or the reinstatement, everything drains, and nothing is lost or doubled.
 */
export async function tokenLossDrill({ documents, seed }: TokenLossOptions): Promise<TokenLossReport> {
  const began = performance.now();
  const { folder, remove } = makeRunFolder('token-loss');
  const stack = await startStack({
    folder,
    clioRateLimit: null,
    grants: 'stored',
    say,
    onDeath: (name, logEnd) => say(`${name} ended by itself:\n${logEnd.slice(-1500)}`),
  });
  const [system, parked] = [systemOf(stack), new ParkedView(stack.addresses.database)];
  try {
    for (const vendor of ['clio', 'dropbox'] as const) await connect(stack, vendor);
    const scene = { stack, system, parked };
    const { loss: dropbox, facts } = await loseDropbox(scene, { documents, seed });
    const clio = await loseClio(scene);
    const suspension = await suspendMember(scene, () => isAtRest(system));
    const report = await verify(system, (performance.now() - began) / 1000);
    const isSound = [dropbox, clio].every(
      ({ parked: waited, told, mails, restoredMails }) =>
        waited > 0 && told === 1 && mails === 1 && restoredMails === 1,
    );
    return {
      drill: 'token-loss',
      seed,
      losses: { clio, dropbox },
      suspension,
      factsWhileDropboxWasLost: facts,
      holds:
        isSound &&
        isSoundSuspension(suspension) &&
        facts === documents &&
        (await parked.count()) === 0 &&
        holds(report),
      ...report,
    };
  } finally {
    await Promise.all([system.trail.close(), parked.close()]);
    await stack.stop();
    remove();
  }
}

/** Dropbox is lost when a fifth of the documents has come. */
async function loseDropbox(
  scene: Scene,
  { documents, seed }: TokenLossOptions,
): Promise<{ readonly loss: Loss; readonly facts: number }> {
  const { stack, system } = scene;
  const loading = loadFirm(stack, { documents, seed });
  const count = async (name: 'DocumentAdded' | 'DocumentMirrored'): Promise<number> =>
    (await system.trail.events([name])).length;
  await until(PATIENCE_MS, async () => (await count('DocumentMirrored')) >= documents / 5);
  say('The firm revokes its consent to Dropbox');
  await post(`${stack.addresses.dropbox}/_emulator/tokens`, { action: 'revoke' });
  await loading;
  await until(PATIENCE_MS, async () => (await count('DocumentAdded')) === documents);
  const facts = await count('DocumentAdded');
  return { loss: await endure(scene, 'dropbox'), facts };
}

/** Clio is lost, and documents get new versions. */
async function loseClio(scene: Scene): Promise<Loss> {
  const { stack, system } = scene;
  say('The firm revokes its consent to Clio');
  const tokens = `${stack.addresses.clio}/_emulator/tokens`;
  const { tokens: issued } = await getJson(
    tokens,
    z.object({ tokens: z.array(z.object({ id: z.number() })) }),
  );
  // The first one is our hand’s; it keeps its own.
  for (const { id } of issued.toSorted((one, other) => one.id - other.id).slice(1)) {
    await post(tokens, { action: 'revoke', id });
  }
  const hand = new ClioHand(stack);
  const revised = (await system.clio.documents()).filter(({ size }) => size > 0).slice(0, REVISED);
  for (const { id } of revised) await hand.addVersion(id, Buffer.from(`A later version of ${id}\n`));
  return endure(scene, 'clio');
}

/** Waits until nothing moves, connects anew, and waits until nothing waits. */
async function endure({ stack, system, parked }: Scene, vendor: Vendor): Promise<Loss> {
  const told = async (): Promise<number> =>
    (await system.trail.events(['CredentialRefused'])).filter(
      ({ event }) => event.name === 'CredentialRefused' && event.data.vendor === vendor,
    ).length;
  await until(PATIENCE_MS, async () => (await told()) > 0);
  await until(PATIENCE_MS, () => isAtRest(system));
  const waiting = await parked.byCode();
  const mails = (): Promise<number> => mailsAbout(stack, LOST(vendor));
  await until(PATIENCE_MS, async () => (await mails()) > 0);
  say(`Parked: ${JSON.stringify(waiting)}. The firm connects ${vendor} anew`);
  await connect(stack, vendor);
  const began = performance.now();
  await settleAloud(system, PATIENCE_MS);
  await until(PATIENCE_MS, async () => (await parked.count()) === 0);
  const drainSeconds = Math.round((performance.now() - began) / 100) / 10;
  await until(PATIENCE_MS, async () => (await mailsAbout(stack, BACK(vendor))) > 0);
  return {
    parked: waiting[`${vendor.toUpperCase()}_UNAUTHORISED`] ?? 0,
    told: await told(),
    mails: await mails(),
    restoredMails: await mailsAbout(stack, BACK(vendor)),
    drainSeconds,
  };
}

/** Whether nothing was told for three seconds. */
async function isAtRest({ trail }: System): Promise<boolean> {
  const before = await trail.eventCount();
  await wait(3000);
  return (await trail.eventCount()) === before;
}

async function post(url: string, order: object): Promise<void> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(order) });
  if (!response.ok) throw new ObservationFailed(`${url} answered ${response.status}`);
}
