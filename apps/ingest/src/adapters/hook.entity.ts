import 'reflect-metadata';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One webhook of ours at Clio. */
@Entity({ schema: 'ingest', name: 'hooks' })
export class HookEntity {
  /** Unguessable part of the hook’s address. */
  @PrimaryColumn('text')
  token!: string;

  @Column('text')
  firm!: string;

  @Column('text')
  model!: string;

  @Column('text')
  url!: string;

  /** Clio’s id; null until its answer came. */
  @Column('text', { nullable: true })
  webhook!: string | null;

  /** The signing secret, sealed by the vault; null until the handshake. */
  @Column('bytea', { nullable: true })
  secret!: Buffer | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
