import { parseArgs } from 'node:util';
import type { BenchReport } from './bench-report.js';
import { eventingBench } from './eventing/eventing.bench.js';
import { intakeBench } from './intake/intake.bench.js';

const HELP = `npm run bench -- NAME [--json]

  intake     webhooks a second, durable before the 2xx, beside a bare HTTP + HMAC server
             [--requests 30000] [--connections 50]
  eventing   records a second through lanes with empty handlers, beside a bare kafkajs loop
             [--records 200000]
`;

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { requests: text, connections: text, records: text, json: { type: 'boolean', default: false } },
});

function chosen(name: string | undefined): Promise<BenchReport> | undefined {
  if (name === 'intake') {
    return intakeBench({
      requests: Number(values.requests ?? 30_000),
      connections: Number(values.connections ?? 50),
    });
  }
  return name === 'eventing' ? eventingBench({ records: Number(values.records ?? 200_000) }) : undefined;
}

const running = chosen(positionals[0]);
if (running === undefined) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else {
  const report = await running;
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.holds ? 0 : 1;
}
