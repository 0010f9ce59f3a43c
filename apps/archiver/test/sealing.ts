import { generateKey, type SignerKey } from '@counterpart/audit-log';
import { Sealer } from '@counterpart/audit-log/postgres';
import { OWNERS } from '@counterpart/contracts';
import type { Scene } from './scene.js';
import { onTestFinished } from 'vitest';

/** Has everything that is told sealed at once, as if all relays were always done. @returns the log’s key */
export async function startSealing({ dataSource }: Pick<Scene, 'dataSource'>): Promise<SignerKey> {
  await dataSource.query(
    `insert into event_store.relay_cursors (owner, tx, position)
     select owner, '9223372036854775807', 9223372036854775807 from unnest($1::text[]) as owner`,
    [[...OWNERS]],
  );
  const key = generateKey('audit.hartwell.example/log');
  const sealer = new Sealer({
    url: (dataSource.options as { url: string }).url,
    identity: { origin: key.verifier.name, keys: [key] },
    producer: { send: () => Promise.resolve() },
    everyMs: 20,
  });
  sealer.start();
  onTestFinished(() => sealer.stop());
  return key;
}
