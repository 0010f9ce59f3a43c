import { readFile } from 'node:fs/promises';

/**
 * The most memory that a process ever held at once, in MiB, as the kernel counted it (`VmHWM`, proc(5)); 0 where there is no
 * such count.
 */
export async function peakMemoryMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? '0';
  return Math.round(Number(kibibytes) / 1024);
}
