import { describe, expect, it } from 'vitest';
import { AnsweredEvents } from './answered-events.js';

const answered = new AnsweredEvents([{ topic: 'ingest.facts', event: 'DocumentAdded' }]);
const record = (topic: string, type?: string) => ({ topic, headers: type === undefined ? {} : { type } });

describe('events that a group answers', () => {
  it('are known by the header, whatever their version', () => {
    expect(answered.has(record('ingest.facts', 'DocumentAdded.v1'))).toBe(true);
    expect(answered.has(record('ingest.facts', 'DocumentAdded.v12'))).toBe(true);
  });

  it('are not those of another type or another topic', () => {
    expect(answered.has(record('ingest.facts', 'MatterOpened.v1'))).toBe(false);
    expect(answered.has(record('uploader.uploads', 'DocumentAdded.v1'))).toBe(false);
  });

  it('may be among records that do not say what they are: those have to be read', () => {
    expect(answered.has(record('ingest.facts'))).toBe(true);
    expect(answered.has(record('ingest.facts', ''))).toBe(true);
    expect(answered.has(record('ingest.facts', 'DocumentAdded'))).toBe(true);
  });
});
