import { join } from 'node:path';
import { DROPBOX_TOKEN, firmSettings } from './firm-settings.js';
import type { Child, ChildSpec, Household } from './resources/child.js';
import { startProgram } from './resources/program.js';
import { CLIO_TOKEN, type StackOptions } from './stack-options.js';

/** Where a firm’s emulated clouds answer. */
export interface CloudAddresses {
  clio: string;
  clioDownloads: string;
  dropbox: string;
}

/** A firm’s own Clio and Dropbox. Nobody serves the firm until it is added. */
export interface FirmClouds extends CloudAddresses {
  /** The firm’s entry of the firms file, as `counterpart firms add --from` takes it. */
  readonly entry: object;
}

/** Whose clouds they are, and how they answer. */
export interface CloudsWish extends Pick<
  StackOptions,
  'clioRateLimit' | 'clioFlags' | 'dropboxFlags' | 'grants'
> {
  readonly firm: string;
  readonly firmName: string;
}

/** What programs are started with. */
export interface Workshop {
  readonly folder: string;
  readonly household: Household;
  readonly program: (name: string, file: string, args: readonly string[]) => ChildSpec;
}

/** Starts an emulated Clio in a process of its own. */
export async function startClio(
  { folder, household, program }: Workshop,
  name: string,
  { clioRateLimit, clioFlags = [], firmName }: Omit<CloudsWish, 'firm'>,
): Promise<{ readonly child: Child; readonly ready: { readonly url: string; readonly downloads: string } }> {
  const limit = clioRateLimit === null ? 'off' : String(clioRateLimit);
  const flags = ['--rate-limit', limit, '--allow-http-webhooks', '--firm-name', firmName];
  const fixed = ['--port', '0', '--access-token', CLIO_TOKEN, '--data', join(folder, `${name}-files`)];
  return startProgram(
    program(name, 'infra/emulators/clio/dist/main.js', [...fixed, ...flags, ...clioFlags]),
    household,
  );
}

/** Starts an emulated Dropbox in a process of its own. */
export async function startDropbox(
  { folder, household, program }: Workshop,
  name: string,
  flags: readonly string[] = [],
): Promise<{ readonly child: Child; readonly ready: { readonly url: string } }> {
  const fixed = ['--port', '0', '--access-token', DROPBOX_TOKEN, '--data', join(folder, `${name}-files`)];
  return startProgram(program(name, 'infra/emulators/dropbox/dist/main.js', [...fixed, ...flags]), household);
}

/** Starts the clouds of one more firm. */
export async function startClouds(
  workshop: Workshop,
  wish: CloudsWish,
  webhookUrl: string,
): Promise<{ readonly clouds: FirmClouds; readonly children: readonly Child[] }> {
  const { firm, grants = 'given' } = wish;
  const clio = await startClio(workshop, `clio-${firm}`, wish);
  const dropbox = await startDropbox(workshop, `dropbox-${firm}`, wish.dropboxFlags);
  const addresses = {
    clio: clio.ready.url,
    clioDownloads: clio.ready.downloads,
    dropbox: dropbox.ready.url,
  };
  const entry = firmSettings(firm, { addresses, webhookUrl, grants, domain: firm });
  return { clouds: { ...addresses, entry }, children: [clio.child, dropbox.child] };
}
