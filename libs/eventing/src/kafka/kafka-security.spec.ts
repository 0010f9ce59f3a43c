import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kafkaSecurity } from './kafka-security.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kafka-security-'));
  writeFileSync(join(folder, 'ca.pem'), 'fake-authority');
  writeFileSync(join(folder, 'password'), 'fake-password\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const TLS = { COUNTERPART_KAFKA_TLS: 'on' };
const NAME = { COUNTERPART_KAFKA_SASL_USERNAME: 'counterpart-router' };

describe('how Kafka is reached', () => {
  it('is in the clear where nothing is set', () => {
    expect(kafkaSecurity({})).toEqual({});
    expect(kafkaSecurity({ COUNTERPART_KAFKA_TLS: 'off' })).toEqual({});
  });

  it('is TLS, by the usual authorities or by one’s own', () => {
    expect(kafkaSecurity(TLS)).toEqual({ ssl: {} });
    expect(kafkaSecurity({ ...TLS, COUNTERPART_KAFKA_TLS_CA_FILE: join(folder, 'ca.pem') })).toEqual({
      ssl: { ca: ['fake-authority'] },
    });
  });

  it('takes a password from the environment or from a file', () => {
    const sasl = { username: 'counterpart-router', password: 'fake-password' };
    expect(kafkaSecurity({ ...TLS, ...NAME, COUNTERPART_KAFKA_SASL_PASSWORD: 'fake-password' })).toEqual({
      ssl: {},
      sasl,
    });
    const file = { COUNTERPART_KAFKA_SASL_PASSWORD_FILE: join(folder, 'password') };
    expect(kafkaSecurity({ ...TLS, ...NAME, ...file })).toEqual({ ssl: {}, sasl });
  });

  it.each([
    ['a password without TLS', { ...NAME, COUNTERPART_KAFKA_SASL_PASSWORD: 'fake' }],
    ['a name without a password', { ...TLS, ...NAME }],
    ['a password without a name', { ...TLS, COUNTERPART_KAFKA_SASL_PASSWORD: 'fake' }],
    ['an authority without TLS', { COUNTERPART_KAFKA_TLS_CA_FILE: 'ca.pem' }],
    ['a file that is not there', { ...TLS, COUNTERPART_KAFKA_TLS_CA_FILE: '/nowhere/ca.pem' }],
    [
      'a password twice',
      {
        ...TLS,
        ...NAME,
        COUNTERPART_KAFKA_SASL_PASSWORD: 'fake',
        COUNTERPART_KAFKA_SASL_PASSWORD_FILE: 'password',
      },
    ],
  ])('is refused with %s', (_, settings) => {
    expect(() => kafkaSecurity(settings)).toThrow(expect.objectContaining({ code: 'KAFKA_SETTINGS_WRONG' }));
  });
});
