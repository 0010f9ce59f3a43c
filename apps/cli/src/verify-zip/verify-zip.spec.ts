import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  carriedProof,
  checkpointText,
  generateKey,
  leafHash,
  nodeHash,
  proveInclusion,
  rootOf,
  signNote,
  type NodeReader,
} from '@counterpart/audit-log';
import {
  DocumentId,
  documentStream,
  encodeEvent,
  EventId,
  FirmId,
  MatterId,
  NamespaceId,
  type Event,
  type Json,
} from '@counterpart/contracts';
import { contentHash } from '@counterpart/dropbox-client';
import { writeArchive, type ArchiveSource } from '@counterpart/matter-archive';
import { describe, expect, it, onTestFinished } from 'vitest';
import { namedKeys } from '../adapters/named-keys.js';
import { zipFiles } from '../adapters/zip-files.js';
import { verifyZip, type VerifiedZip } from './verify-zip.handler.js';
import { zipWords } from './zip-words.js';

const [FIRM, MATTER] = [FirmId.parse('hartwell'), MatterId.parse('77')];
const KEY = generateKey('audit.hartwell.example/log');
const [MOTION, MEMO] = ['the motion', 'the memo'];

/** That a text was mirrored, as the log holds it. */
function mirrored(text: string, document: string, matter = MATTER): Buffer {
  const id = DocumentId.parse(document);
  const event = {
    specversion: '1.0',
    id: EventId.parse(`018f3f6e-5b0a-7c4e-9d2a-0000000000${document}`),
    source: '/counterpart/uploader',
    subject: documentStream(FIRM, id),
    time: '2026-11-24T09:00:00.000Z',
    datacontenttype: 'application/json',
    firm: FIRM,
    sequence: '2',
    actor: 'service:uploader',
    correlationid: 'corr-1',
    causationid: 'cause-1',
    name: 'DocumentMirrored',
    data: {
      document: id,
      matter,
      routed: EventId.parse('018f3f6e-5b0a-7c4e-9d2a-000000000001'),
      versionNumber: 1,
      namespace: NamespaceId.parse('7'),
      path: `/Matters/77/${document}.txt`,
      counterpart: `id:${document}`,
      rev: '1',
      size: text.length,
      contentHash: contentHash(Buffer.from(text)),
      sha256: createHash('sha256').update(text).digest('hex'),
      how: 'written',
    },
  };
  return encodeEvent(event as unknown as Event);
}

const EVENTS = [
  mirrored(MOTION, '11'),
  mirrored(MEMO, '12'),
  mirrored('elsewhere', '13', MatterId.parse('78')),
];
const HASHES = EVENTS.map((bytes) => leafHash(bytes));

/** A log of so few leaves that every node is computed anew. */
const nodes: NodeReader = {
  node: async (level, index) =>
    level === 0
      ? (HASHES[index] ?? Buffer.alloc(0))
      : nodeHash(await nodes.node(level - 1, 2 * index), await nodes.node(level - 1, 2 * index + 1)),
};

async function proofOf(leaf: number): Promise<Json> {
  const bytes = EVENTS[leaf] ?? Buffer.alloc(0);
  return { ...carriedProof({ bytes, leaf, path: await proveInclusion(nodes, leaf, EVENTS.length) }) };
}

async function checkpoint(signer = KEY): Promise<string> {
  const root = await rootOf(nodes, 0, EVENTS.length);
  return signNote(checkpointText({ origin: KEY.verifier.name, size: EVENTS.length, root, extensions: [] }), [
    signer,
  ]);
}

interface PackedText {
  readonly text: string;
  readonly proof: Json;
  readonly document?: string;
}

/** Writes a ZIP of texts. @returns its path on disk */
async function zipOf(files: readonly PackedText[], note?: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const subject = { firm: FIRM, matter: { id: MATTER, number: '2026-0077', description: null } };
  const options = { subject, createdAt: new Date('2026-11-24T09:00:00Z'), timeZone: 'UTC' };
  const { stream } = writeArchive(sourcesOf(files), {
    ...options,
    ...(note === undefined ? {} : { audit: { checkpoint: note } }),
  });
  const path = join(folder, 'archive.zip');
  writeFileSync(path, Buffer.concat((await stream.toArray()) as Buffer[]));
  return path;
}

