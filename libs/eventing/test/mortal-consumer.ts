import { Pool } from 'pg';
import {
  consumer,
  ConsumerRuntime,
  done,
  KafkaBroker,
  on,
  type Delivery,
  type Verdict,
} from '@counterpart/eventing';
import { TOPICS } from '@counterpart/contracts';
import { MemoryTrail, worldOn } from './world.ts';

/**
 * A consumer in a process of its own, for `kill -9`: writes every event into the table `effects` and, where told to,
 * kills itself after an effect is durable and before its offset is committed.
 *
 * Arguments: brokers, database, topic, group, mark to die at (or `never`).
 */
const [brokers = '', database = '', topic = '', group = '', fatalMark = 'never'] = process.argv.slice(2);
const pool = new Pool({ connectionString: database });

class Effects {
  async handle({ event }: Delivery<'DocumentTrashed'>): Promise<Verdict> {
    await pool.query('insert into effects(document, mark) values ($1, $2)', [
      event.data.document,
      event.sequence,
    ]);
    if (event.sequence === fatalMark) process.kill(process.pid, 'SIGKILL');
    return done();
  }
}

const table = consumer({ group, rows: [on({ ...TOPICS.facts, name: topic }, 'DocumentTrashed', Effects)] });
const limits = { records: 100, bytes: 1_000_000, commitEveryMs: 50, drainEveryMs: 50, leaseGraceMs: 1000 };
const world = worldOn(pool, new Effects(), new MemoryTrail());
const broker = new KafkaBroker({ brokers: brokers.split(','), clientId: group, sessionTimeoutMs: 6000 });
await new ConsumerRuntime(table, world, limits).start(broker);
