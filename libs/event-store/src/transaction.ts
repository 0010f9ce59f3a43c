import type { ClientBase } from 'pg';
import type { EntityManager } from 'typeorm';

/** One database transaction: both faces use the same connection, so what they do commits or fails together. */
export interface Transaction {
  /** For SQL of one's own and for the append. */
  readonly client: ClientBase;
  /** For entities. */
  readonly manager: EntityManager;
}
