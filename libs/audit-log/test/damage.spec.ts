import { encodeEvent, type Event } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import {
  checkpointText,
  cosignNote,
  generateKey,
  leafHash,
  proveInclusion,
  SIGNATURE,
  signNote,
  verifyExport,
  writeExport,
  type FindingCode,
} from '../src/index.js';
import { aTrail, DOCUMENT, documentExport, FIRM, KEY, MATTER, ORIGIN } from './trail.js';

const keys = [KEY.verifier];
const scope = { kind: 'document', firm: FIRM, document: DOCUMENT } as const;

type Files = Map<string, Buffer>;
const linesOf = (files: Files, name: string): string[] =>
  (files.get(name)?.toString('utf8') ?? '').split('\n').slice(0, -1);
const setLines = (files: Files, name: string, lines: readonly string[]): unknown =>
  files.set(name, Buffer.from(lines.map((line) => `${line}\n`).join('')));
const edit =
  (name: string, change: (lines: string[]) => readonly string[]) =>
  (files: Files): unknown =>
    setLines(files, name, change(linesOf(files, name)));
const both =
  (change: (lines: string[]) => readonly string[]) =>
  (files: Files): void => {
    edit('events.jsonl', change)(files);
    edit('proofs.jsonl', change)(files);
  };
const line =
  (at: number, change: (line: string) => string) =>
  (lines: string[]): string[] =>
    lines.map((one, index) => (index === at ? change(one) : one));
const swapped = ([one = '', two = '', ...rest]: string[]): string[] => [two, one, ...rest];
const codesOf = (files: Files, options = { keys }): readonly FindingCode[] => [
  ...new Set(verifyExport(files, options).findings.map(({ code }) => code)),
];

