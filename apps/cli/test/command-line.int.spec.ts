import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startAuthority } from '@counterpart/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealedTrail, type SealedTrail } from './sealed-trail.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let trail: SealedTrail;
let folder: string;
beforeAll(async () => {
  trail = await sealedTrail();
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await trail[Symbol.asyncDispose]();
});

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the program as a user does; only `audit verify` runs without a database in its environment. */
function counterpart(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...words], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err });
    });
  });
}

const connected = (): Record<string, string> => ({
  COUNTERPART_DATABASE_URL: trail.url,
  COUNTERPART_FIRM: 'hartwell',
  COUNTERPART_AUDIT_PUBLIC_KEYS: trail.publicKey,
});

const exportTo = (name: string, ...words: readonly string[]): Promise<Run> =>
  counterpart(
    ['--json', 'audit', 'export', '--out', join(folder, name), '--by', 'ada', ...words],
    connected(),
  );

describe('counterpart story', () => {
  it('tells a document’s events in order, as a table and as JSON', async () => {
    const { out, code } = await counterpart(['story', '--document', '501'], connected());
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toMatch(/^TIME +WHAT +DOCUMENT +REASON +RETRIES +WHO/);
    expect(out.match(/Document skipped +501 v\d +EMPTY_PLACEHOLDER +0 +service:router/g)).toHaveLength(3);
    const json = await counterpart(['--json', 'story', '--matter', '77'], connected());
    expect(JSON.parse(json.out)).toMatchObject({
      events: [
        {
          version: 1,
          reason: 'EMPTY_PLACEHOLDER',
          actor: 'service:router',
          firm: 'hartwell',
          matter: '77',
          retries: 0,
          correlation: 'corr-1',
        },
        { version: 2 },
        { version: 3 },
      ],
    });
  });

  it('of another firm is none', async () => {
    const { out } = await counterpart(
      ['--json', 'story', '--firm', 'others', '--document', '501'],
      connected(),
    );
    expect(JSON.parse(out)).toMatchObject({ events: [] });
  });

  it.each([
    [['story']],
    [['story', '--document', '501', '--matter', '77']],
    [['story', '--document', 'x']],
    [['story', '--firm', 'No Firm', '--document', '501']],
  ])('is refused before anything is tried where the words are wrong: %j', async (words) => {
    expect(await counterpart(words, connected())).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^WORDS_WRONG/),
    });
  });
});

describe('counterpart audit', () => {
  it('exports a document, and verifies the export without database or network', async () => {
    const made = await exportTo('document', '--document', '501');
    expect(made).toMatchObject({ code: 0 });
    expect(JSON.parse(made.out)).toMatchObject({ proven: { events: 3, statement: { actor: 'user:ada' } } });
    expect(readdirSync(join(folder, 'document'))).toContain('certificate.html');
    const words = ['audit', 'verify', join(folder, 'document'), '--key', trail.publicKey];
    const verified = await counterpart(words);
    expect(verified).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^VERIFIED\n\n- 3 events of document 501/),
    });
    expect(JSON.parse((await counterpart(['--json', ...words])).out)).toMatchObject({
      ok: true,
      strangers: [],
    });
  });

  it('exports a matter; the key may stand in a file', async () => {
    expect(await exportTo('matter', '--matter', '77')).toMatchObject({ code: 0 });
    const key = join(folder, 'log.pub');
    writeFileSync(key, `${trail.publicKey}\n`);
    const { out, code } = await counterpart(['audit', 'verify', join(folder, 'matter'), '--key', key]);
    expect([code, out]).toEqual([0, expect.stringMatching(/of matter 77 of the firm hartwell/)]);
  });

  it('says what is wrong with an altered export, and ends with 1', async () => {
    expect(await exportTo('altered', '--document', '501')).toMatchObject({ code: 0 });
    const events = join(folder, 'altered', 'events.jsonl');
    writeFileSync(events, readFileSync(events, 'utf8').replace('EMPTY_PLACEHOLDER', 'PRIVILEGED_HELD'));
    const words = ['audit', 'verify', join(folder, 'altered'), '--key', trail.publicKey];
    const { code, out } = await counterpart(['--json', ...words]);
    expect([code, JSON.parse(out)]).toMatchObject([
      1,
      { ok: false, findings: [{ code: 'EVENT_ALTERED', line: 1 }] },
    ]);
    expect((await counterpart(words)).out).toMatch(/^NOT VERIFIED\n\n- EVENT_ALTERED/);
  });

  it('never writes over an export', async () => {
    expect(await exportTo('document', '--document', '501')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^FOLDER_EXISTS/),
    });
  });

  it.each([
    ['AUDIT_NOTHING_TO_EXPORT', ['audit', 'export', '--document', '9', '--out', 'nowhere'], {}],
    [
      'SETTING_MISSING',
      ['audit', 'export', '--document', '501', '--out', 'nowhere'],
      { COUNTERPART_AUDIT_PUBLIC_KEYS: '' },
    ],
    ['AUDIT_KEY_MALFORMED', ['audit', 'verify', 'nowhere', '--key', 'name+00000000+AA'], {}],
    [
      'FOLDER_UNREADABLE',
      [
        'audit',
        'verify',
        '/nowhere',
        '--key',
        'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
      ],
      {},
    ],
    ['FILE_UNREADABLE', ['audit', 'verify', '.', '--key', '/nowhere'], {}],
  ])('fails with %s in words and, for scripts, in JSON', async (code, words, env) => {
    const run = await counterpart(['--json', ...words], { ...connected(), ...env });
    expect(JSON.parse(run.out)).toMatchObject({ error: { code } });
    expect(run.err).toContain(code);
    expect(run.code).toBeGreaterThan(0);
  });
});

