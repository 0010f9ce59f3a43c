import { setTimeout as wait } from 'node:timers/promises';
import { loadFirm, type ServiceName, type Stack } from '@counterpart/local';
import { ObservationFailed } from '../observe/get-json.js';
import { say } from '../say.js';
import { settle } from '../settle.js';
import { until } from '../until.js';
import { holds, verify, type System } from '../verify.js';
import { seededChance } from '../chance.js';
import { ClioHand } from '../hands/clio-hand.js';
import { dealCast, type ClosingCast } from '../hands/closing-cast.js';
import { runCounterpart } from '../hands/command-line.js';
import { judgeArchives, judgeReturn, type ClosedMatters, type Judgement } from '../judges/judge-closing.js';
import { writePolicy } from '../hands/write-policy.js';
import { onStage } from '../stage.js';

/** What the drill is asked for. */
export interface CloseOptions {
  readonly documents: number;
  readonly seed: number;
}

/** What the drill found. */
export interface CloseReport extends Judgement {
  readonly drill: 'close';
  readonly seed: number;
  readonly documents: number;
  /** Closed matters by the action. */
  readonly closed: Readonly<Record<string, number>>;
  readonly withoutDocuments: number;
  /** How much smaller this is than fifty matters, one of 6 GB and 70,000 files. */
  readonly scale: string;
  readonly kills: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly holds: boolean;
}

const STALL_MS = 180_000;
const PATIENCE_MS = 300_000;
const QUIET_MS = 5000;
const VICTIMS = ['router', 'archiver', 'notifier', 'ingest'] as const;

/**
 * A firm runs; its matters are closed, a share of them under each action, while services are killed at random. Then all are
 * opened again, while services are killed, too.
 */
export function closeDrill({ documents, seed }: CloseOptions): Promise<CloseReport> {
  const serviceEnv = { COUNTERPART_CLOSING_LOOK_SECONDS: '1', COUNTERPART_CLOSING_QUIET_SECONDS: '3' };
  return onStage('close', { serviceEnv }, async ({ stack, system, began }) => {
    await loadFirm(stack, { documents, seed });
    await settle(system, { stallMs: STALL_MS });
    const first = await verify(system, 0);
    if (!holds(first)) throw new ObservationFailed(`before any closing: ${first.problems.join('; ')}`);
    const cast = await castOf(stack, system);
    const before = await system.dropbox.files();
    const havoc = new Havoc(stack, seed);
    const closed = await closeAll(stack, { system, cast, havoc });
    const archives = await judgeArchives(stack, system, { cast: closed, before });
    await reopenAll(stack, { system, closed, havoc });
    const returned = await judgeReturn(system, before);
    const problems = [...archives.problems, ...returned].slice(0, 20);
    const count = Object.fromEntries(
      Object.entries(cast.byAction).map(([action, of]) => [action, of.length]),
    );
    return {
      drill: 'close',
      seed,
      documents: first.documents,
      closed: count,
      withoutDocuments: cast.empty.length,
      scale: 'scaled down: small files, no matter of 6 GB or of 70,000 files',
      kills: havoc.kills,
      ...archives,
      problems,
      seconds: Math.round((performance.now() - began) / 100) / 10,
      holds: problems.length === 0 && Object.values(count).every((matters) => matters > 0),
    };
  });
}

/** The matters of the firm, and some that never got a document. */
async function castOf(stack: Stack, system: System): Promise<ClosingCast> {
  const known = await system.clio.matterList();
  const hand = new ClioHand(stack);
  for (const { clientId } of known.slice(0, 2)) await hand.openMatter(clientId, 'Consultation');
  const isPlanned = async (): Promise<boolean> =>
    (await system.trail.events(['MatterScaffolded'])).length >= known.length + 2;
  await until(PATIENCE_MS, isPlanned);
  return dealCast(system);
}

/** Kills services with SIGKILL and starts them again. */
class Havoc {
  readonly kills: Record<string, number> = {};
  readonly #chance: () => number;

  constructor(
    private readonly stack: Stack,
    seed: number,
  ) {
    this.#chance = seededChance(seed);
  }

  async strike(times: number): Promise<void> {
    for (let strike = 0; strike < times; strike += 1) {
      await wait(200 + this.#chance() * 2500);
      const name: ServiceName = VICTIMS[Math.floor(this.#chance() * VICTIMS.length)] ?? 'archiver';
      await this.stack.kill(name);
      this.kills[name] = (this.kills[name] ?? 0) + 1;
      say(`killed ${name}`);
      await this.stack.start(name);
    }
  }
}

interface Closing {
  readonly system: System;
  readonly cast: ClosingCast;
  readonly havoc: Havoc;
}

async function closeAll(stack: Stack, { system, cast, havoc }: Closing): Promise<ClosedMatters> {
  const hand = new ClioHand(stack);
  let begun = 0;
  for (const [action, matters] of Object.entries(cast.byAction)) {
    const applied = await runCounterpart(stack, [
      'policy',
      'apply',
      writePolicy(stack, action, { closing: { action } }),
    ]);
    if (applied.exitCode !== 0) throw new ObservationFailed(`the policy ${action} was not applied`);
    const closing = action === 'move' ? [...matters, ...cast.empty] : matters;
    for (const { id } of closing) await hand.setStatus(id, 'closed');
    say(`${closing.length} matters are closed: ${action}`);
    begun += closing.length;
    await havoc.strike(3);
    // The next policy counts for what is closed under it.
    await until(PATIENCE_MS, async () => (await system.trail.events(['ClosingBegun'])).length >= begun);
  }
  await havoc.strike(6);
  await until(PATIENCE_MS, async () => {
    const ended = await system.trail.events(['ClosingNoted', 'ClosingEnded']);
    return ended.length >= begun;
  });
  await quiet(system);
  return cast;
}

async function reopenAll(
  stack: Stack,
  {
    system,
    closed,
    havoc,
  }: { readonly system: System; readonly closed: ClosedMatters; readonly havoc: Havoc },
): Promise<void> {
  const hand = new ClioHand(stack);
  const matters = [...Object.values(closed.byAction).flat(), ...closed.empty];
  for (const { id } of matters) await hand.setStatus(id, 'open');
  say(`${matters.length} matters are opened again`);
  await havoc.strike(6);
  await until(
    PATIENCE_MS,
    async () => (await system.trail.events(['MatterReopened'])).length >= matters.length,
  );
  await quiet(system);
}

/** Waits until nothing is pending and nothing new comes onto the trail. */
async function quiet(system: System): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let last = -1; ;) {
    await settle(system, { stallMs: STALL_MS });
    const count = await system.trail.eventCount();
    if (count === last) return;
    if (Date.now() > deadline) throw new ObservationFailed('the trail never came to rest');
    last = count;
    await wait(QUIET_MS);
  }
}
