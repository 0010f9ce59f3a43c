import { arch, cpus, platform, totalmem } from 'node:os';

/** What the figures were measured on. */
export const machine = (): object => ({
  platform: `${platform()}-${arch()}`,
  cores: cpus().length,
  cpu: cpus()[0]?.model ?? 'unknown',
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  date: new Date().toISOString().slice(0, 10),
});
