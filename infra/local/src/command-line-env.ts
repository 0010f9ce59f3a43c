import { addressOf } from './make-database.js';
import type { Addresses } from './stack-options.js';

type Settings = Readonly<Record<string, string>>;

/** Settings with which the command line reaches a run, besides those that the run alone knows. */
export const commandLineEnv = ({ kafka, database, auditKey }: Addresses, own: Settings): Settings => ({
  COUNTERPART_KAFKA_BROKERS: kafka,
  COUNTERPART_DATABASE_URL: addressOf('operator', database),
  COUNTERPART_MIGRATION_DATABASE_URL: database,
  COUNTERPART_AUDIT_PUBLIC_KEYS: auditKey,
  ...own,
});