async function* sourcesOf(files: readonly PackedText[]): AsyncGenerator<ArchiveSource, void> {
  await Promise.resolve();
  for (const [at, { text, proof, document }] of files.entries()) {
    const version = { id: '9', number: 1 };
    yield {
      path: `${at}.txt`,
      size: text.length,
      modified: new Date('2026-11-24T09:00:00Z'),
      ...(document === undefined
        ? {}
        : { document: { id: document, version, versions: [{ ...version, size: text.length }] } }),
      proof,
      open: async function* () {
        await Promise.resolve();
        yield Buffer.from(text);
      },
    };
  }
}

const verify = (file: string, key = KEY): Promise<VerifiedZip> =>
  verifyZip({ zips: zipFiles, keys: namedKeys }, { file, keys: [key.verifier.toString()] });

const motion = async (): Promise<PackedText> => ({ text: MOTION, proof: await proofOf(0), document: '11' });

describe('a ZIP that is verified with nothing but itself and the public key', () => {
  it('is shown to hold what was mirrored, to the byte', async () => {
    const memo = { text: MEMO, proof: await proofOf(1), document: '12' };
    const result = await verify(await zipOf([await motion(), memo], await checkpoint()));
    expect(result).toMatchObject({
      ok: true,
      findings: [],
      proven: 2,
      unproven: [],
      checkpoint: { size: 3 },
    });
    expect(zipWords(result)).toMatch(
      /^VERIFIED\n\n- Every byte[^]*Of 2 files the log audit.hartwell.example\/log/,
    );
  });

  it('says which files are not proven, and why', async () => {
    const note = { text: 'a note', proof: { reason: 'NOT_MIRRORED' } };
    const result = await verify(await zipOf([await motion(), note], await checkpoint()));
    expect(result).toMatchObject({ ok: false, findings: [], proven: 1, unproven: [{ path: '1.txt' }] });
    expect(zipWords(result)).toMatch(
      /^WHOLE, BUT NOT PROVEN IN FULL[^]*Not proven: 1.txt \(people put it there/,
    );
  });

  it('is not proven where it brings no proofs, as those of earlier versions', async () => {
    expect(await verify(await zipOf([{ text: MOTION, proof: null, document: '11' }]))).toMatchObject({
      ok: false,
      unproven: [{ path: '0.txt', reason: 'NONE' }],
    });
  });

  it.each([
    [
      'AUDIT_SIGNATURE_MISSING',
      'the log of another key',
      async () => zipOf([await motion()], await checkpoint(generateKey(KEY.verifier.name))),
    ],
    ['CHECKPOINT_MISSING', 'proofs without a checkpoint', async () => zipOf([await motion()])],
    [
      'EVENT_DIFFERS',
      'other bytes under a true proof',
      async () => zipOf([{ ...(await motion()), text: 'the potion' }], await checkpoint()),
    ],
    [
      'EVENT_DIFFERS',
      'a true proof of another document',
      async () => zipOf([{ ...(await motion()), document: '12' }], await checkpoint()),
    ],
    [
      'EVENT_DIFFERS',
      'a true proof of another matter',
      async () => zipOf([{ text: 'elsewhere', proof: await proofOf(2), document: '13' }], await checkpoint()),
    ],
    [
      'AUDIT_PROOF_WRONG',
      'a path that leads elsewhere',
      async () =>
        zipOf(
          [{ ...(await motion()), proof: { ...((await proofOf(0)) as object), leaf: 1 } }],
          await checkpoint(),
        ),
    ],
    [
      'AUDIT_PROOF_WRONG',
      'something that is no proof',
      async () => zipOf([{ ...(await motion()), proof: 'believe me' }], await checkpoint()),
    ],
  ])('is refused with %s for %s', async (code, _what, made) => {
    const result = await verify(await made());
    expect(result).toMatchObject({ ok: false, findings: [{ code }], proven: 0 });
    expect(zipWords(result)).toMatch(/^NOT VERIFIED/);
  });

  it('is refused where a bit of a file has flipped', async () => {
    const path = await zipOf([await motion()], await checkpoint());
    const bytes = readFileSync(path);
    const at = bytes.indexOf('0.txt') + 40;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await verify(path)).toMatchObject({ ok: false, manifestSha256: null });
  });

  it('has to be there', async () => {
    await expect(verify('/nowhere.zip')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
