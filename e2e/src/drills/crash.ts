import { loadFirm, makeRunFolder, startStack } from '@counterpart/local';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { systemOf } from '../system.js';
import { holds, verify, type Report } from '../verify.js';
import { wreakHavoc, type HavocTally } from '../harm/havoc.js';

/** What the drill is asked for. */
export interface CrashOptions {
  readonly documents: number;
  readonly seed: number;
}

/** What the drill found. */
export interface CrashReport extends Report, HavocTally {
  readonly drill: 'crash';
  readonly seed: number;
  readonly totalKills: number;
  readonly holds: boolean;
}

const KILLS_PER_SERVICE = 5;
/** Services, broker and database come back within seconds; nothing moving for so long means that it is stuck. */
const STALL_MS = 180_000;

/** While documents flow, everything is killed; at the end nothing may be missing, doubled, different or misplaced. */
export async function crashDrill({ documents, seed }: CrashOptions): Promise<CrashReport> {
  const began = performance.now();
  const { folder, remove } = makeRunFolder('crash');
  const stack = await startStack({
    folder,
    clioRateLimit: null,
    say,
    onDeath: (name, logEnd) => say(`${name} ended by itself:\n${logEnd.slice(-1500)}`),
  });
  const system = systemOf(stack);
  try {
    const [firm, tally] = await Promise.all([
      loadFirm(stack, { documents, seed }),
      wreakHavoc(stack, { seed, killsPerService: KILLS_PER_SERVICE }),
    ]);
    say(`${firm.documents} documents in Clio; waiting until nothing is pending`);
    await settleAloud(system, STALL_MS);
    const report = await verify(system, (performance.now() - began) / 1000);
    const totalKills = Object.values(tally.kills).reduce((sum, kills) => sum + kills, 0);
    const wasHard = totalKills >= 20 && tally.brokerRestarts === 1 && tally.databaseRestarts === 1;
    const isWhole = holds(report) && firm.documents === documents;
    return { drill: 'crash', seed, totalKills, holds: isWhole && wasHard, ...tally, ...report };
  } finally {
    await system.trail.close();
    await stack.stop();
    remove();
  }
}
