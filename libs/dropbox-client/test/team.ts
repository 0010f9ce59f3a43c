import { onTestFinished } from 'vitest';
import { fixedToken, refreshingToken } from '@counterpart/access-tokens';
import { startDropboxEmulator, type EmulatorOptions } from '@counterpart/emulator-dropbox';
import { faultPlan, type FaultPlan } from '@counterpart/testing';
import { DropboxClient, type DropboxOptions, type Repeat } from '../src/index.js';

/** An emulated Dropbox team, and our client on its team space. */
export interface Team {
  readonly url: string;
  readonly client: DropboxClient;
  readonly options: DropboxOptions;
  /** A client that renews its token. */
  readonly renewing: DropboxClient;
  readonly plan: FaultPlan;
  admin<T>(method: string, path: string, body?: unknown): Promise<T>;
  routes(): Promise<readonly string[]>;
}

export async function startTeam(
  emulated: Partial<EmulatorOptions> = {},
  onRepeat: (repeat: Repeat) => void = () => undefined,
): Promise<Team> {
  const { url, close } = await startDropboxEmulator(emulated);
  onTestFinished(close);
  const options: DropboxOptions = {
    apiUrl: url,
    contentUrl: url,
    token: fixedToken('fake-dropbox-access-token'),
    rootNamespace: '3235641',
    onRepeat,
  };
  const renewed = refreshingToken({
    tokenUrl: `${url}/oauth2/token`,
    clientId: 'fake-dropbox-app-key',
    clientSecret: 'fake-dropbox-app-secret',
    refreshToken: 'fake-dropbox-refresh-token',
  });
  const admin: Team['admin'] = async <T>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/_emulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return (text === '' ? null : JSON.parse(text)) as T;
  };
  return {
    url,
    client: new DropboxClient(options),
    options,
    renewing: new DropboxClient({ ...options, token: renewed }),
    admin,
    plan: faultPlan(url, onTestFinished),
    routes: async () =>
      (await admin<{ calls: readonly { route: string }[] }>('GET', 'calls')).calls.map(({ route }) => route),
  };
}
