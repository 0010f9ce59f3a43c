import 'reflect-metadata';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A path that was given away, for ever. */
@Entity({ schema: 'router', name: 'path_claims' })
export class PathClaimEntity {
  @PrimaryColumn('text')
  firm!: string;

  /** Folded path, see `pathKey`. */
  @PrimaryColumn('text', { name: 'path_key' })
  pathKey!: string;

  /** Stream of the document or matter that holds it. */
  @Column('text')
  owner!: string;
}
