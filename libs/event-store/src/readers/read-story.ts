import {
  documentStream,
  matterKey,
  matterStream,
  type DocumentId,
  type FirmId,
  type MatterId,
  type StreamName,
} from '@counterpart/contracts';
import { named } from '@counterpart/eventing';
import type { ClientBase } from 'pg';

/** Whose story is read. Ids are Clio’s. */
export type StorySubject =
  | { readonly firm: FirmId; readonly document: DocumentId }
  | { readonly firm: FirmId; readonly matter: MatterId }
  | { readonly firm: FirmId };

/** An event of a story: its exact bytes and its place. */
export interface StoryRow {
  readonly position: bigint;
  readonly stream: StreamName;
  readonly version: number;
  /** `<Name>.v<version>`. */
  readonly type: string;
  readonly body: Buffer;
}

/**
 * All events of the streams that a matter has ever had to do with: its own, and those of every document that was in it at
 * some time. What such a document did in another matter is among them.
 */
const MATTER_STREAMS = `array(
  select distinct stream from event_store.events where named.firm is not null and key = $2
  union select $3
)`;

const storyWhere = (condition: string): string =>
  named(
    '$1',
    `select position, stream, version, type, body from event_store.events
     where firm = $1 ${condition} order by tx, position`,
  );

const readStreams = (streams: string): string => storyWhere(`and stream = any(${streams})`);

const FIRM = storyWhere('');

/**
 * Reads every event that has to do with one document, one matter or one firm, in the order in which all readers go.
 * @param client outside any transaction
 */
export async function readStory(client: ClientBase, subject: StorySubject): Promise<readonly StoryRow[]> {
  const { rows } = await client.query<{
    position: string;
    stream: StreamName;
    version: number;
    type: string;
    body: Buffer;
  }>(queryOf(subject));
  return rows.map((row) => ({ ...row, position: BigInt(row.position) }));
}

function queryOf(subject: StorySubject): { readonly text: string; readonly values: string[] } {
  const { firm } = subject;
  if ('document' in subject) {
    return { text: readStreams('array[$2]'), values: [firm, documentStream(firm, subject.document)] };
  }
  if (!('matter' in subject)) return { text: FIRM, values: [firm] };
  const values = [firm, matterKey(firm, subject.matter), matterStream(firm, subject.matter)];
  return { text: readStreams(MATTER_STREAMS), values };
}
