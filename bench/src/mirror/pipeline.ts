import { startStack, type ServiceName, type Stack } from '@counterpart/local';
import { ClioLoader, type ClioDocument } from './clio-corpus.js';
import { UNLIMITED_HOOKS } from '../intake/unlimited-hooks.js';
import type { Contestant, Run } from './contest.js';
import { digestsOf, filesOf, type Corpus } from './corpus.js';
import { callsBetween, DropboxView } from './dropbox-view.js';
import { watchCost } from './process-cost.js';
import { DROPBOX_FLAGS, makeTls } from './stage.js';
import { MirroredCount } from './mirrored-count.js';

/** How documents come to the services: by webhook, or as decisions of the router. */
export type Announce = (stack: Stack, documents: readonly ClioDocument[]) => Promise<void>;

/** Documents that pass before the clock starts: a service runs for weeks, so its first second does not count. */
const WARM_UP = 100;

/** Ours, as services on a real broker and database; from the first announcement to the last outcome on the trail. */
export const ours = (name: string, services: readonly ServiceName[], announce: Announce): Contestant => ({
  name,
  mirror: async (corpus, folder) => {
    const tls = makeTls(folder);
    const stack = await startStack({
      folder,
      clioRateLimit: null,
      services: [],
      dropboxFlags: [...DROPBOX_FLAGS, ...tls.flags],
      serviceEnv: { NODE_EXTRA_CA_CERTS: tls.certificate, ...UNLIMITED_HOOKS },
      onDeath: (program, logEnd) => void process.stderr.write(`${program} ended:\n${logEnd}\n`),
    });
    const mirrored = new MirroredCount(stack.addresses.database);
    try {
      return await timed({ stack, corpus, services, announce, mirrored, certificate: tls.certificate });
    } finally {
      await mirrored.close();
      await stack.stop();
    }
  },
});

interface Scene {
  readonly stack: Stack;
  readonly corpus: Corpus;
  readonly services: readonly ServiceName[];
  readonly announce: Announce;
  readonly mirrored: MirroredCount;
  readonly certificate: string;
}

async function timed({ stack, corpus, services, announce, mirrored, certificate }: Scene): Promise<Run> {
  const view = new DropboxView(stack.addresses.dropbox, certificate);
  const loader = new ClioLoader(stack.addresses.clio, stack.clioToken);
  const matter = await loader.openMatter();
  const warmUp = filesOf(corpus, corpus.files, Math.min(WARM_UP, Math.ceil(corpus.files / 10)));
  for (const name of services) await stack.add(name);
  // What lies in Clio when the first sweep looks is told by it, and no webhook would have anything to tell any more.
  if (services.includes('ingest')) await mirrored.firstSweep();
  await loader.keepQuiet();
  const [early, documents] = [await loader.load(warmUp, matter), await loader.load(filesOf(corpus), matter)];
  await announce(stack, early);
  await mirrored.reaches(early.length);
  const [before, cost] = [
    await view.calls(),
    watchCost(Object.fromEntries(services.map((name) => [name, stack.pidOf(name)]))),
  ];
  const began = performance.now();
  await announce(stack, documents);
  await mirrored.reaches(early.length + documents.length);
  const seconds = (performance.now() - began) / 1000;
  return {
    files: documents.length,
    seconds,
    calls: callsBetween(before, await view.calls()),
    cost: cost.end(),
    found: await view.digests(),
    expected: digestsOf([...warmUp, ...filesOf(corpus)]),
  };
}
