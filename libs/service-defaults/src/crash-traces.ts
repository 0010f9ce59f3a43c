import { readFile } from 'node:fs/promises';

/** What Linux says of dumps of this process. */
export interface DumpGround {
  /** `/proc/self/limits` */
  readonly limits: string;
  /** `/proc/sys/kernel/core_pattern` */
  readonly pattern: string;
}

/**
 * Why a crash may leave this process’ memory, keys and tokens among it, in a file; null where it leaves none (core(5)).
 */
export function dumpRisk({ limits, pattern }: DumpGround): string | null {
  // A program that dumps are piped to gets them whatever the limit is.
  if (pattern.startsWith('|'))
    return 'the kernel hands dumps to a program (kernel.core_pattern), which must keep none';
  const [, soft = 'unlimited'] = /^Max core file size\s+(\S+)/m.exec(limits) ?? [];
  return soft === '0' ? null : `core dumps are allowed (limit ${soft})`;
}

/** Null also where this is no Linux: nobody can tell then. */
export async function dumpRiskHere(): Promise<string | null> {
  try {
    const [limits, pattern] = await Promise.all(
      ['/proc/self/limits', '/proc/sys/kernel/core_pattern'].map((file) => readFile(file, 'utf8')),
    );
    return dumpRisk({ limits: limits ?? '', pattern: pattern ?? '' });
  } catch {
    return null;
  }
}

/** Diagnostic reports, which an operator may ask Node for, else hold the whole environment: master key and passwords. */
export function keepReportsClean(): void {
  process.report.excludeEnv = true;
}
