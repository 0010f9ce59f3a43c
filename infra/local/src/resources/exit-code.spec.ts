import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('lets a program that brings PostgreSQL along say by its exit code that something does not hold', async () => {
  const built = fileURLToPath(new URL('../../dist/resources/postgres.js', import.meta.url));
  const program = `await import(${JSON.stringify(built)}); process.exitCode = 3;`;
  const code = await new Promise((resolve) => {
    const child = execFile(process.execPath, ['--input-type=module', '-e', program], () =>
      resolve(child.exitCode),
    );
  });
  expect(code).toBe(3);
});
