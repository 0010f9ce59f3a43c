import type { ArchiveSource } from '../archive-source.js';
import { MatterArchiveError } from '../errors.js';
import { EntryDigest, type Digests } from '../hashing/entry-digest.js';
import { inBlocks } from './blocks.js';
import { Conveyor } from './conveyor.js';
import { BLOCK_BYTES, type Deflater } from './deflater.js';
import { isCompressedType, methodFor, type Method } from './method.js';

/** Files up to this size are packed before their header is written, which then tells everything about them. */
export const WHOLE_BYTES = 4 * BLOCK_BYTES;
/** Blocks of a larger file that may wait for the writer. */
const BLOCKS_AHEAD = 4;

/** What an entry’s bytes are, before and after packing. */
export interface PackedFacts extends Digests {
  readonly packedSize: number;
}

/** A file ready to be written. */
export type Packing =
  | {
      readonly kind: 'whole';
      readonly method: Method;
      readonly blocks: readonly Buffer[];
      readonly facts: PackedFacts;
    }
  | {
      readonly kind: 'flowing';
      readonly method: Method;
      readonly size: number;
      readonly blocks: AsyncIterable<Buffer>;
      /** Known when the blocks have been taken. */
      readonly digests: Promise<Digests>;
    };

/** How to pack. */
export interface PackingContext {
  /** Absent: everything is stored. */
  readonly deflater: Deflater | undefined;
  readonly signal: AbortSignal;
}

/**
 * Reads, hashes and deflates one source. A small file comes back packed whole; a large one as soon as its method is
 * known, and goes on a few blocks ahead of whoever takes them.
 * @throws MatterArchiveError when the source cannot be read or is not what was announced
 */
export async function packEntry(source: ArchiveSource, context: PackingContext): Promise<Packing> {
  if (!Number.isSafeInteger(source.size) || source.size < 0 || Number.isNaN(source.modified.getTime())) {
    const said = `${source.size} bytes, changed ${String(source.modified)}`;
    throw new MatterArchiveError('ARCHIVE_SOURCE_INVALID', `${source.path} was announced with ${said}`);
  }
  const deflater = isCompressedType(source.path) ? undefined : context.deflater;
  const blocks = inBlocks(source, BLOCK_BYTES, context.signal);
  return source.size <= WHOLE_BYTES
    ? packWhole(source, blocks, deflater)
    : startFlow({ source, blocks, signal: context.signal }, deflater);
}

type Blocks = AsyncGenerator<Buffer, void>;

async function packWhole(
  source: ArchiveSource,
  blocks: Blocks,
  deflater: Deflater | undefined,
): Promise<Packing> {
  const digest = new EntryDigest(source.size);
  const raw: Buffer[] = [];
  const jobs: Promise<Buffer>[] = [];
  let seen = 0;
  try {
    for await (const block of blocks) {
      seen += block.length;
      await digest.update(block);
      if (deflater !== undefined)
        jobs.push(deflater.deflate({ block, before: raw.at(-1), last: seen === source.size }));
      raw.push(block);
    }
  } finally {
    await Promise.allSettled(jobs);
  }
  const digests = announced(source, await digest.digest());
  const deflated = await Promise.all(jobs);
  const deflatedSize = total(deflated);
  const method = deflater === undefined ? 'stored' : methodFor(source.size, deflatedSize);
  return method === 'deflated'
    ? { kind: 'whole', method, blocks: deflated, facts: { ...digests, packedSize: deflatedSize } }
    : { kind: 'whole', method, blocks: raw, facts: { ...digests, packedSize: source.size } };
}

interface Reading {
  readonly source: ArchiveSource;
  readonly blocks: Blocks;
  readonly signal: AbortSignal;
}

async function startFlow(reading: Reading, deflater: Deflater | undefined): Promise<Packing> {
  const { source, blocks } = reading;
  const digest = new EntryDigest(source.size);
  const head = await blocks.next();
  const first = head.value ?? Buffer.alloc(0);
  await digest.update(first);
  const tried = await deflater?.deflate({ block: first, before: undefined, last: false });
  const method = tried === undefined ? 'stored' : methodFor(first.length, tried.length);
  const conveyor = new Conveyor<Promise<Buffer>>(BLOCKS_AHEAD);
  void conveyor.put(Promise.resolve(method === 'deflated' && tried !== undefined ? tried : first));
  const flow = { ...reading, digest, conveyor, first };
  const digests = runFlow(flow, method === 'deflated' ? deflater : undefined);
  // Whoever takes the blocks meets the failure there; this keeps it from counting as unhandled before.
  digests.catch((error: unknown) => conveyor.fail(error));
  return { kind: 'flowing', method, size: source.size, blocks: conveyor, digests };
}

interface Flow extends Reading {
  readonly digest: EntryDigest;
  readonly conveyor: Conveyor<Promise<Buffer>>;
  readonly first: Buffer;
}

async function runFlow(flow: Flow, deflater: Deflater | undefined): Promise<Digests> {
  const { source, digest, conveyor, signal } = flow;
  const leave = (): void => conveyor.leave();
  signal.addEventListener('abort', leave, { once: true });
  let before = flow.first;
  let seen = before.length;
  for await (const block of flow.blocks) {
    seen += block.length;
    await digest.update(block);
    const job = deflater?.deflate({ block, before, last: seen === source.size }) ?? Promise.resolve(block);
    job.catch(() => undefined); // Met by the taker, in order.
    before = block;
    if (!(await conveyor.put(job)))
      throw new MatterArchiveError('ARCHIVE_ABANDONED', `${source.path} was not taken`);
  }
  const digests = announced(source, await digest.digest());
  conveyor.end();
  signal.removeEventListener('abort', leave);
  return digests;
}

function announced(source: ArchiveSource, digests: Digests): Digests {
  if (source.contentHash === undefined || source.contentHash === digests.contentHash) return digests;
  throw new MatterArchiveError(
    'ARCHIVE_SOURCE_HASH_DIFFERS',
    `${source.path} was announced with content hash ${source.contentHash} and has ${digests.contentHash}`,
  );
}

function total(blocks: readonly Buffer[]): number {
  return blocks.reduce((sum, { length }) => sum + length, 0);
}
