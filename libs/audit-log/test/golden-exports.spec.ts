import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseVerifierKey, verifyExport, type ExportFiles } from '../src/index.js';
import { verifyTimeStamp } from '../src/timestamp.js';

/*
 * Exports as they were once handed out: in court files, on other people’s disks. They verify for ever, their readable
 * files included: whoever changes the wording of a report makes a new format beside the old one.
 */

const FOLDER = new URL('./golden/format-1/', import.meta.url);
const textOf = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');
const filesOf = (name: string): ExportFiles => {
  const folder = new URL(`${name}/`, FOLDER);
  return new Map(readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder))]));
};

describe('an export of format 1 that was once handed out', () => {
  afterEach(() => void vi.useRealTimers());
  const keys = [parseVerifierKey(textOf('log.pub'))];

  it('of a document verifies, with its witness', () => {
    const witnesses = [parseVerifierKey(textOf('witness.pub'))];
    expect(verifyExport(filesOf('document'), { keys, witnesses })).toMatchObject({
      ok: true,
      findings: [],
      proven: {
        events: 9,
        checkpoint: { size: 17 },
        witnesses: [{ name: 'witness.hartwell.example', time: '2026-11-25T10:00:00.000Z' }],
      },
    });
  });

  it('of a matter verifies', () => {
    expect(verifyExport(filesOf('matter'), { keys })).toMatchObject({
      ok: true,
      findings: [],
      proven: { events: 10 },
    });
  });

  it('keeps its time stamp, also when the authority’s certificate has long expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2046-01-01') });
    const files = filesOf('document');
    const [answer, checkpoint] = ['checkpoint.tsr', 'checkpoint'].map(
      (name) => files.get(name) ?? Buffer.alloc(0),
    );
    const stamp = verifyTimeStamp(
      answer ?? Buffer.alloc(0),
      checkpoint ?? Buffer.alloc(0),
      textOf('authority.pem'),
    );
    expect((await stamp).time.toISOString()).toMatch(/^2026-11-24T/);
  });
});
