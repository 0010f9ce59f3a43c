import { describe, expect, it } from 'vitest';
import type { EventDefinition } from './event-definition.js';
import { EVENTS } from './registry.js';
import { deadLetterTopicOf, OWNERS, parkedTopicOf, TOPICS, topicsOf } from './topics.js';

describe('topics', () => {
  it('are named owner, noun and major version', () => {
    for (const topic of Object.values(TOPICS)) expect(topic.name).toMatch(/^[a-z]+\.[a-z]+\.v[1-9]$/);
  });

  it('have one owner each, the one their name begins with', () => {
    const owned = OWNERS.flatMap(topicsOf);
    expect(owned.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual(
      Object.values(TOPICS).toSorted((a, b) => a.name.localeCompare(b.name)),
    );
  });

  it('carry every event type', () => {
    const definitions: readonly EventDefinition[] = Object.values(EVENTS);
    const carrying = definitions.flatMap(({ topic }) => (typeof topic === 'string' ? [] : [topic]));
    expect(Object.values(TOPICS)).toEqual(expect.arrayContaining(carrying));
  });

  it.each(['ingest', 'router', 'uploader', 'archiver', 'notifier'] as const)(
    'of %s have one for dead letters and one for what is parked',
    (owner) => {
      expect(parkedTopicOf(owner)).toMatchObject({ name: `${owner}.parked.v1`, owner });
      expect(deadLetterTopicOf(owner)).toMatchObject({ name: `${owner}.dead.v1`, owner });
    },
  );

  it('of those who consume nothing have none for dead letters', () => {
    expect(() => deadLetterTopicOf('audit')).toThrow(TypeError);
  });
});
