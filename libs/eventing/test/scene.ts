import type { FirmId, FirmStanding } from '@counterpart/contracts';
import {
  on,
  consumer,
  type ConsumerTable,
  type Delivery,
  type FirmGate,
  type Verdict,
} from '../src/index.js';
import { documentRecord, FIRM, type Stage } from './stage.js';

export type Trashed = Delivery<'DocumentTrashed'>;

/** Answers by a rule and remembers what it was asked. */
export class Recorder {
  readonly seen: string[] = [];

  constructor(private readonly rule: (name: string, delivery: Trashed) => Verdict | Promise<Verdict>) {}

  async handle(delivery: Trashed): Promise<Verdict> {
    const name = `${delivery.event.data.document}:${delivery.event.sequence}`;
    this.seen.push(name);
    return this.rule(name, delivery);
  }
}

/** A gate at which a person says how the one firm stands. */
export class Porter implements FirmGate {
  stands: FirmStanding = 'served';

  standing(): Promise<FirmStanding> {
    return Promise.resolve(this.stands);
  }

  suspended(): Promise<readonly FirmId[]> {
    return Promise.resolve(this.stands === 'suspended' ? [FIRM] : []);
  }
}

/** A topic with a consumer’s table on it. `send` takes pairs of a document and a mark. */
export async function scene(stage: Stage, options: Partial<ConsumerTable> = {}) {
  const topic = await stage.topic();
  const rows = [on(topic, 'DocumentTrashed', Recorder)];
  const table = consumer({ group: stage.group(), rows, retryMinutes: [0.005, 0.005], ...options });
  const send = (...pairs: readonly (readonly [number, number])[]) =>
    stage.producer.send(pairs.map(([document, mark]) => documentRecord(topic, document, mark)));
  return { topic, table, send };
}

/** What was seen of one document. */
export const of = (document: number, seen: readonly string[]): readonly string[] =>
  seen.filter((name) => name.startsWith(`${document}:`));
