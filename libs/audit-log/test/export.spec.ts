import { createHash } from 'node:crypto';
import { documentStream } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { cosignNote, generateKey, SIGNATURE, verifyExport, writeExport } from '../src/index.js';
import {
  aTrail,
  DOCUMENT,
  documentExport,
  FIRM,
  KEY,
  MATTER,
  matterExport,
  ORIGIN,
  OTHER_MATTER,
  tellVersion,
} from './trail.js';

const keys = [KEY.verifier];
const textOf = (files: ReadonlyMap<string, Buffer>, name: string): string =>
  files.get(name)?.toString('utf8') ?? '';

describe('an export', () => {
  it('of a document verifies with the log’s public key alone, and says what was proven', async () => {
    const files = await documentExport();
    const result = verifyExport(files, { keys });
    expect(result).toMatchObject({
      ok: true,
      findings: [],
      proven: {
        scope: { kind: 'document', firm: FIRM, document: DOCUMENT },
        origin: ORIGIN,
        events: 9,
        digest: createHash('sha256')
          .update(files.get('events.jsonl') ?? '')
          .digest('hex'),
        checkpoint: { size: 17, signers: [KEY.verifier.toString()] },
        streams: [{ stream: documentStream(FIRM, DOCUMENT), events: 9, elsewhere: [] }],
        statement: { leaf: 15, actor: 'user:ada', software: 'counterpart 0.1.0', logSize: 15 },
        grewOutOf: [15],
        witnesses: [],
      },
    });
  });

  it('of a matter holds its documents and nothing of other matters, not even a name', async () => {
    const files = await matterExport();
    expect(verifyExport(files, { keys })).toMatchObject({ ok: true, proven: { events: 10 } });
    for (const [name, bytes] of files) expect([name, bytes.includes('Secret')]).toEqual([name, false]);
  });

  it('of a matter tells which places of a document’s stream are another matter’s', async () => {
    const trail = aTrail();
    tellVersion(trail, { document: DOCUMENT, matter: OTHER_MATTER, number: 3, name: 'Secret renamed.pdf' });
    tellVersion(trail, { document: DOCUMENT, matter: MATTER, number: 4 });
    const scope = { kind: 'matter', firm: FIRM, matter: MATTER } as const;
    const leaves = [0, 2, 3, 4, 5, 10, 11, 12, 13, 14, 19, 20, 21, 22];
    const files = writeExport(await trail.exportLeaves(scope, leaves));
    expect(verifyExport(files, { keys })).toMatchObject({
      ok: true,
      proven: { streams: [{ elsewhere: [] }, { elsewhere: [{ from: 10, to: 13 }] }] },
    });
  });

  it('verifies with either key while keys rotate, also where an earlier checkpoint has but the old one', async () => {
    const next = generateKey(ORIGIN);
    const trail = aTrail([next, KEY]);
    const scope = { kind: 'document', firm: FIRM, document: DOCUMENT } as const;
    const content = await trail.exportOf(scope, ({ subject }) => subject === documentStream(FIRM, DOCUMENT));
    const older = await trail.earlier(8);
    const oldOnly = { ...older, checkpoint: await trail.note(8, [KEY]) };
    const files = writeExport({ ...content, earlier: [oldOnly, ...content.earlier] });
    for (const key of [next, KEY]) {
      expect(verifyExport(files, { keys: [key.verifier] })).toMatchObject({
        ok: true,
        proven: { grewOutOf: [8, 15] },
      });
    }
  });

  it('says when which witness saw its checkpoint', async () => {
    const witness = generateKey('witness.example', SIGNATURE.cosignature);
    const files = await documentExport();
    const note = cosignNote(textOf(files, 'checkpoint'), witness, new Date('2026-11-25T10:00:00Z'));
    files.set('checkpoint', Buffer.from(note));
    expect(verifyExport(files, { keys, witnesses: [witness.verifier] })).toMatchObject({
      ok: true,
      proven: { witnesses: [{ name: 'witness.example', time: '2026-11-25T10:00:00.000Z' }] },
    });
  });

  it('agrees with checkpoints of its history that the verifier holds from elsewhere', async () => {
    const trail = aTrail();
    const files = await documentExport(trail);
    const held = [Buffer.from(await trail.note(15)), Buffer.from(await trail.note())];
    expect(verifyExport(files, { keys, held }).ok).toBe(true);
  });
});

describe('the table', () => {
  it('is RFC 4180 in the log’s order, and runs nothing in a spreadsheet', async () => {
    const csv = textOf(await matterExport(), 'events.csv');
    const lines = csv.split('\r\n');
    expect(lines).toHaveLength(1 + 10 + 1);
    expect(lines[0]).toMatch(/^\ufeff"leaf","time","event","outcome"/u);
    expect(lines[1]).toContain(`"'=2026-0001-Reyes"`);
    expect(csv).toContain('"Brief <b>“Müller”</b>.pdf"');
  });

  it('says how often work had been tried again when it succeeded', async () => {
    const rows = textOf(await documentExport(), 'events.csv').split('\r\n');
    const retries = rows.filter((row) => row.includes('DocumentStaged')).map((row) => row.split(',')[5]);
    expect(retries).toEqual(['0', '1']);
  });
});

describe('the report', () => {
  it('has who, what, when, both hashes, the software, and blanks for who certifies', async () => {
    const report = textOf(await matterExport(), 'report.html');
    const staged = textOf(await documentExport(), 'events.jsonl').split('\n')[3] ?? '';
    const [, contentHash = '-', sha256 = '-'] = /"contentHash":"(\w+)".*"sha256":"(\w+)"/.exec(staged) ?? [];
    for (const text of [
      'user:ada',
      'Document mirrored (written)',
      '2026-11-24T09:00:06.000Z',
      sha256,
      contentHash,
      'counterpart 0.1.0',
      '902(14)',
      'class="blank"',
      '1746',
    ]) {
      expect(report).toContain(text);
    }
  });

  it('runs nothing and fetches nothing, whatever a document is called', async () => {
    const report = textOf(await matterExport(), 'report.html');
    expect(report).not.toContain('<b>“Müller”');
    expect(report).toContain('Brief &lt;b&gt;“Müller”&lt;/b&gt;.pdf');
    expect(report).toContain(`default-src 'none'`);
    expect(report).not.toMatch(/<script|src=|href=/);
  });
});

describe('the fidelity certificate', () => {
  it('sets the bytes that left Clio beside the bytes in Dropbox, version by version', async () => {
    const certificate = textOf(await documentExport(), 'certificate.html');
    expect(certificate).toContain('have the same length, the same SHA-256 and the same content hash');
    expect(certificate.match(/<h3>Version \d/g)).toEqual(['<h3>Version 1', '<h3>Version 2']);
  });

  it('claims nothing for a version whose bytes differ or were not seen leaving Clio', async () => {
    const trail = aTrail();
    const scope = { kind: 'document', firm: FIRM, document: DOCUMENT } as const;
    const all = await trail.exportOf(scope, ({ subject }) => subject === documentStream(FIRM, DOCUMENT));
    const files = writeExport({ ...all, events: all.events.filter((_, index) => index !== 2) });
    expect(textOf(files, 'certificate.html')).toContain('For version 1 this record does not show');
  });

  it('comes with the export of a document, not with that of a matter', async () => {
    expect((await matterExport()).has('certificate.html')).toBe(false);
  });
});
