import { readdirSync, readFileSync } from 'node:fs';
import { decodeEvent } from '@counterpart/contracts';
import { expect, it } from 'vitest';
import { evolveStatus, type DocumentStatus } from './document-status.js';

/** Whole stories as they were once written. They are never changed, and neither is what they fold to. */
const STREAMS = new URL('../../../contracts/golden-streams/', import.meta.url);

it.each(readdirSync(STREAMS))('folds the golden stream %s to the status that it always had', async (file) => {
  const lines = readFileSync(new URL(file, STREAMS), 'utf8').split('\n').slice(0, -1);
  const statuses = lines.map((line) => decodeEvent(Buffer.from(line))).map(statusAfterEach());
  const name = file.replace('.jsonl', '.status.json');
  await expect(`${JSON.stringify(statuses, null, 2)}\n`).toMatchFileSnapshot(`../../test/golden/${name}`);
});

/** The status after each event. */
function statusAfterEach() {
  let status: DocumentStatus | undefined;
  return (event: Parameters<typeof evolveStatus>[1]) => {
    status = evolveStatus(status, event);
    return { after: `${event.sequence} ${event.name}`, status: status ?? null };
  };
}
