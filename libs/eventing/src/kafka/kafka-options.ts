import type { KafkaConfig } from 'kafkajs';

/** How brokers are reached. */
export interface KafkaOptions {
  readonly brokers: readonly string[];
  /** Names the program to the brokers. */
  readonly clientId: string;
  /** TLS, by these authorities or by the usual ones; absent for plaintext on loopback. */
  readonly ssl?: { readonly ca?: readonly string[] };
  /** SCRAM-SHA-512. */
  readonly sasl?: { readonly username: string; readonly password: string };
  /** Longest wait of a fetch for new records; short, because rebalances and shutdown wait for it. @default 250 */
  readonly maxWaitMs?: number;
  /** How long a member that went silent keeps its partitions. @default 10000 */
  readonly sessionTimeoutMs?: number;
  readonly log?: (level: 'debug' | 'info' | 'warn' | 'error', message: string, fields: object) => void;
}

/** kafkajs’ own settings from ours; used by the Kafka adapter only. */
export function clientConfig(options: KafkaOptions): KafkaConfig {
  const { ssl, sasl } = options;
  return {
    clientId: options.clientId,
    brokers: [...options.brokers],
    connectionTimeout: 5000,
    // Long enough for a broker’s restart; the runtime above waits without limit anyway.
    retry: { initialRetryTime: 200, maxRetryTime: 2000, retries: 20 },
    ...(ssl === undefined ? {} : { ssl: ssl.ca === undefined ? true : { ca: [...ssl.ca] } }),
    ...(sasl === undefined ? {} : { sasl: { mechanism: 'scram-sha-512' as const, ...sasl } }),
    logCreator:
      () =>
      ({ level, log: { message, ...fields } }) =>
        options.log?.(severity(level, fields), message, fields),
  };
}

/** Retriable answers are ordinary (a coordinator loading, a leader moving): kafkajs logs them as errors. */
function severity(level: number, fields: object): 'debug' | 'info' | 'warn' | 'error' {
  if (level <= 1) return 'retriable' in fields && fields.retriable === false ? 'error' : 'warn';
  if (level === 2) return 'warn';
  return 'debug';
}
