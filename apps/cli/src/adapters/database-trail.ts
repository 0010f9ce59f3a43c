import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { AuditError } from '@counterpart/audit-log';
import { exportLog, readScope } from '@counterpart/audit-log/postgres';
import { Client } from 'pg';
import { z } from 'zod';
import type { Trail } from '../export-trail/export-trail.ports.js';
import type { Stories } from '../tell-story/tell-story.ports.js';
import { openStore, APPLICATION, type OperatorStore } from './operator-store.js';

const LOOK_MS = 200;

/** The audit trail in PostgreSQL. */
export interface DatabaseTrail extends Trail, Stories {
  close(): Promise<void>;
}

/**
 * Connects to the store as the services’ role.
 * @param patienceMs how long the auditor may take to seal what is to be exported
 */
export async function openTrail(url: string, patienceMs: number): Promise<DatabaseTrail> {
  const client = new Client({ connectionString: url, application_name: APPLICATION });
  // A session that breaks shows in its next query.
  client.on('error', () => undefined);
  await client.connect();
  let opened: OperatorStore | undefined;
  return {
    read: (scope) => readScope(client, scope),
    export: async (wish) => {
      opened ??= await openStore(url);
      const deadline = Date.now() + patienceMs;
      const source = {
        client,
        store: opened.store,
        now: () => new Date(),
        pause: () => pause(deadline),
      };
      return exportLog(source, { ...wish, software: software() });
    },
    close: async () => {
      await client.end();
      await opened?.close();
    },
  };
}

async function pause(deadline: number): Promise<void> {
  if (Date.now() > deadline) {
    throw new AuditError('AUDIT_NOT_SEALED', 'events are not sealed in time: is the auditor running?');
  }
  await wait(LOOK_MS);
}

const Manifest = z.object({ version: z.string() });

/** Name and version of this program, as exports state it. */
function software(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return `counterpart ${Manifest.parse(manifest).version}`;
}