describe('each damage has its code', () => {
  it.each<[string, FindingCode, (files: Files) => unknown]>([
    [
      'an altered event',
      'EVENT_ALTERED',
      edit(
        'events.jsonl',
        line(3, (one) => one.replace('written', 'recognised')),
      ),
    ],
    [
      'a re-dated event',
      'EVENT_REDATED',
      edit(
        'events.jsonl',
        line(3, (one) => one.replace(/"time":"2026/, '"time":"2025')),
      ),
    ],
    ['a dropped event', 'EVENT_DROPPED', edit('events.jsonl', (lines) => lines.toSpliced(3, 1))],
    ['an event dropped with its proof', 'EVENT_DROPPED', both((lines) => lines.toSpliced(3, 1))],
    ['the last event dropped with its proof', 'EVENT_DROPPED', both((lines) => lines.toSpliced(8, 1))],
    [
      'a doubled event',
      'EVENT_ADDED',
      edit('events.jsonl', (lines) => lines.toSpliced(3, 0, lines[3] ?? '')),
    ],
    ['a doubled event with its proof', 'EVENT_ADDED', both((lines) => lines.toSpliced(3, 0, lines[3] ?? ''))],
    ['swapped events', 'EVENTS_SWAPPED', edit('events.jsonl', swapped)],
    ['events swapped with their proofs', 'EVENTS_SWAPPED', both(swapped)],
    ['events cut off', 'EVENTS_TRUNCATED', edit('events.jsonl', (lines) => lines.slice(0, 4))],
    [
      'events cut off in a line',
      'EVENTS_TRUNCATED',
      (files) => files.set('events.jsonl', files.get('events.jsonl')!.subarray(0, -30)),
    ],
    [
      'an altered path',
      'EXPORT_PROOF_WRONG',
      edit(
        'proofs.jsonl',
        line(2, (one) => one.replace(/"path":\["[^"]+",/, '"path":[')),
      ),
    ],
    [
      'another leaf',
      'EXPORT_PROOF_WRONG',
      edit(
        'proofs.jsonl',
        line(2, (one) => one.replace('"leaf":4', '"leaf":5')),
      ),
    ],
    [
      'a proof that is none',
      'EXPORT_FILE_BROKEN',
      edit(
        'proofs.jsonl',
        line(2, () => '{}'),
      ),
    ],
    [
      'a proof written otherwise',
      'EXPORT_FILE_BROKEN',
      edit(
        'proofs.jsonl',
        line(2, (one) => `${one} `),
      ),
    ],
    [
      'proofs cut off',
      'EXPORT_FILE_BROKEN',
      (files) => files.set('proofs.jsonl', files.get('proofs.jsonl')!.subarray(0, -30)),
    ],
    ['no proofs', 'EXPORT_FILE_BROKEN', edit('proofs.jsonl', () => [])],
    [
      'an index that names an event otherwise',
      'EXPORT_FILE_BROKEN',
      edit(
        'proofs.jsonl',
        line(2, (one) => one.replace('"time":"2026', '"time":"2025')),
      ),
    ],
    [
      'an altered statement',
      'EXPORT_STATEMENT_WRONG',
      edit(
        'statement.json',
        line(0, (one) => one.replace('"events":9', '"events":8')),
      ),
    ],
    ['no statement', 'EXPORT_FILE_MISSING', (files) => files.delete('statement.json')],
    [
      'an altered table',
      'EXPORT_READABLE_ALTERED',
      edit(
        'events.csv',
        line(2, (one) => one.replace('"2026', '"2025')),
      ),
    ],
    [
      'an altered report',
      'EXPORT_READABLE_ALTERED',
      edit(
        'report.html',
        line(9, () => 'Nothing to see.'),
      ),
    ],
    [
      'an altered certificate',
      'EXPORT_READABLE_ALTERED',
      edit('certificate.html', (lines) => lines.toReversed()),
    ],
    ['no certificate', 'EXPORT_FILE_MISSING', (files) => files.delete('certificate.html')],
    ['no earlier checkpoint', 'LOG_GROWTH_UNPROVEN', edit('earlier.jsonl', () => [])],
    [
      'an altered proof of growth',
      'LOG_GROWTH_UNPROVEN',
      edit(
        'earlier.jsonl',
        line(0, (one) => one.replace(/"proof":\["[^"]+",/, '"proof":[')),
      ),
    ],
    [
      'an earlier checkpoint that is none',
      'EXPORT_FILE_BROKEN',
      edit(
        'earlier.jsonl',
        line(0, () => '[]'),
      ),
    ],
    [
      'an altered size',
      'EXPORT_SIGNATURE_WRONG',
      edit(
        'checkpoint',
        line(1, () => '18'),
      ),
    ],
    ['a checkpoint that is none', 'EXPORT_FILE_BROKEN', edit('checkpoint', (lines) => lines.slice(1))],
    [
      'a checkpoint that is no text',
      'EXPORT_FILE_BROKEN',
      (files) => files.set('checkpoint', Buffer.of(0xff, 0xfe)),
    ],
    ['a key that is none', 'EXPORT_FILE_BROKEN', edit('public-key.txt', () => ['key'])],
    [
      'a key that signed nothing',
      'EXPORT_FILE_BROKEN',
      edit('public-key.txt', (lines) => [...lines, generateKey(ORIGIN).verifier.toString()]),
    ],
    [
      'a format from the future',
      'EXPORT_FORMAT_UNKNOWN',
      edit(
        'export.json',
        line(0, (one) => one.replace('1', '2')),
      ),
    ],
    [
      'a format line written otherwise',
      'EXPORT_FILE_BROKEN',
      edit(
        'export.json',
        line(0, (one) => `${one} `),
      ),
    ],
    ['a folder that is no export', 'EXPORT_FORMAT_UNKNOWN', (files) => files.clear()],
  ])('%s: %s', async (_, code, damage) => {
    const files = await documentExport();
    damage(files);
    expect(codesOf(files)).toEqual([code]);
  });

  it('a wrong key: EXPORT_KEY_WRONG', async () => {
    expect(codesOf(await documentExport(), { keys: [generateKey(ORIGIN).verifier] })).toEqual([
      'EXPORT_KEY_WRONG',
    ]);
  });

  it('a checkpoint of another log: EXPORT_OTHER_LOG', async () => {
    const keysOfOther = [generateKey('other.example/log').verifier];
    expect(codesOf(await documentExport(), { keys: keysOfOther })).toEqual(['EXPORT_OTHER_LOG']);
  });

  it('two checkpoints that contradict each other: LOG_FORKED', async () => {
    const forged = aTrail();
    forged.tell('SourceMissing', `document-${FIRM}-9` as never, {
      document: '9',
      matter: MATTER,
      routed: '018f3f6e-5b0a-7c4e-9d2a-000000000001',
      versionNumber: 1,
    });
    forged.add(Buffer.from('one more'));
    const files = await documentExport();
    const held = [Buffer.from(await forged.note(17))];
    expect(verifyExport(files, { keys, held }).findings).toMatchObject([{ code: 'LOG_FORKED' }]);
    const line = { checkpoint: await forged.note(17), proof: [] };
    edit('earlier.jsonl', (lines) => [...lines, JSON.stringify(line)])(files);
    expect(codesOf(files)).toEqual(['LOG_FORKED']);
  });

  it('a held checkpoint that nothing leads to: LOG_GROWTH_UNPROVEN', async () => {
    const trail = aTrail();
    const held = [Buffer.from(await trail.note(3))];
    expect(codesOf(await documentExport(trail), { keys, held } as never)).toEqual(['LOG_GROWTH_UNPROVEN']);
  });

  it('a history rewritten with the log’s own key: LOG_GROWTH_UNPROVEN', async () => {
    const files = await documentExport();
    const rewritten = signNote(
      checkpointText({ origin: ORIGIN, size: 15, root: leafHash(Buffer.from('x')), extensions: [] }),
      [KEY],
    );
    edit(
      'earlier.jsonl',
      line(0, (one) => JSON.stringify({ ...JSON.parse(one), checkpoint: rewritten })),
    )(files);
    expect(codesOf(files)).toEqual(['LOG_GROWTH_UNPROVEN']);
  });

  it('a witness that has not signed, or another text: WITNESS_MISSING, WITNESS_WRONG', async () => {
    const witness = generateKey('witness.example', SIGNATURE.cosignature);
    const files = await documentExport();
    const options = { keys, witnesses: [witness.verifier] };
    expect(codesOf(files, options)).toEqual(['WITNESS_MISSING']);
    const elsewhere =
      cosignNote(await aTrail().note(3), witness, new Date(0))
        .split('\n')
        .at(-2) ?? '';
    edit('checkpoint', (lines) => [...lines, elsewhere])(files);
    expect(codesOf(files, options)).toEqual(['WITNESS_WRONG']);
  });
});

describe('events in the log that an export must not hold', () => {
  const exportWith = async (bytes: Buffer): Promise<Files> => {
    const trail = aTrail();
    trail.add(bytes);
    const leaves = [2, 3, 4, 5, 10, 11, 12, 13, 14, trail.bodies.length - 1];
    const content = await trail.exportLeaves(scope, leaves);
    const files = new Map(writeExport({ ...content, events: content.events.slice(0, -1) }));
    // What this program cannot write, another may have written.
    const [event] = content.events.slice(-1);
    const path = await proveInclusion(trail.log.nodes, event?.leaf ?? 0, trail.bodies.length);
    const { id = '', time = '' } = JSON.parse(bytes.toString('utf8'));
    const proof = {
      hash: leafHash(bytes).toString('base64'),
      id,
      leaf: event?.leaf,
      path: path.map((hash) => hash.toString('base64')),
      time,
    };
    edit('events.jsonl', (lines) => [...lines, bytes.toString('utf8')])(files);
    edit('proofs.jsonl', (lines) => lines.toSpliced(-1, 0, JSON.stringify(proof)))(files);
    return files;
  };
  const event = (change: object): Buffer => {
    const trail = aTrail();
    return Buffer.from(
      JSON.stringify({ ...JSON.parse(trail.bodies[14]?.toString('utf8') ?? ''), sequence: '10', ...change }),
    );
  };

  it.each<[string, FindingCode, () => Buffer]>([
    ['an unknown type', 'EVENT_TYPE_UNKNOWN', () => event({ type: 'DocumentShredded.v1' })],
    ['a version from the future', 'EVENT_VERSION_UNKNOWN', () => event({ type: 'DocumentMirrored.v999' })],
    ['what breaks its contract', 'EVENT_MALFORMED', () => event({ data: {} })],
    ['another firm’s', 'EVENT_OUT_OF_SCOPE', () => event({ firm: 'others' })],
    ['another document’s', 'EVENT_OUT_OF_SCOPE', () => otherDocument()],
  ])('%s: %s', async (_, code, make) => {
    expect(codesOf(await exportWith(make()))).toEqual([code]);
  });

  function otherDocument(): Buffer {
    const told = aTrail().read(14) as Event<'DocumentMirrored'>;
    return encodeEvent({ ...told, sequence: '10', data: { ...told.data, document: '502' } } as Event);
  }
});

describe('an exporter that lies', () => {
  it('cannot leave out the subject’s own events: its stream counts them', async () => {
    const files = new Map(writeExport(await aTrail().exportLeaves(scope, [2, 3, 4, 5, 11, 12, 13, 14])));
    expect(verifyExport(files, { keys }).findings).toMatchObject([
      { code: 'EVENT_DROPPED', message: expect.stringContaining('places 5 are missing') },
    ]);
  });

  it('cannot leave out the latest of them either', async () => {
    const files = new Map(writeExport(await aTrail().exportLeaves(scope, [2, 3, 4, 5, 10, 11, 12, 13])));
    expect(codesOf(files)).toEqual(['EVENT_DROPPED']);
  });
});
