import { join } from 'node:path';
import type { BrokerSecurity } from './resources/kafka-settings.js';
import { makeBrokerSecurity } from './resources/throw-away-authority.js';
import { SERVICES, type ServiceName } from './stack-options.js';

/** Who signs in at a secured broker. */
export type KafkaUser = ServiceName | 'operator' | 'admin';

/** The names that permissions are given to. */
const signInNameOf = (user: KafkaUser): string => (user === 'admin' ? user : `counterpart-${user}`);

/** What a run’s broker is secured with. */
export const secureKafka = (folder: string): Promise<BrokerSecurity> =>
  makeBrokerSecurity(join(folder, 'kafka'), [...SERVICES, 'operator' as const].map(signInNameOf));

/** Settings with which a user signs in. */
export function kafkaEnvOf(
  user: KafkaUser,
  { admin, users, caFile }: BrokerSecurity,
): Readonly<Record<string, string>> {
  const known = [admin, ...users].find(({ username }) => username === signInNameOf(user));
  if (known === undefined) throw new TypeError(`the broker does not know ${user}`);
  return {
    COUNTERPART_KAFKA_TLS: 'on',
    COUNTERPART_KAFKA_TLS_CA_FILE: caFile,
    COUNTERPART_KAFKA_SASL_USERNAME: known.username,
    COUNTERPART_KAFKA_SASL_PASSWORD: known.password,
  };
}
