import { loadFirm } from '@counterpart/local';
import { say } from '../say.js';
import { settleAloud } from '../settle.js';
import { holds, verify, type Report } from '../verify.js';
import { tryAll, type Verdict } from '../harm/acts.js';
import { connect } from '../hands/consent.js';
import { databaseActs } from '../harm/database-acts.js';
import { foreignAccountActs } from '../harm/foreign-account.js';
import { kafkaActs } from '../harm/kafka-acts.js';
import { onStage } from '../stage.js';

/** What the drill is asked for. */
export interface LeastPrivilegeOptions {
  readonly documents: number;
  readonly seed: number;
}

/** What the drill found. */
export interface LeastPrivilegeReport extends Report {
  readonly drill: 'least-privilege';
  readonly seed: number;
  readonly kafka: Verdict;
  readonly database: Verdict;
  readonly holds: boolean;
}

/** Ingest, uploader and archiver open the grants, each as its own role. */
const APART = { grants: 'stored', secured: true } as const;
const PATIENCE_MS = 120_000;

/**
 * The whole system on a real broker and a real database with TLS and users. The operator connects a firm; every service signs in
 * as itself and mirrors it with no rights but its own; then all that is none of its own is tried as each of them, and has to be
 * refused.
 */
export function leastPrivilegeDrill(options: LeastPrivilegeOptions): Promise<LeastPrivilegeReport> {
  return onStage('least-privilege', APART, async ({ stack, system, began }) => {
    for (const vendor of ['clio', 'dropbox'] as const) await connect(stack, vendor);
    await loadFirm(stack, options);
    await settleAloud(system, PATIENCE_MS);
    say('The firm is mirrored. Every user tries what is not its own');
    const database = await tryAll([...(await databaseActs(stack)), ...foreignAccountActs(stack)], 4);
    const kafka = await tryAll(kafkaActs(stack), 8);
    const report = await verify(system, (performance.now() - began) / 1000);
    const isKept = [kafka, database].every(
      ({ wrong, refused, succeeded }) => wrong.length === 0 && refused > 0 && succeeded > 0,
    );
    return {
      drill: 'least-privilege',
      seed: options.seed,
      kafka,
      database,
      holds: isKept && holds(report),
      ...report,
    };
  });
}
