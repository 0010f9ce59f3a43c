import 'reflect-metadata';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far one large document has come. */
@Entity({ schema: 'uploader', name: 'staging_progress' })
export class StagingProgressEntity {
  /** Id of the DocumentRouted event that is being answered. */
  @PrimaryColumn('uuid')
  routed!: string;

  /** Whose document it is: rules about rows keep firms apart. */
  @Column('text')
  firm!: string;

  /** The Dropbox upload session that holds the bytes. */
  @Column('text')
  session!: string;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  /** Bytes that Dropbox has acknowledged, decimal text: they may be more than 2^53. */
  @Column('bigint')
  acknowledged!: string;

  /** Content hash of those bytes. */
  @Column('text', { name: 'prefix_hash' })
  prefixHash!: string;
}
