import { z } from 'zod';
import { FIRM_BOOK } from '../firm-book.js';
import { FirmError } from '../firm-error.js';
import type { ClioCalls } from './clio-calls.js';

/**
 * Clio's API cannot create users. An emulator can, by an admin route outside the vendor's path space; where
 * that route is absent (a real account) the firm's people stay away and matters get no attorney.
 * Returns the ids of all users by their e-mail address.
 */
export async function seatUsers(clio: ClioCalls, clioUrl: string): Promise<ReadonlyMap<string, number>> {
  const present = await usersByEmail(clio);
  const missing = FIRM_BOOK.users.filter((user) => !present.has(user.email));
  if (missing.length === 0 || !(await isEmulator(clioUrl))) return present;
  for (const user of missing) {
    const answer = await fetch(new URL('/_emulator/users', clioUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        first_name: user.firstName,
        last_name: user.lastName,
        email: user.email,
        subscription_type: user.subscriptionType,
      }),
    });
    if (!answer.ok) {
      throw new FirmError(
        'FIRM_CLIO_REFUSED',
        `entering user ${user.email}: ${answer.status} ${await answer.text()}`,
      );
    }
    await answer.arrayBuffer();
  }
  return usersByEmail(clio);
}

/** The client of the portal whose uploads the firm receives. */
const PORTAL_CLIENT = {
  first_name: 'Margaret',
  last_name: 'Ellison',
  email: 'margaret.ellison@client.example',
  type: 'ClientUser',
};

/**
 * A token of a client of the portal: what is uploaded with it has that client for its creator.
 * Undefined where the emulator’s admin routes are absent (a real account).
 */
export async function portalToken(clio: ClioCalls, clioUrl: string): Promise<string | undefined> {
  if (!(await isEmulator(clioUrl))) return undefined;
  const known = (await usersByEmail(clio)).get(PORTAL_CLIENT.email);
  const userId = known ?? (await admin(clioUrl, 'users', PORTAL_CLIENT, z.object({ id: z.number() }))).id;
  const order = { action: 'issue', userId, lifeSeconds: 86_400 };
  return (await admin(clioUrl, 'tokens', order, z.object({ token: z.string() }))).token;
}

async function admin<T>(clioUrl: string, path: string, body: object, answer: z.ZodType<T>): Promise<T> {
  const response = await fetch(new URL(`/_emulator/${path}`, clioUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.ok) return answer.parse(JSON.parse(text));
  throw new FirmError('FIRM_CLIO_REFUSED', `${path}: ${response.status} ${text}`);
}

async function usersByEmail(clio: ClioCalls): Promise<ReadonlyMap<string, number>> {
  const row = z.object({ id: z.number(), email: z.string().nullish() });
  const users = await clio.list('/users.json', { fields: 'id,email' }, row);
  return new Map(users.flatMap((user) => (typeof user.email === 'string' ? [[user.email, user.id]] : [])));
}

async function isEmulator(clioUrl: string): Promise<boolean> {
  const answer = await fetch(new URL('/_emulator/health', clioUrl));
  await answer.arrayBuffer();
  return answer.ok;
}
