import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * One preset for every package. Specs sit beside the code (`*.spec.ts`); time limits are for hangs only: a machine that
 * stands still for 20 s fails nothing, a test that waits several times least of all.
 * Property tests run from one seed (`seed.js`).
 * The transform cache is off because it does not notice changes of tsconfig (false passes were seen).
 * Other packages are read as they are built (`dist`), by Node itself: to transform them for every spec took a third of the
 * suite's time.
 */
export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    exclude: ['**/dist/**', '**/node_modules/**'],
    fsModuleCache: false,
    server: { deps: { external: [/\/dist\//] } },
    setupFiles: [fileURLToPath(new URL('seed.js', import.meta.url))],
    passWithNoTests: true,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2,
  },
});
