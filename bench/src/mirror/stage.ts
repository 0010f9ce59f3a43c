import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { REPOSITORY } from '@counterpart/local';
import { makeCertificate } from '@counterpart/emulator-dropbox/conformance';
import { DropboxView } from './dropbox-view.js';

/** The Dropbox that everybody meets: a call takes 60 ms, a commit holds its namespace 300 ms, a second is refused. */
export const DROPBOX_FLAGS = '--latency-ms 60 --commit-latency-ms 300 --namespace-lock strict'.split(' ');

/** A certificate for Dropbox’s hosts, and the flags that serve with it. */
export interface Tls {
  readonly certificate: string;
  readonly flags: readonly string[];
}

export function makeTls(folder: string): Tls {
  const { cert, key } = makeCertificate(folder);
  return { certificate: cert, flags: ['--tls-cert', cert, '--tls-key', key] };
}

/** An emulated Dropbox in a process of its own. */
export interface DropboxProcess {
  readonly view: DropboxView;
  readonly port: number;
  readonly certificate: string;
  stop(): Promise<void>;
}

export async function startDropbox(folder: string): Promise<DropboxProcess> {
  const tls = makeTls(folder);
  const program = join(REPOSITORY, 'infra/emulators/dropbox/dist/main.js');
  const args = [program, '--data', join(folder, 'dropbox-files'), ...DROPBOX_FLAGS, ...tls.flags];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new TypeError('its output is piped');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return {
    view: new DropboxView(url, tls.certificate),
    port: Number(new URL(url).port),
    certificate: tls.certificate,
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
