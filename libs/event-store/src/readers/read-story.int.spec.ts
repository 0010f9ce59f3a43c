import { FirmId, MatterId, matterKey, matterStream } from '@counterpart/contracts';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aCause,
  aMatter,
  FIRM,
  nextDocument,
  NOW,
  skipped,
  streamOf,
  writeOf,
} from '../../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../../test/store-database.js';
import { readStory } from './read-story.js';

const [mine, moved, foreign] = [nextDocument(), nextDocument(), nextDocument()];
const otherMatter = MatterId.parse('78');
const elsewhere = matterKey(FIRM, otherMatter);

let database: StoreDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await storeDatabase();
  client = await database.connect();
  const writes = [
    [writeOf(mine, 0, 2)],
    [writeOf(moved, 0, 1)],
    [writeOf(foreign, 0, 3, (document, version) => skipped(document, version, elsewhere))],
    [writeOf(moved, 1, 2, (document, version) => skipped(document, version, elsewhere))],
    [writeOf(mine, 2, 1)],
  ];
  for (const write of writes) {
    await database.store.transact((tx) => database.store.append(tx, aCause(), write, NOW), { firm: FIRM });
  }
});
afterAll(() => database[Symbol.asyncDispose]());

const placesOf = async (subject: Parameters<typeof readStory>[1]): Promise<readonly string[]> =>
  (await readStory(client, subject)).map(({ stream, version }) => `${stream}/${version}`);

describe('the story', () => {
  it('of a document is its stream, byte for byte', async () => {
    const story = await readStory(client, { firm: FIRM, document: mine });
    expect(story.map(({ version }) => version)).toEqual([1, 2, 3]);
    const { rows } = await (
      await database.connectAdmin()
    ).query<{ body: Buffer }>('select body from event_store.events where stream = $1 order by version', [
      streamOf(mine),
    ]);
    expect(story.map(({ body }) => body)).toEqual(rows.map(({ body }) => body));
  });

  it('of a matter holds the whole streams of all documents that were ever in it, in the order of the store', async () => {
    const [one, two] = [streamOf(mine), streamOf(moved)];
    expect(await placesOf({ firm: FIRM, matter: aMatter })).toEqual([
      `${one}/1`,
      `${one}/2`,
      `${two}/1`,
      `${two}/2`,
      `${two}/3`,
      `${one}/3`,
    ]);
    const other = await placesOf({ firm: FIRM, matter: otherMatter });
    expect(other).toHaveLength(6);
    expect(other).not.toContain(`${one}/1`);
  });

  it('is a firm’s own: the same ids of another firm are another story', async () => {
    const others = FirmId.parse('others');
    expect(await placesOf({ firm: others, matter: aMatter })).toEqual([]);
    expect(await placesOf({ firm: others, document: mine })).toEqual([]);
    expect(matterStream(others, aMatter)).not.toBe(matterStream(FIRM, aMatter));
  });
});
