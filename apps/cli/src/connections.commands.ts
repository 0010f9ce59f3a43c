import type { FirmId } from '@counterpart/contracts';
import type { FirmConnections } from './adapters/firm-connections.js';
import type { StoredCredentials } from './adapters/stored-credentials.js';
import type { CliDesk } from './cli.config.js';

/** A firm’s clients; stored grants are opened where the firm has them. They are closed with the command. */
export async function connectionsOf(desk: CliDesk, firm: FirmId): Promise<FirmConnections> {
  // Only here: what calls no vendor loads no client.
  const { openConnections } = await import('./adapters/firm-connections.js');
  return openConnections(
    desk.setting('COUNTERPART_FIRMS_FILE'),
    firm,
    async () => (await openStored(desk)).store,
  );
}

/** The firms’ grants and their keys; closed with the command. */
export async function openStored(desk: CliDesk): Promise<StoredCredentials> {
  const { openCredentials } = await import('./adapters/stored-credentials.js');
  const opened = await openCredentials(
    desk.setting('COUNTERPART_DATABASE_URL'),
    desk.setting('COUNTERPART_MASTER_KEY'),
    {
      tokenFile: desk.settings().COUNTERPART_KEY_SERVICE_TOKEN_FILE,
      now: () => performance.now(),
    },
  );
  desk.closeLater(() => opened.close());
  return opened;
}
