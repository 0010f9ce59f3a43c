import { parseArgs } from 'node:util';
import { crashDrill } from './drills/crash.js';
import { say } from './say.js';

const HELP = `npm run drill -- NAME [--documents N] [--seed N] [--json]

  crash   kills every service at random while documents flow (default 500), restarts the broker and the database,
          and proves that nothing is missing, doubled, different or misplaced
`;

const DRILLS = { crash: crashDrill };

const isDrill = (name: string | undefined): name is keyof typeof DRILLS =>
  name !== undefined && Object.hasOwn(DRILLS, name);

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { documents: text, seed: text, json: { type: 'boolean', default: false } },
});
const [name] = positionals;
if (isDrill(name)) {
  const report = await DRILLS[name]({
    documents: Number(values.documents ?? 500),
    seed: Number(values.seed ?? 1),
  });
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.holds ? 0 : 1;
} else {
  say(HELP);
  process.exitCode = 2;
}
