import { parseArgs } from 'node:util';
import { auditBench } from './audit/audit.bench.js';
import type { BenchReport } from './bench-report.js';
import { budgetBench } from './budget/budget.bench.js';
import { eventingBench } from './eventing/eventing.bench.js';
import { intakeBench } from './intake/intake.bench.js';
import { latencyBench } from './latency/latency.bench.js';
import { largefileBench } from './largefile/largefile.bench.js';
import { migrateBench } from './migrate/migrate.bench.js';
import { mirrorBench } from './mirror/mirror.bench.js';
import { rebuildBench } from './rebuild/rebuild.bench.js';
import { zipBench } from './zip/zip.bench.js';
import { routingBench } from './routing/routing.bench.js';

const HELP = `npm run bench -- NAME [--json]

  intake     webhooks a second, durable before the 2xx, beside a bare HTTP + HMAC server
             [--requests 30000] [--connections 50]
  eventing   records a second through lanes with empty handlers, beside a bare kafkajs loop
             [--records 200000]
  audit      events a second that are appended, told and sealed, beside bare multi-row INSERT; proofs of a large log
             [--events 50000] [--leaves 10000000]
  rebuild    events a second that are rebuilt from the topics, beside a bare kafkajs loop
             [--events 50000]
  routing    placements a second on one core, beside the bare parsing of the same events
             [--documents 200000]
  mirror     the whole pipeline, the uploader alone, rclone and the vendor's SDK, into one emulated Dropbox
             [--corpus 1000x100KB,5000x20KB,20x200MB] [--runs 3] [--only pipeline,uploader,rclone-sync,rclone-async,sdk]
  budget     Clio calls a document costs, live and in a migration, refusals, and the share of the budget that is used
             [--documents 600] [--limit 300]
  migrate    Clio calls a document costs that was in Clio before, and hours at Clio's peak limit, beside one by one
             [--matters 2000] [--documents 20000] [--limit 1200]
  latency    from Clio into Dropbox where nothing else is to be done, milliseconds, beside a bare fetch and upload
             [--documents 40]
  largefile  one large document through the uploader, beside a bare chunked PUT loop
             [--size 10GB]
  zip        our archiver, Info-ZIP and 7-Zip on the same documents; then archives beyond 4 GB and 65,535 files
             [--documents 1000] [--runs 3] [--large-gib 4.5]
`;

const text = { type: 'string' } as const;
const OPTIONS = {
  requests: text,
  connections: text,
  records: text,
  documents: text,
  matters: text,
  corpus: text,
  limit: text,
  runs: text,
  only: text,
  size: text,
  events: text,
  leaves: text,
  'large-gib': text,
  json: { type: 'boolean', default: false },
} as const;

const NUMBERS = [
  'requests',
  'connections',
  'records',
  'documents',
  'matters',
  'runs',
  'limit',
  'events',
  'leaves',
  'large-gib',
] as const;

/** Words that are not understood name no benchmark: the help says which there are. */
function wordsGiven() {
  try {
    const given = parseArgs({ allowPositionals: true, options: OPTIONS });
    const wrong = NUMBERS.find((name) => !/^\d{1,9}(\.\d+)?$/.test(given.values[name] ?? '1'));
    if (wrong === undefined) return given;
    process.stderr.write(`--${wrong} is no number\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  return parseArgs({ args: [], allowPositionals: true, options: OPTIONS });
}

const { values, positionals } = wordsGiven();

const BENCHES: Readonly<Record<string, () => Promise<BenchReport>>> = {
  intake: () =>
    intakeBench({
      requests: Number(values.requests ?? 30_000),
      connections: Number(values.connections ?? 50),
    }),
  eventing: () => eventingBench({ records: Number(values.records ?? 200_000) }),
  budget: () =>
    budgetBench({
      documents: Number(values.documents ?? 600),
      limit: Number(values.limit ?? 300),
      history: { documents: 1000, matters: Number(values.matters ?? 100) },
    }),
  migrate: () =>
    migrateBench({
      matters: Number(values.matters ?? 2000),
      documents: Number(values.documents ?? 20_000),
      limit: Number(values.limit ?? 1200),
    }),
  latency: () => latencyBench({ documents: Number(values.documents ?? 40) }),
  largefile: () => largefileBench({ size: values.size ?? '10GB' }),
  audit: () =>
    auditBench({ events: Number(values.events ?? 50_000), leaves: Number(values.leaves ?? 10_000_000) }),
  rebuild: () => rebuildBench({ events: Number(values.events ?? 50_000) }),
  routing: () => Promise.resolve(routingBench({ documents: Number(values.documents ?? 200_000) })),
  mirror: () =>
    mirrorBench({
      corpora: listed(values.corpus ?? '1000x100KB,5000x20KB,20x200MB'),
      runs: Number(values.runs ?? 3),
      only: listed(values.only ?? ''),
    }),
  zip: () =>
    zipBench({
      documents: Number(values.documents ?? 1000),
      runs: Number(values.runs ?? 3),
      largeGib: Number(values['large-gib'] ?? 4.5),
    }),
};

function listed(value: string): readonly string[] {
  return value.split(',').filter((part) => part !== '');
}

const bench = BENCHES[positionals[0] ?? ''];
if (bench === undefined) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else {
  const report = await bench();
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.holds ? 0 : 1;
}
