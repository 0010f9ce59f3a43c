import { expect, it } from 'vitest';
import { documentStream, NamespaceId, VersionId, type EventId } from '@counterpart/contracts';
import { FIRM, FOLDER, MATTER, startFirm } from './drift-scene.js';

/*
 * An upload or a move that a person had discarded counted as on its way for ever: what somebody changed in the file by hand
 * was neither told nor put back any more.
 */

it.each([
  ['while its bytes were fetched', 'uploader.stage'],
  ['while it was committed', 'uploader.commit'],
])('a hand edit is told though an upload of its document was discarded %s', async (_, consumer) => {
  const { drift, mirror, tell, put, told } = await startFirm();
  const document = await mirror('1', 'Brief.pdf');
  const stream = documentStream(FIRM, document);
  const placement = { folder: FOLDER, name: 'Brief.pdf', disambiguated: false };
  const bound = { placement, replaces: '015f6a1c', counterpart: 'id:1', clientModified: null, attempt: 1 };
  const version = { id: VersionId.parse('9002'), number: 2, size: 9 };
  const about = { document, matter: MATTER };
  const routed = await tell(stream, 'DocumentRouted', { ...about, ...bound, version, policyVersion: 0 });
  const staged = await tell(stream, 'DocumentStaged', {
    ...about,
    ...bound,
    routed,
    versionNumber: 2,
    namespace: NamespaceId.parse('3235641'),
    session: 'pid_upload_session:1',
    size: 9,
    contentHash: 'a'.repeat(64),
    sha256: 'a'.repeat(64),
    expiresAt: '2026-12-05T09:00:00Z',
  });
  await put(`${FOLDER}/Brief.pdf`, 'by hand');
  const look = async (): Promise<number> => ((await drift.look(FIRM)) ?? 0) + ((await drift.look(FIRM)) ?? 0);
  expect(await look()).toBe(0);
  const discard = (by: string, eventId: EventId) =>
    tell(stream, 'WorkDiscarded', {
      ...about,
      consumer: by,
      source: { topic: 'router.decisions.v1', partition: 0, offset: '1', key: 'k' },
      eventType: eventId === routed ? 'DocumentRouted' : 'DocumentStaged',
      eventId,
      state: 'dead',
      code: 'DROPBOX_FULL',
      tries: 4,
      why: 'filed by hand',
    });
  await discard('notifier', routed);
  expect(await look()).toBe(0);
  await discard(consumer, consumer === 'uploader.stage' ? routed : staged);
  expect((await look()) + (await look())).toBe(1);
  expect(await told(document)).toMatchObject([{ kind: 'edited' }]);
});
