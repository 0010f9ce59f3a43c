import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DocumentId, documentStream, EventId, NamespaceId, VersionId } from '@counterpart/contracts';
import { contentHash } from '@counterpart/dropbox-client';
import { FIRM, FOLDER, lookTwice, MATTER, startFirm } from './drift-scene.js';

type Firm = Awaited<ReturnType<typeof startFirm>>;

describe('bytes of a document that was marked while they were on their way', () => {
  const PLACE = { folder: FOLDER, name: 'Memo.pdf', disambiguated: false };
  const PATH = `${FOLDER}/Memo.pdf`;
  const SHELF = '/Restricted/_Archive/Memo_v1_20260501.pdf';

  /** A document whose bytes are sent to its open place; the answer does not come. */
  async function sent(firm: Firm) {
    const { claim, tell } = firm;
    const document = DocumentId.parse('7');
    const stream = documentStream(FIRM, document);
    await claim(PATH, document);
    const size = Buffer.byteLength('secret');
    const routed = await tell(stream, 'DocumentRouted', {
      document,
      matter: MATTER,
      version: { id: VersionId.parse('9001'), number: 1, size },
      placement: PLACE,
      replaces: null,
      counterpart: null,
      clientModified: null,
      policyVersion: 0,
      attempt: 1,
    });
    await tell(stream, 'DocumentStaged', {
      document,
      matter: MATTER,
      routed,
      versionNumber: 1,
      placement: PLACE,
      replaces: null,
      counterpart: null,
      clientModified: null,
      attempt: 1,
      namespace: NamespaceId.parse('3235641'),
      session: 'session',
      expiresAt: '2026-12-06T10:00:00.000Z',
      size,
      contentHash: contentHash(Buffer.from('secret')),
      sha256: 'a'.repeat(64),
    });
    const refuse = () =>
      tell(stream, 'OpenPlacementRefused', {
        document,
        matter: MATTER,
        routed,
        versionNumber: 1,
        attempt: 1,
        why: { rule: 'privileged.categories', on: 'Privileged', gives: 'privileged' },
      });
    const found = async () =>
      (await firm.story(stream)).flatMap(({ name, data }) => (name === 'OpenCopyFound' ? [data] : []));
    /** It was locked away, and kept when the next version came. */
    const keep = (file: string) =>
      tell(stream, 'VersionArchived', {
        document,
        matter: MATTER,
        planned: EventId.parse(randomUUID()),
        versionNumber: 1,
        kept: { path: SHELF, file, contentHash: contentHash(Buffer.from('secret')) },
        how: 'copied',
        current: null,
        handEdit: null,
      });
    return { document, refuse, keep, found };
  }

  it('are told where Dropbox finished the commit only after the committer had looked, and once', async () => {
    const firm = await startFirm();
    const { document, refuse, found } = await sent(firm);
    await refuse();
    expect(await lookTwice(firm.drift)).toBe(0);
    const file = await firm.put(PATH, 'secret');
    expect(await lookTwice(firm.drift)).toBe(1);
    expect(await found()).toMatchObject([{ document, path: PATH, file: file.id, rev: file.rev }]);
    expect(await lookTwice(firm.drift)).toBe(0);
  });

  it('are told although they were seen before the refusal was', async () => {
    const firm = await startFirm();
    const { refuse, found } = await sent(firm);
    await firm.put(PATH, 'secret');
    expect(await lookTwice(firm.drift)).toBe(0);
    expect(await found()).toEqual([]);
    await refuse();
    expect(await lookTwice(firm.drift)).toBe(1);
    expect(await found()).toHaveLength(1);
  });

  it('are told where a hand moves the version that was kept of them there, out of the restricted folder', async () => {
    const firm = await startFirm();
    const { refuse, keep, found } = await sent(firm);
    await refuse();
    const file = await firm.put(SHELF, 'secret');
    await keep(file.id);
    expect(await lookTwice(firm.drift)).toBe(0);
    await firm.client.relocate('move', SHELF, PATH);
    expect(await lookTwice(firm.drift)).toBe(1);
    expect(await found()).toMatchObject([{ path: PATH, file: file.id }]);
  });

  it('are not what a person put there: other bytes under its name are nobody’s secret', async () => {
    const firm = await startFirm();
    const { refuse, found } = await sent(firm);
    await refuse();
    await firm.put(PATH, 'harmless');
    expect(await lookTwice(firm.drift)).toBe(0);
    expect(await found()).toEqual([]);
  });
});
