import type { Blob } from './blob-store.js';

/** Upload sessions live 7 days (files.stone upload_session/start). */
const SESSION_LIFE_MS = 7 * 24 * 60 * 60 * 1000;
const CHUNK_UNIT = 4_194_304;

/** An upload session; `committed` sessions are forgotten. */
export interface Session {
  readonly id: string;
  readonly type: 'sequential' | 'concurrent';
  readonly startedAt: number;
  /** Blobs by their offset. */
  readonly parts: Map<number, Blob>;
  size: number;
  closed: boolean;
}

/** Why an append is refused: tags of UploadSessionAppendError, and the offset that would be right. */
export type Refusal = { readonly tags: readonly string[]; readonly correctOffset?: number };

/** Upload sessions by id. */
export class Sessions {
  readonly #byId = new Map<string, Session>();

  constructor(
    private readonly now: () => number,
    private readonly newId: () => string,
  ) {}

  open(type: Session['type']): Session {
    const session: Session = {
      id: this.newId(),
      type,
      startedAt: this.now(),
      parts: new Map(),
      size: 0,
      closed: false,
    };
    this.#byId.set(session.id, session);
    return session;
  }

  find(id: string): Session | undefined {
    const session = this.#byId.get(id);
    if (session === undefined || this.now() - session.startedAt > SESSION_LIFE_MS) return undefined;
    return session;
  }

  forget(id: string): void {
    this.#byId.delete(id);
  }

  get count(): number {
    return this.#byId.size;
  }
}

/** Whether bytes may be appended at an offset. */
export function appendProblem(
  session: Session | undefined,
  offset: number,
  size: number,
  close: boolean,
): Refusal | undefined {
  if (session === undefined) return { tags: ['not_found'] };
  if (session.closed && session.type === 'sequential') return { tags: ['closed'] };
  if (session.type === 'concurrent') return concurrentProblem(offset, size, close);
  if (offset === session.size) return undefined;
  return { tags: ['incorrect_offset'], correctOffset: session.size };
}

function concurrentProblem(offset: number, size: number, close: boolean): Refusal | undefined {
  if (offset % CHUNK_UNIT !== 0) return { tags: ['concurrent_session_invalid_offset'] };
  if (!close && size % CHUNK_UNIT !== 0) return { tags: ['concurrent_session_invalid_data_size'] };
  return undefined;
}

/** Takes bytes in; an empty body only closes. */
export function append(session: Session, offset: number, blob: Blob, close: boolean): void {
  if (blob.size > 0) session.parts.set(offset, blob);
  session.size = Math.max(session.size, offset + blob.size);
  if (close) session.closed = true;
}

/** The session’s blobs in order; undefined where a concurrent session has a gap. */
export function blobsOf(session: Session): readonly Blob[] | undefined {
  const blobs: Blob[] = [];
  let expected = 0;
  for (const [offset, blob] of [...session.parts].toSorted(([a], [b]) => a - b)) {
    if (offset !== expected) return undefined;
    blobs.push(blob);
    expected += blob.size;
  }
  return blobs;
}
