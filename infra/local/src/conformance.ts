import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REPOSITORY } from './stack-options.js';

/** `npm run conformance`: the conformance script of every package that has one, one after another. */
let failed = 0;
for (const manifest of globSync('{apps,libs,infra,infra/emulators}/*/package.json', {
  cwd: REPOSITORY,
}).toSorted()) {
  const { name, scripts = {} } = JSON.parse(readFileSync(join(REPOSITORY, manifest), 'utf8')) as {
    name: string;
    scripts?: Record<string, string>;
  };
  if (scripts['conformance'] === undefined) continue;
  process.stdout.write(`\n== conformance of ${name}\n`);
  const cwd = join(REPOSITORY, dirname(manifest));
  const done = spawnSync(scripts['conformance'], { cwd, shell: true, stdio: 'inherit' });
  if (done.status !== 0) failed += 1;
}
process.stdout.write(failed === 0 ? '\nconformance holds\n' : `\nconformance failed in ${failed} packages\n`);
process.exitCode = failed === 0 ? 0 : 1;
