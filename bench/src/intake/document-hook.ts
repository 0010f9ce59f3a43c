import type { Stack } from '@counterpart/local';
import type { HookTarget } from './signed-requests.js';

/** The document hook that ingest made at Clio, and the secret that Clio signs with. */
export async function documentHook({ addresses, clioToken }: Stack): Promise<HookTarget> {
  const response = await fetch(`${addresses.clio}/api/v4/webhooks.json?fields=url,model,shared_secret`, {
    headers: { authorization: `Bearer ${clioToken}` },
  });
  const { data } = (await response.json()) as {
    data: { url: string; model: string; shared_secret: string }[];
  };
  const hook = data.find(({ model }) => model === 'document');
  if (hook === undefined) throw new TypeError('ingest made no document hook');
  const url = new URL(hook.url);
  return { host: url.hostname, port: Number(url.port), path: url.pathname, secret: hook.shared_secret };
}
