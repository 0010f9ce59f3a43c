import { z } from 'zod';
import type { Addresses } from '@counterpart/local';
import { getJson } from './get-json.js';

/** How often the outside world was reached, as it counts itself. */
export interface Calls {
  readonly clio: number;
  readonly dropbox: number;
  readonly mails: number;
}

const Summary = z.object({ calls: z.number() });
const Inbox = z.object({ messages: z.array(z.unknown()) });

/** Counts of the emulators’ call logs and of the mail server’s inbox. */
export async function countCalls({ clio, dropbox, inbox }: Addresses): Promise<Calls> {
  const [toClio, toDropbox, mail] = await Promise.all([
    getJson(`${clio}/_emulator/calls/summary`, Summary),
    getJson(`${dropbox}/_emulator/calls/summary`, Summary),
    getJson(`${inbox}/messages`, Inbox),
  ]);
  return { clio: toClio.calls, dropbox: toDropbox.calls, mails: mail.messages.length };
}
