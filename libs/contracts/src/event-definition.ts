import type { z } from 'zod';
import type { Topic } from './topics.js';

/** One version of one event type: its data schema, its topic and what kind of record key it takes. */
export interface EventDefinition<Name extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** Past-tense fact, e.g. `DocumentMirrored`. */
  readonly name: Name;
  readonly version: number;
  /** Where it travels; `own-dead-letters` and `own-parked` are topics of the writing service. */
  readonly topic: Topic | 'own-dead-letters' | 'own-parked';
  readonly data: Schema;
}

/** Declares an event version; frozen, so that nobody changes a contract at run time. */
export const defineEvent = <const Name extends string, Schema extends z.ZodType>(
  definition: EventDefinition<Name, Schema>,
): EventDefinition<Name, Schema> => Object.freeze(definition);
