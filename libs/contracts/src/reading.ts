import { EnvelopeSchema, type EnvelopeAttributes } from './envelope.js';
import type { EventDefinition } from './event-definition.js';

/**
 * What is wrong with bytes that are no readable event: `form` where they are no event at all or break their contract,
 * `type` where nobody knows the type, `version` where it was written by a newer program than this.
 */
export type UnreadableBecause = 'form' | 'type' | 'version';

/** Thrown when bytes are not an event that this version can read. */
export class UnreadableEvent extends Error {
  readonly code = 'EVENT_UNREADABLE';
  override readonly name = 'UnreadableEvent';

  constructor(
    message: string,
    readonly because: UnreadableBecause,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A pure function from the data of one version to the data of the next. */
export type Upcaster = (data: unknown) => unknown;

/** Event types in their current versions, and the way there from every version before. */
export interface Readable {
  readonly definitions: Readonly<Record<string, EventDefinition>>;
  /** By `<Name>.v<version>`; each leads to the next version. */
  readonly upcasters: ReadonlyMap<string, Upcaster>;
}

/** An event as it was read: in the current version of its type. */
export type ReadEvent = EnvelopeAttributes & { readonly name: string; readonly data: unknown };

/**
 * Reads the bytes of an event of any version of some types.
 * @throws UnreadableEvent for other bytes, unknown types and versions from the future
 */
export function readWith(readable: Readable, bytes: Uint8Array): ReadEvent {
  const envelope = EnvelopeSchema.safeParse(parseJson(bytes));
  if (!envelope.success) {
    throw new UnreadableEvent('not an event envelope', 'form', { cause: envelope.error });
  }
  const { type, data: written, ...attributes } = envelope.data;
  const [name = '', version = ''] = type.split('.v');
  const definition = Object.hasOwn(readable.definitions, name) ? readable.definitions[name] : undefined;
  if (definition === undefined) throw new UnreadableEvent(`unknown event type ${type}`, 'type');
  const data = definition.data.safeParse(upcast(definition, Number(version), written, readable.upcasters));
  if (!data.success) {
    throw new UnreadableEvent(`data of ${type} break its contract`, 'form', { cause: data.error });
  }
  return { ...attributes, name, data: data.data };
}

function upcast(
  { name, version: current }: EventDefinition,
  from: number,
  written: unknown,
  upcasters: Readable['upcasters'],
): unknown {
  if (from > current) {
    throw new UnreadableEvent(`${name}.v${from} is newer than this version reads`, 'version');
  }
  let data = written;
  for (let version = from; version < current; version += 1) {
    const step = upcasters.get(`${name}.v${version}`);
    if (step === undefined) throw new UnreadableEvent(`${name}.v${version} has no upcaster`, 'form');
    data = step(data);
  }
  return data;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(UTF8.decode(bytes));
  } catch (cause) {
    throw new UnreadableEvent('not JSON', 'form', { cause });
  }
}
