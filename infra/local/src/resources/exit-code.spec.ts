import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('lets a program that brings PostgreSQL along say by its exit code that something does not hold', async () => {
  const built = fileURLToPath(new URL('../../dist/resources/postgres.js', import.meta.url));
  // Its hook would call back what is not there, too, if it ran as the process ends.
  const program = `await import(${JSON.stringify(built)}); process.exitCode = 3; setTimeout(() => process.exit(), 10);`;
  const ended = await new Promise((resolve) => {
    const child = execFile(process.execPath, ['--input-type=module', '-e', program], (_error, _out, told) =>
      resolve({ code: child.exitCode, told }),
    );
  });
  expect(ended).toEqual({ code: 3, told: '' });
});
