import { defineConfig } from 'vitest/config';

/**
 * One preset for every package. Specs sit beside the code (`*.spec.ts`); time limits are for hangs only.
 * The transform cache is off because it does not notice changes of tsconfig (false passes were seen).
 */
export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    exclude: ['**/dist/**', '**/node_modules/**'],
    fsModuleCache: false,
    passWithNoTests: true,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
