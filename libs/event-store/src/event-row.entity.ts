import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of the event table, for ordinary queries. Written only by `EventStore.append`. */
@Entity({ schema: 'event_store', name: 'events', synchronize: false })
export class EventRow {
  /** Decimal text: a bigint would be rounded as a number. */
  @PrimaryColumn({ type: 'bigint' })
  position!: string;

  @Column({ type: 'text' })
  stream!: string;

  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'uuid', name: 'event_id' })
  eventId!: string;

  /** `<Name>.v<version>`. */
  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'text' })
  firm!: string;

  @Column({ type: 'text' })
  topic!: string;

  @Column({ type: 'text' })
  key!: string;

  /** The exact bytes that Kafka carries. */
  @Column({ type: 'bytea' })
  body!: Buffer;

  @Column({ type: 'timestamptz', name: 'recorded_at' })
  recordedAt!: Date;
}
