import { readFileSync } from 'node:fs';

/** What processes used. */
export interface Cost {
  readonly cpuSeconds: number;
  /** The same by the processes’ names. */
  readonly cpuByProcess: Readonly<Record<string, number>>;
  /** The largest resident memory of any of them, MB. */
  readonly peakMb: number;
}

/** Clock ticks a second of Linux (`getconf CLK_TCK`). */
const TICKS = 100;
const EVERY_MS = 100;

/**
 * Watches processes, by name, until `end`; one that ended before counts with what was seen of it last. Linux only.
 */
export function watchCost(processes: Readonly<Record<string, number>>): { end(): Cost } {
  const pids = Object.values(processes);
  const before = new Map(pids.map((pid) => [pid, cpuOf(pid) ?? 0]));
  const seen = new Map<number, { cpu: number; peakKb: number }>();
  const look = (): void => {
    for (const pid of pids) {
      const [cpu, peakKb] = [cpuOf(pid), peakOf(pid)];
      if (cpu !== undefined && peakKb !== undefined) seen.set(pid, { cpu, peakKb });
    }
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return {
    end: () => {
      clearInterval(timer);
      look();
      const used = (pid: number): number => round((seen.get(pid)?.cpu ?? 0) - (before.get(pid) ?? 0));
      const byProcess = Object.entries(processes).map(([name, pid]) => [name, used(pid)] as const);
      const peaks = [...seen.values()].map(({ peakKb }) => peakKb);
      return {
        cpuSeconds: round(byProcess.reduce((sum, [, cpu]) => sum + cpu, 0)),
        cpuByProcess: Object.fromEntries(byProcess),
        peakMb: Math.round(Math.max(0, ...peaks) / 1024),
      };
    },
  };
}

/** Seconds of processor time so far; undefined where the process is gone. */
function cpuOf(pid: number): number | undefined {
  const text = contentOf(`/proc/${pid}/stat`);
  // The name in brackets may hold spaces; the fields behind it are counted from the third (proc(5)).
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return undefined;
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Peak of the resident memory, kB. */
function peakOf(pid: number): number | undefined {
  const text = contentOf(`/proc/${pid}/status`);
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(text ?? '')?.[1];
  return peak === undefined ? undefined : Number(peak);
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const round = (value: number): number => Math.round(value * 100) / 100;
