import { z } from 'zod';
import { EVENTS, typeOf, type EventName } from './registry.js';

/**
 * JSON Schema (draft 2020-12) of the data of an event's current version. It is open: a later writer of the same version
 * may add members, which readers leave out.
 */
export function jsonSchemaOf(name: EventName): z.core.JSONSchema.BaseSchema {
  const schema = z.toJSONSchema(EVENTS[name].data, { target: 'draft-2020-12', io: 'input' });
  return { $id: `urn:counterpart:event:${typeOf(name)}`, title: typeOf(name), ...schema };
}
