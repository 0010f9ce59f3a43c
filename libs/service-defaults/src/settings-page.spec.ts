import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { settingsPage } from './settings-page.js';

const Common = z.object({
  COUNTERPART_PORT: z.coerce.number().int().min(0).max(65_535).default(8080).describe('Port of health'),
});
const Uploader = Common.extend({
  COUNTERPART_URL: z.url().describe('Where it is'),
  COUNTERPART_LOOK_SECONDS: z.coerce.number().positive().default(5).describe('Seconds between two looks'),
  COUNTERPART_CA_FILE: z.string().optional().describe('PEM file'),
  COUNTERPART_TLS: z.enum(['on', 'off']).default('off').describe('Whether over TLS'),
  COUNTERPART_NAMES: z
    .string()
    .transform((text) => text.split(','))
    .describe('Names'),
});

const page = settingsPage(Common, [{ title: 'uploader', schema: Uploader }]);

describe('the reference of settings', () => {
  it.each([
    '| `COUNTERPART_PORT` | Port of health | `8080` | number, from 0 to 65,535 |',
    '| `COUNTERPART_URL` | Where it is | **required** | address |',
    '| `COUNTERPART_LOOK_SECONDS` | Seconds between two looks | `5` | s, above 0 |',
    '| `COUNTERPART_CA_FILE` | PEM file | – | path |',
    '| `COUNTERPART_TLS` | Whether over TLS | `off` | `on`, `off` |',
    '| `COUNTERPART_NAMES` | Names | **required** | text |',
  ])('says what a setting means, what it is where it is not set, and its unit: %s', (row) => {
    expect(page.split('\n')).toContain(row);
  });

  it('names what every service has once', () => {
    expect(page.split('`COUNTERPART_PORT`')).toHaveLength(2);
  });

  it('names a common setting again where a service takes it otherwise', () => {
    const strict = Common.extend({ COUNTERPART_PORT: z.coerce.number().describe('Port of webhooks') });
    expect(settingsPage(Common, [{ title: 'ingest', schema: strict }])).toContain('Port of webhooks');
  });
});