describe('what others say of a checkpoint', () => {
  const inFolder = (name: string): string => join(folder, name);
  const verify = (name: string, ...words: readonly string[]): Promise<Run> =>
    counterpart(['--json', 'audit', 'verify', inFolder(name), '--key', trail.publicKey, ...words]);
  const witness = (name: string): Promise<Run> =>
    counterpart(
      ['audit', 'witness', inFolder(name), '--witness-key', inFolder('witness'), '--seen', inFolder('seen')],
      connected(),
    );

  it('is signed along by a witness, each time the log grew out of what it signed before', async () => {
    await counterpart([
      'audit',
      'keygen',
      '--kind',
      'witness',
      '--name',
      'witness.example',
      '--out',
      inFolder('witness'),
    ]);
    expect(await exportTo('first', '--document', '501')).toMatchObject({ code: 0 });
    expect(await witness('first')).toMatchObject({
      code: 0,
      out: expect.stringContaining('seen for the first time'),
    });
    await exportTo('between', '--document', '501');
    expect(await exportTo('unproven', '--document', '501')).toMatchObject({ code: 0 });
    expect(await witness('unproven')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^AUDIT_PROOF_WRONG/),
    });
    expect(await exportTo('second', '--document', '501', '--since', inFolder('seen'))).toMatchObject({
      code: 0,
    });
    expect(await witness('second')).toMatchObject({ code: 0, out: expect.stringContaining('grown from') });
    const signed = await verify('second', '--witness', inFolder('witness.pub'));
    expect(JSON.parse(signed.out)).toMatchObject({
      ok: true,
      proven: { witnesses: [{ name: 'witness.example' }] },
    });
    const unsigned = await verify('unproven', '--witness', inFolder('witness.pub'));
    expect(JSON.parse(unsigned.out)).toMatchObject({ ok: false, findings: [{ code: 'WITNESS_MISSING' }] });
  });

  it('is stamped by an authority, and openssl and ours verify the stamp over the file as it is', async () => {
    await using authority = await startAuthority();
    const stamp = (...words: readonly string[]): Promise<Run> =>
      counterpart([
        '--json',
        'audit',
        'timestamp',
        inFolder('second'),
        '--authority',
        authority.certificateFile,
        ...words,
      ]);
    expect(JSON.parse((await verify('second', '--authority', authority.certificateFile)).out)).toMatchObject({
      findings: [{ code: 'TIME_STAMP_MISSING' }],
    });
    const stamped = await stamp('--url', authority.url);
    expect(JSON.parse(stamped.out)).toMatchObject({ outcome: 'stamped', isVerified: true });
    const words = [
      'ts',
      '-verify',
      '-data',
      'checkpoint',
      '-in',
      'checkpoint.tsr',
      '-CAfile',
      authority.certificateFile,
    ];
    const told = execFileSync('openssl', words, { cwd: inFolder('second'), encoding: 'utf8', stdio: 'pipe' });
    expect(told).toContain('Verification: OK');
    expect(JSON.parse((await verify('second', '--authority', authority.certificateFile)).out)).toMatchObject({
      ok: true,
      timeStamp: { state: 'verified' },
    });
    expect(await stamp('--url', authority.url)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^FILE_EXISTS/),
    });
    await using stranger = await startAuthority();
    expect(JSON.parse((await verify('second', '--authority', stranger.certificateFile)).out)).toMatchObject({
      findings: [{ code: 'TIME_STAMP_WRONG' }],
    });
  });

  it('is stamped through files where the machine is offline', async () => {
    await using authority = await startAuthority();
    const words = ['--json', 'audit', 'timestamp', inFolder('first')];
    expect(await counterpart([...words, '--query', inFolder('query.tsq')])).toMatchObject({ code: 0 });
    writeFileSync(inFolder('answer.tsr'), authority.answer(readFileSync(inFolder('query.tsq'))));
    const other = [...words.slice(0, -1), inFolder('unproven'), '--answer', inFolder('answer.tsr')];
    expect(await counterpart(other)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^AUDIT_STAMP_WRONG/),
    });
    expect(await counterpart([...words, '--answer', inFolder('answer.tsr')])).toMatchObject({ code: 0 });
    expect(await counterpart([...words, '--url', 'http://127.0.0.1:1/'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^AUTHORITY_UNAVAILABLE/),
    });
    expect(await counterpart(words)).toMatchObject({ code: 2, err: expect.stringMatching(/^WORDS_WRONG/) });
  });
});
