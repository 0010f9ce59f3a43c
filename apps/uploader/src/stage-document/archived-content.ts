import type { FirmId } from '@counterpart/contracts';
import { ArchiveMemory } from './archive-memory.js';
import type {
  ArchivedDocuments,
  Archives,
  ContentSource,
  HeldContent,
  WantedContent,
} from './stage-document.ports.js';

/** When documents are fetched by archives. */
export interface ArchiveRule {
  /** Most documents of one archive. */
  readonly documents: number;
  /** Most bytes of one archive, all documents together: it is held in memory. */
  readonly bytes: number;
  /** A larger document is fetched by itself: a call for so many bytes is a good one. */
  readonly documentBytes: number;
  /** An archive of fewer costs more calls than it saves. */
  readonly atLeast: number;
  /** How long after the last document that came more are waited for. */
  readonly lingerMs: number;
}

/** A document that waits for its archive. */
interface Waiter {
  readonly wanted: WantedContent;
  readonly signal: AbortSignal;
  /** Ends the waiting; undefined where it is to be fetched by itself. */
  readonly take: (archive: ArchivedDocuments | undefined) => void;
}

/**
 * Fetches the bytes of a migration in bulk: documents that come together are asked for as one archive. Whatever an archive
 * does not give beyond doubt (one that fails, a name that repeats, a version that changed meanwhile) is fetched by itself.
 * Live documents never wait here.
 */
export class ArchivedContent implements ContentSource {
  readonly #waiting = new Map<FirmId, readonly Waiter[]>();
  readonly #timers = new Map<FirmId, NodeJS.Timeout>();
  readonly #memory = new ArchiveMemory();

  constructor(
    private readonly single: ContentSource,
    private readonly archives: Archives,
    private readonly rule: ArchiveRule,
  ) {}

  async hold(wanted: WantedContent, signal: AbortSignal): Promise<HeldContent> {
    const alone = (): Promise<HeldContent> => this.single.hold(wanted, signal);
    if (!isArchivable(wanted, this.rule)) return alone();
    const archive = await this.#archived(wanted, signal);
    if (archive === undefined) return alone();
    return { open: () => opened(archive, wanted, alone), release: () => archive.release() };
  }

  async #archived(wanted: WantedContent, signal: AbortSignal): Promise<ArchivedDocuments | undefined> {
    if (this.rule.documents < this.rule.atLeast) return undefined;
    signal.throwIfAborted();
    const { promise, resolve: take } = Promise.withResolvers<ArchivedDocuments | undefined>();
    const giveUp = (): void => take(undefined);
    signal.addEventListener('abort', giveUp, { once: true });
    this.#add({ wanted, signal, take });
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  #add(waiter: Waiter): void {
    const { firm } = waiter.wanted;
    const waiting = [...(this.#waiting.get(firm) ?? []), waiter];
    this.#waiting.set(firm, waiting);
    const bytes = waiting.reduce((sum, { wanted }) => sum + wanted.size, 0);
    if (waiting.length >= this.rule.documents || bytes >= this.rule.bytes) this.#send(firm);
    else this.#sendLater(firm);
  }

  #sendLater(firm: FirmId): void {
    clearTimeout(this.#timers.get(firm));
    this.#timers.set(
      firm,
      setTimeout(() => this.#send(firm), this.rule.lingerMs),
    );
  }

  #send(firm: FirmId): void {
    clearTimeout(this.#timers.get(firm));
    const waiting = (this.#waiting.get(firm) ?? []).filter(({ signal }) => !signal.aborted);
    const together = fitting(waiting, this.rule);
    const rest = waiting.slice(together.length);
    this.#waiting.set(firm, rest);
    if (together.length < this.rule.atLeast) for (const { take } of together) take(undefined);
    else void this.#fetch(firm, together);
    if (rest.length > 0) this.#sendLater(firm);
  }

  /** Archives are made side by side, and read one after another: one of a firm is in memory at a time. */
  async #fetch(firm: FirmId, together: readonly Waiter[]): Promise<void> {
    const { signal, detach } = whileAnyWaits(together);
    try {
      const wanted = together.map((waiter) => waiter.wanted);
      const made = await this.archives.order(firm, wanted, signal);
      await this.#memory.within(firm, async () => handOut(together, await made?.read(signal)));
    } catch {
      // Whatever went wrong, the single download meets it again, and there it is told.
      for (const { take } of together) take(undefined);
    } finally {
      detach();
    }
  }
}

/** An archive holds the newest version of each document: one that was replaced would come in vain, and cast doubt on others. */
const isArchivable = ({ isMigration, isReplaced, size }: WantedContent, rule: ArchiveRule): boolean =>
  isMigration && !isReplaced && size <= rule.documentBytes;

/** As many of those that wait longest as fit into one archive. */
function fitting(waiting: readonly Waiter[], rule: ArchiveRule): readonly Waiter[] {
  let bytes = 0;
  const over = waiting.findIndex(({ wanted }, index) => {
    bytes += wanted.size;
    return index >= rule.documents || (index > 0 && bytes > rule.bytes);
  });
  return over < 0 ? waiting : waiting.slice(0, over);
}

/** Ends when nobody waits any more. The signals of waiters outlive this: nothing may stay attached to them. */
function whileAnyWaits(together: readonly Waiter[]): {
  readonly signal: AbortSignal;
  readonly detach: () => void;
} {
  const over = new AbortController();
  const look = (): void => {
    if (together.every(({ signal }) => signal.aborted)) over.abort(new Error('nobody waits any more'));
  };
  for (const { signal } of together) signal.addEventListener('abort', look, { once: true });
  const detach = (): void => {
    for (const { signal } of together) signal.removeEventListener('abort', look);
  };
  return { signal: over.signal, detach };
}

/** Gives each document what is its own. @returns when all that was taken is given back */
async function handOut(together: readonly Waiter[], archive: ArchivedDocuments | undefined): Promise<void> {
  const taken = together.flatMap(({ wanted, take, signal }) => {
    if (archive === undefined || signal.aborted || !archive.has(wanted.document)) {
      take(undefined);
      return [];
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    take({ ...archive, release: resolve });
    return [promise];
  });
  await Promise.all(taken);
  archive?.release();
}

/** What is damaged in the archive is fetched by itself. */
async function* opened(
  archive: ArchivedDocuments,
  { document }: WantedContent,
  alone: () => Promise<HeldContent>,
): AsyncGenerator<Uint8Array, void> {
  const bytes = await archive.bytesOf(document);
  if (bytes !== undefined) {
    yield bytes;
    return;
  }
  const held = await alone();
  try {
    yield* held.open();
  } finally {
    held.release();
  }
}
