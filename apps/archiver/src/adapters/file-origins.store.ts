import {
  matterKey,
  StreamName,
  type AccessChange,
  type Event,
  type EventId,
  type FirmId,
  type MatterId,
} from '@counterpart/contracts';
import type { EventStore, RecordedEvent } from '@counterpart/event-store';
import { mirroringsIn } from '../custody/mirrorings.js';
import { versionsIn } from '../custody/known-versions.js';
import { keptBeside } from '../custody/own-files.js';
import type { FileOrigin, FileOrigins } from '../pack-matter/pack-matter.ports.js';

/** Streams of documents that ever had to do with a matter; `-` comes before `.` in the order of bytes. */
const STREAMS = `select distinct stream from event_store.events
  where key = $1 and stream >= 'document-' and stream < 'document.' order by stream`;

/** Documents whose stories are read at once. */
const AT_ONCE = 200;

/** Which files of Dropbox are of which document, from the documents’ streams. */
export class FileOriginsStore implements FileOrigins {
  constructor(private readonly store: Pick<EventStore, 'transact' | 'readStreams'>) {}

  async of(firm: FirmId, matter: MatterId): Promise<ReadonlyMap<string, FileOrigin>> {
    const streams = await this.store.transact(
      async ({ client }) => {
        const { rows } = await client.query<{ stream: string }>(STREAMS, [matterKey(firm, matter)]);
        return rows.map(({ stream }) => StreamName.parse(stream));
      },
      { firm },
    );
    const files = new Map<string, FileOrigin>();
    for (let start = 0; start < streams.length; start += AT_ONCE) {
      const stories = await this.store.readStreams(streams.slice(start, start + AT_ONCE));
      for (const story of stories.values()) addFiles(files, story, matter);
    }
    return files;
  }
}

function addFiles(
  files: Map<string, FileOrigin>,
  recorded: readonly RecordedEvent[],
  matter: MatterId,
): void {
  const story = recorded.map(({ event }) => event);
  const versions = versionsIn(story);
  if (versions.matter !== matter) return;
  const wasLocked = story.some(({ name, data }) => {
    const isMove = name === 'RelocationPlanned' && 'access' in data && data.access === 'into-restricted';
    return name === 'DocumentLockedAway' || isMove;
  });
  const about = { wasLocked, isLocked: isLockedAway(story), mirrorings: mirroringsIn(recorded) };
  let newest = '';
  for (const event of story) {
    const { name, data } = event;
    if (name === 'DocumentMirrored') {
      const { counterpart, document: id, versionNumber } = data;
      const known = versions.all.find(({ number }) => number === versionNumber);
      const version = { id: known?.id ?? '', number: versionNumber };
      const document = known === undefined ? null : { id, version, versions: versions.all };
      files.set(counterpart, { document, ...about });
      newest = counterpart;
    }
    // A file that was put back may bear another id.
    if (name === 'DriftHealed') {
      const origin = files.get(newest);
      newest = data.counterpart;
      if (origin !== undefined) files.set(newest, origin);
    }
    for (const file of keptBeside(event)) files.set(file, { document: null, ...about });
  }
}

/** Whether a document is in the restricted folder by the last that was told: a hand that moves its file changes nothing. */
function isLockedAway(story: readonly Event[]): boolean {
  const moves = new Map<EventId, AccessChange>();
  let isLocked = false;
  for (const event of story) {
    if (event.name === 'RelocationPlanned') moves.set(event.id, event.data.access);
    if (event.name === 'DocumentLockedAway') isLocked = true;
    if (event.name === 'PrivilegeReleased') isLocked = false;
    const access = event.name === 'Relocated' ? moves.get(event.data.planned) : undefined;
    if (access === 'into-restricted') isLocked = true;
    if (access === 'out-of-restricted') isLocked = false;
  }
  return isLocked;
}
