import type { Event } from '@counterpart/contracts';
import type { Scope } from '../story/subject.js';
import type { TrailEvent } from '../story/trail-event.js';

/** An event and its place in the log. */
interface PlacedEvent {
  readonly told: TrailEvent;
  /** Index in the log, from 0. */
  readonly leaf: number;
  /** Its leaf hash. */
  readonly hash: Buffer;
}

/** All that the readable files of an export are made of. They are made again to verify them. */
export interface ExportFacts {
  readonly scope: Scope;
  readonly events: readonly PlacedEvent[];
  readonly statement: { readonly event: Event<'TrailExported'>; readonly leaf: number };
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly root: Buffer };
}

/** The scope that a statement tells of; undefined where it contradicts itself. */
export function scopeOf({ firm, data }: Event<'TrailExported'>): Scope | undefined {
  const { scope, matter, document } = data;
  if (scope === 'matter' && matter !== null && document === null) return { kind: 'matter', firm, matter };
  if (scope === 'document' && document !== null && matter === null)
    return { kind: 'document', firm, document };
  if (scope === 'firm' && matter === null && document === null) return { kind: 'firm', firm };
  return undefined;
}

/** `matter 77`, `document 501` or `firm reyes`. */
export function nameOf(scope: Scope): string {
  switch (scope.kind) {
    case 'matter':
      return `matter ${scope.matter}`;
    case 'document':
      return `document ${scope.document}`;
    case 'firm':
      return `firm ${scope.firm}`;
  }
}
