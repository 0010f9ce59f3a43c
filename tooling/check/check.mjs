#!/usr/bin/env node
/**
 * `npm run check`: every rule of the repository that needs no running system.
 * Names of steps as arguments run those steps alone: `npm run check -- imports docs`.
 * Runs on Node 24, which reads the TypeScript of `src/` as it is.
 */
import { runChecks } from './src/run-checks.ts';

process.exitCode = await runChecks(process.argv.slice(2));
