import { describe, expect, it } from 'vitest';
import { BaseConfig } from './base-config.js';
import { ConfigInvalid, loadConfig } from './load-config.js';

const good = {
  COUNTERPART_KAFKA_BROKERS: '127.0.0.1:9092, kafka:9093',
  COUNTERPART_DATABASE_URL: 'postgres://counterpart_service@127.0.0.1:5432/counterpart',
  COUNTERPART_FIRMS_FILE: 'firms.json',
};

describe('loadConfig', () => {
  it('fills in defaults and reads numbers and lists', () => {
    expect(loadConfig(BaseConfig, good)).toMatchObject({
      COUNTERPART_KAFKA_BROKERS: ['127.0.0.1:9092', 'kafka:9093'],
      COUNTERPART_HTTP_PORT: 8080,
      COUNTERPART_LOG_LEVEL: 'info',
    });
  });

  it('names every bad setting at once, with what it is for, and no value', () => {
    const bad = {
      ...good,
      COUNTERPART_KAFKA_BROKERS: 'secret-host',
      COUNTERPART_HTTP_PORT: '99999',
      COUNTERPART_FIRMS_FILE: '',
    };
    const failing = (): unknown => loadConfig(BaseConfig, bad);
    expect(failing).toThrow(ConfigInvalid);
    for (const told of [
      'COUNTERPART_KAFKA_BROKERS',
      'COUNTERPART_HTTP_PORT',
      'COUNTERPART_FIRMS_FILE',
      'JSON file of the firms',
    ]) {
      expect(failing).toThrow(told);
    }
    expect(failing).not.toThrow('secret-host');
  });
});
