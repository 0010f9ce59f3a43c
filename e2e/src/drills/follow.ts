import { setTimeout as wait } from 'node:timers/promises';
import { loadFirm, type ServiceName, type Stack } from '@counterpart/local';
import { expectedPlaces } from '../compare/expected-places.js';
import { ObservationFailed } from '../observe/get-json.js';
import { say } from '../say.js';
import { settle } from '../settle.js';
import { holds, verify, type System } from '../verify.js';
import { ClioHand } from '../hands/clio-hand.js';
import { castOf, changeEverything, type FollowCast } from '../hands/follow-changes.js';
import { keepBoth } from '../hands/keep-both.js';
import { judgeFollowing, type Following } from '../judges/judge-following.js';
import { onStage } from '../stage.js';

/** What the drill is asked for. */
export interface FollowOptions {
  readonly documents: number;
  readonly seed: number;
}

/** What the drill found. */
export interface FollowReport extends Following {
  readonly drill: 'follow';
  readonly seed: number;
  readonly documents: number;
  readonly clientUploads: number;
  readonly kills: Readonly<Record<'router' | 'archiver', number>>;
  readonly seconds: number;
  readonly holds: boolean;
}

const STALL_MS = 180_000;
/** Nothing new on the trail for so long means that all has followed. */
const QUIET_MS = 6000;

/**
 * A firm runs; then a client is renamed, a matter renumbered, documents are renamed, re-categorised, trashed and restored,
 * a file is put in the way by hand, and a changed policy comes into force, while router and archiver are killed. At the end
 * everything lies where the policy wants it, moved once, with the ids it had. Then a new document comes that wishes for the name of a
 * file that somebody made by hand, under a policy that keeps both.
 */
export function followDrill({ documents, seed }: FollowOptions): Promise<FollowReport> {
  return onStage('follow', {}, async ({ stack, system, began }) => {
    await loadFirm(stack, { documents, seed });
    await settle(system, { stallMs: STALL_MS });
    const first = await verify(system, 0);
    if (!holds(first)) throw new ObservationFailed(`before any change: ${first.problems.join('; ')}`);
    const cast = await castOf(system);
    const before = { files: await system.dropbox.files(), moves: await system.dropbox.moves() };
    const kills = await shaken(stack, system, cast);
    await quiet(system);
    const places = await expectedPlaces(system);
    const following = await judgeFollowing(system, { before, places, cast });
    const inTheWay = await keepBoth(stack, system, cast);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    const { clientUploads } = first;
    const problems = [...following.problems, ...inTheWay];
    const isWhole = problems.length === 0 && kills.router > 0 && kills.archiver > 0;
    const about = {
      drill: 'follow',
      seed,
      documents: first.documents,
      clientUploads,
      kills,
      seconds,
    } as const;
    return { ...about, ...following, problems, holds: isWhole && clientUploads > 0 };
  });
}

/** Makes every change, and kills the router or the archiver after each. */
async function shaken(stack: Stack, system: System, cast: FollowCast): Promise<FollowReport['kills']> {
  const kills = { router: 0, archiver: 0 };
  const victims = ['archiver', 'router'] as const;
  let turn = 0;
  for await (const change of changeEverything(stack, { system, cast, hand: new ClioHand(stack) })) {
    const victim = victims[turn % victims.length] ?? 'router';
    turn += 1;
    say(`${change}; ${victim} is killed`);
    await wait(200 * turn);
    await killAndStart(stack, victim);
    kills[victim] += 1;
  }
  return kills;
}

async function killAndStart(stack: Stack, name: ServiceName): Promise<void> {
  await stack.kill(name);
  await stack.start(name);
}

/** Waits until nothing is pending and nothing new comes onto the trail. */
async function quiet(system: System): Promise<void> {
  const deadline = Date.now() + STALL_MS * 2;
  for (let last = -1; ;) {
    await settle(system, { stallMs: STALL_MS });
    const count = await system.trail.eventCount();
    if (count === last) return;
    if (Date.now() > deadline) throw new ObservationFailed('the trail never came to rest');
    last = count;
    await wait(QUIET_MS);
  }
}
