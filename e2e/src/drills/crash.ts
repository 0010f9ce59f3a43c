import { loadFirm } from '@counterpart/local';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { holds, verify, type Report } from '../verify.js';
import { wreakHavoc, type HavocTally } from '../harm/havoc.js';
import { onStage } from '../stage.js';

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
export function crashDrill({ documents, seed }: CrashOptions): Promise<CrashReport> {
  return onStage('crash', {}, async ({ stack, system, began }) => {
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
  });
}
