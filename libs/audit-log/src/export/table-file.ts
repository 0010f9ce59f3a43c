import { createHash } from 'node:crypto';
import { storyOf } from '../story/story-line.js';
import { csvOf } from './csv.js';
import type { ExportFacts } from './export-facts.js';

const HEADER = [
  'leaf',
  'time',
  'event',
  'outcome',
  'reason',
  'retries',
  'actor',
  'firm',
  'matter',
  'document',
  'version',
  'name',
  'path',
  'file_sha256',
  'file_dropbox_content_hash',
  'event_id',
  'cause',
  'correlation',
  'stream',
  'sequence',
  'event_sha256',
] as const;

/** The events as a table, one a row, in the log’s order. */
export function tableFile({ events }: ExportFacts): Buffer {
  const story = storyOf(events.map(({ told }) => told));
  const rows = story.map((line, index) => [
    events[index]?.leaf ?? null,
    line.time,
    line.type,
    line.outcome,
    line.reason,
    line.retries,
    line.actor,
    line.firm,
    line.matter,
    line.document,
    line.version,
    line.name,
    line.path,
    line.sha256,
    line.contentHash,
    line.id,
    line.cause,
    line.correlation,
    line.stream,
    line.sequence,
    sha256(events[index]?.told.bytes ?? Buffer.alloc(0)),
  ]);
  return csvOf(HEADER, rows);
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
