import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FirmId } from '@counterpart/contracts';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { operatorDatabase } from './operator-database.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** What the program said to a person, as JSON. */
export interface Said {
  readonly code: number;
  readonly told: Readonly<Record<string, unknown>>;
}

/** A person at the command line of one firm, on a database shared by the tests of a file. */
export async function startDesk(firm: FirmId) {
  const database = await operatorDatabase();
  const source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  const env = { COUNTERPART_DATABASE_URL: database.operatorUrl, COUNTERPART_FIRM: firm };
  return {
    store: new EventStore(source),
    operatorUrl: database.operatorUrl,
    /** Runs the program as a user does. */
    run: (...words: readonly string[]): Promise<Said> =>
      new Promise((resolve) => {
        execFile(process.execPath, [PROGRAM, '--json', ...words], { env }, (error, out) => {
          resolve({ code: error === null ? 0 : 1, told: JSON.parse(out) as Said['told'] });
        });
      }),
    close: async () => {
      await source.destroy();
      await database.drop();
    },
  };
}
export type Desk = Awaited<ReturnType<typeof startDesk>>;
