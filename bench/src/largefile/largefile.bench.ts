import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { makeRunFolder, startStack, type Stack } from '@counterpart/local';
import type { BenchReport } from '../bench-report.js';
import { machine } from '../machine.js';
import { byDecision } from '../mirror/announce.js';
import { ClioLoader, type ClioDocument } from '../mirror/clio-corpus.js';
import { digestsOf, filesOf, parseCorpus } from '../mirror/corpus.js';
import { DropboxView } from '../mirror/dropbox-view.js';
import { MirroredCount } from '../mirror/mirrored-count.js';
import { watchCost, type Cost } from '../mirror/process-cost.js';
import { signedAddress } from '../mirror/signed-address.js';
import { DROPBOX_FLAGS, makeTls } from '../mirror/stage.js';

/** How large the file is. */
export interface LargefileOptions {
  /** e.g. `10GB`, decimal. */
  readonly size: string;
}

/** What one of the two came to. */
interface Passage {
  readonly seconds: number;
  readonly megabytesPerSecond: number;
  readonly cost: Cost;
}

/** Slower than this (bytes a millisecond) it does not get on at all. */
const SLOWEST = 5_000;

/** How fast it is at least, in times of the bare loop (design §10). */
const LEAST_RATIO = 0.8;

/** Resident memory that the uploader may take, whatever the size (MB). */
const MOST_MB = 200;

/**
 * One large document through the uploader, a service on a real broker and database, beside a bare loop that puts the
 * same bytes from the same source into the same Dropbox, chunk by chunk.
 */
export async function largefileBench({ size }: LargefileOptions): Promise<BenchReport> {
  const corpus = parseCorpus(`1x${size}`);
  const { folder, remove } = makeRunFolder('bench-largefile');
  const tls = makeTls(folder);
  const stack = await startStack({
    folder,
    clioRateLimit: null,
    services: [],
    dropboxFlags: [...DROPBOX_FLAGS, ...tls.flags],
    serviceEnv: { NODE_EXTRA_CA_CERTS: tls.certificate },
    onDeath: (program, logEnd) => void process.stderr.write(`${program} ended:\n${logEnd}\n`),
  });
  const mirrored = new MirroredCount(stack.addresses.database);
  try {
    const loader = new ClioLoader(stack.addresses.clio, stack.clioToken);
    const [document] = await loader.load(filesOf(corpus), await loader.openMatter());
    if (document === undefined) throw new TypeError('the document was not loaded');
    const bare = await bareLoop(stack, document, tls.certificate);
    await stack.add('uploader');
    const ours = await throughUploader(stack, document, mirrored);
    const view = new DropboxView(stack.addresses.dropbox, tls.certificate);
    const [digest] = digestsOf(filesOf(corpus));
    const found = await view.digests();
    const isSame = found.length === 2 && found.every((one) => one === digest);
    const ratio = Math.round((ours.megabytesPerSecond / bare.megabytesPerSecond) * 100) / 100;
    return {
      bench: 'largefile',
      size,
      ours,
      bare,
      ratio,
      machine: machine(),
      holds: isSame && ratio >= LEAST_RATIO && ours.cost.peakMb <= MOST_MB,
    };
  } finally {
    await mirrored.close();
    await stack.stop();
    remove();
  }
}

async function throughUploader(
  stack: Stack,
  document: ClioDocument,
  mirrored: MirroredCount,
): Promise<Passage> {
  const cost = watchCost({ uploader: stack.pidOf('uploader') });
  const began = performance.now();
  await byDecision(stack, [document]);
  await mirrored.reaches(1, Math.max(60_000, document.file.bytes / SLOWEST));
  return passage(document, began, cost.end());
}

async function bareLoop(stack: Stack, document: ClioDocument, certificate: string): Promise<Passage> {
  const source = await signedAddress(stack, document);
  const program = fileURLToPath(new URL('./bare-loop.js', import.meta.url));
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [program, source, stack.addresses.dropbox, certificate, '/bare.bin'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const cost = watchCost({ loop: child.pid ?? 0 });
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0) throw new Error(`the bare loop ended with ${String(status)}`);
  return passage(document, began, cost.end());
}

function passage({ file }: ClioDocument, began: number, cost: Cost): Passage {
  const seconds = Math.round(performance.now() - began) / 1000;
  return { seconds, megabytesPerSecond: Math.round(file.bytes / 1e5 / seconds) / 10, cost };
}
