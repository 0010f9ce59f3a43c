import { partitionName, type Position, type TopicPartition } from '../broker.js';
import { EventingError } from '../errors.js';
import type { MemoryConsumption } from './memory-consumption.js';

/** A consumer group: who its members are, who owns what, and what is committed. */
export class MemoryGroup {
  readonly #members: MemoryConsumption[] = [];
  readonly #committed = new Map<string, bigint>();

  join(member: MemoryConsumption): void {
    this.#members.push(member);
    this.#rebalance();
  }

  leave(member: MemoryConsumption): void {
    const at = this.#members.indexOf(member);
    if (at === -1) return;
    this.#members.splice(at, 1);
    this.#rebalance();
  }

  committed(at: TopicPartition): bigint | undefined {
    return this.#committed.get(partitionName(at));
  }

  /** Takes what the member owns. @returns whether it owned all of it */
  commit(member: MemoryConsumption, positions: readonly Position[]): boolean {
    const owned = new Set(member.assignment().map(partitionName));
    const taken = positions.filter((position) => owned.has(partitionName(position)));
    for (const position of taken) this.#committed.set(partitionName(position), position.offset);
    return positions.length > 0 && taken.length === positions.length;
  }

  /** @throws EventingError GROUP_ACTIVE while there are members */
  moveTo(positions: readonly Position[]): void {
    if (this.#members.length > 0) throw new EventingError('GROUP_ACTIVE', 'the group has members');
    for (const position of positions) this.#committed.set(partitionName(position), position.offset);
  }

  /** Round robin over all partitions, as kafkajs’ default assigner; eager: everyone gets a whole new assignment. */
  #rebalance(): void {
    const all = [
      ...new Set(this.#members.flatMap((member) => member.wanted().map(partitionName))),
    ].toSorted();
    const places = new Map(
      this.#members.flatMap((member) => member.wanted()).map((at) => [partitionName(at), at]),
    );
    for (const [index, member] of this.#members.entries()) {
      const mine = all.filter((_, at) => at % this.#members.length === index);
      member.assign(mine.flatMap((name) => places.get(name) ?? []));
    }
  }
}
