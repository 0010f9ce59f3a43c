import { readFileSync } from 'node:fs';
import { EventingError } from '../errors.js';
import type { KafkaOptions } from './kafka-options.js';

/** How a program proves itself to Kafka, and Kafka to it: the settings by their names in the environment. */
export interface KafkaSecuritySettings {
  /** `on` or `off`; off where it is absent. */
  readonly COUNTERPART_KAFKA_TLS?: string | undefined;
  /** PEM file of the authorities that the brokers’ certificates are checked by; absent for the usual ones. */
  readonly COUNTERPART_KAFKA_TLS_CA_FILE?: string | undefined;
  readonly COUNTERPART_KAFKA_SASL_USERNAME?: string | undefined;
  readonly COUNTERPART_KAFKA_SASL_PASSWORD?: string | undefined;
  /** File that holds the password, in place of the password itself. */
  readonly COUNTERPART_KAFKA_SASL_PASSWORD_FILE?: string | undefined;
}

/**
 * What of it a connection is made with: TLS, and SCRAM-SHA-512 within it. Reads the files.
 * @throws EventingError KAFKA_SETTINGS_WRONG where a password would travel without TLS, or of two settings one is missing
 */
export function kafkaSecurity(settings: KafkaSecuritySettings): Pick<KafkaOptions, 'ssl' | 'sasl'> {
  const { COUNTERPART_KAFKA_TLS_CA_FILE: caFile, COUNTERPART_KAFKA_SASL_USERNAME: username } = settings;
  const tls = settings.COUNTERPART_KAFKA_TLS === 'on';
  if (caFile !== undefined && !tls)
    throw wrong('COUNTERPART_KAFKA_TLS_CA_FILE is set, but COUNTERPART_KAFKA_TLS is not on');
  const ssl = caFile === undefined ? {} : { ca: [read(caFile)] };
  const password = passwordOf(settings);
  if (username === undefined && password === undefined) return tls ? { ssl } : {};
  if (username === undefined || password === undefined) {
    throw wrong(
      'COUNTERPART_KAFKA_SASL_USERNAME goes together with COUNTERPART_KAFKA_SASL_PASSWORD, or its _FILE',
    );
  }
  // SCRAM keeps a password from a listener’s eyes, but not from guessing at leisure (RFC 5802 §9).
  if (!tls) throw wrong('a password is sent through TLS only: set COUNTERPART_KAFKA_TLS=on');
  return { ssl, sasl: { username, password } };
}

function passwordOf(settings: KafkaSecuritySettings): string | undefined {
  const { COUNTERPART_KAFKA_SASL_PASSWORD: password, COUNTERPART_KAFKA_SASL_PASSWORD_FILE: file } = settings;
  if (file === undefined) return password;
  if (password !== undefined) throw wrong('the password and a file with it are both set');
  return read(file).replace(/\r?\n$/, '');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new EventingError('KAFKA_SETTINGS_WRONG', `${file} cannot be read`, { cause });
  }
}

const wrong = (message: string): EventingError => new EventingError('KAFKA_SETTINGS_WRONG', message);
