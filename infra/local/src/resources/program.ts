import { readFileSync } from 'node:fs';
import { Child, type ChildSpec, type Household } from './child.js';

/** Starts a program that prints one JSON line when it is ready. @returns the process and what the line says */
export async function startProgram<Ready>(
  spec: ChildSpec,
  household: Household,
  limitMs = 60_000,
): Promise<{ readonly child: Child; readonly ready: Ready }> {
  const child = new Child(spec, household);
  child.start();
  let ready: Ready | undefined;
  await child.until(() => {
    ready = readyLine<Ready>(spec.logFile);
    return ready !== undefined;
  }, limitMs);
  if (ready === undefined) throw new TypeError(`${spec.name} said nothing`);
  return { child, ready };
}

function readyLine<Ready>(logFile: string): Ready | undefined {
  const line = readFileSync(logFile, 'utf8')
    .split('\n')
    .find((text) => text.startsWith('{"ready":true'));
  return line === undefined ? undefined : (JSON.parse(line) as Ready);
}

/** Whether an address answers 200. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
