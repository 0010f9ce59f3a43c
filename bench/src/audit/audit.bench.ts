import { makeRunFolder } from '@counterpart/local';
import type { BenchReport } from '../bench-report.js';
import { machine } from '../machine.js';
import { bareInsert } from './bare-insert.js';
import { measureProofs } from './large-log.js';
import { appendAlone, appendSealed, openSealedGround } from './sealed-ground.js';

/** How much is appended, and how large the log is that is proven in. */
export interface AuditOptions {
  /** A multiple of 500. */
  readonly events: number;
  readonly leaves: number;
}

const PROOFS = 1_000;
/** design §10: a proof at 10 M leaves. */
const MOST_PROOF_BYTES = 2_048;

/** Events a second that are appended, told, sealed and published, beside bare multi-row INSERT; proofs of a large log. */
export async function auditBench({ events, leaves }: AuditOptions): Promise<BenchReport> {
  const { folder, remove } = makeRunFolder('bench-audit');
  const ground = await openSealedGround(folder);
  try {
    const urls = await ground.makeDatabase('audit');
    const { appendSeconds, sealedSeconds } = await appendSealed(ground, urls, events);
    const aloneSeconds = await appendAlone(await ground.makeDatabase('alone'), events);
    const bareSeconds = await bareInsert(urls.owner);
    const proofs = await measureProofs(leaves, PROOFS);
    const perSecond = (seconds: number): number => Math.round(events / seconds);
    return {
      bench: 'audit',
      events,
      ours: {
        sealedPerSecond: perSecond(sealedSeconds),
        appendedMeanwhilePerSecond: perSecond(appendSeconds),
        appendedAlonePerSecond: perSecond(aloneSeconds),
      },
      bare: { insertedPerSecond: perSecond(bareSeconds) },
      /** Of events that are stored, on Kafka, in the log and under a published checkpoint. */
      ratio: inThousandths(bareSeconds / sealedSeconds),
      /** Of events that are stored, as the bare rows are. */
      ratioAlone: inThousandths(bareSeconds / aloneSeconds),
      proofs,
      machine: machine(),
      holds: proofs.proofBytes <= MOST_PROOF_BYTES,
    };
  } finally {
    await ground.stop();
    remove();
  }
}

const inThousandths = (value: number): number => Math.round(value * 1000) / 1000;
