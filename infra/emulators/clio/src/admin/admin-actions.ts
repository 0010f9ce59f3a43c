import { invalidArgument, notFound } from '../api-error.js';
import { bool, filledText, integer, object, oneOf, optional, type ReadNotes } from '../body/readers.js';
import type { VirtualClock } from '../clock.js';
import type { Office } from '../handlers/route.js';
import { json, type Reply } from '../http/reply.js';
import { addUser } from '../state/first-firm.js';
import type { AccessToken } from '../state/token-book.js';

const tokenOrder = object({
  action: oneOf(['issue', 'expire', 'revoke']),
  /** For `issue`: whose token; the account owner when left out. */
  userId: optional(integer),
  lifeSeconds: optional(integer),
  /** For `expire` and `revoke`: the token's id, or the token itself; all tokens when both are left out. */
  id: optional(integer),
  token: optional(filledText),
});

const newUser = object({
  first_name: filledText,
  last_name: filledText,
  email: filledText,
  type: optional(oneOf(['ManageUser', 'ClientUser'])),
  subscription_type: optional(oneOf(['Attorney', 'NonAttorney'])),
});

const blackoutOrder = object({ on: bool });

const webhookOrder = object({ action: oneOf(['suspend']), id: optional(integer) });

const archiveOrder = object({ fail: optional(integer), omit: optional(integer) });

const uploadOrder = object({ hold: integer, forMs: optional(integer) });

const clockOrder = object({ advanceMs: integer });

function strict<T>(read: (notes: ReadNotes) => T): T {
  const notes: ReadNotes = { dropped: [] };
  const value = read(notes);
  if (notes.dropped.length > 0) throw invalidArgument(`unknown key ${notes.dropped.join(', ')}`);
  return value;
}

/** Issues, expires or revokes access tokens. Expired ones refresh normally; revoked ones take their refresh token along. */
export function changeTokens({ book, tokens, options }: Office, body: unknown): Reply {
  const order = strict((notes) => tokenOrder.read(body, 'body', notes));
  if (order.action === 'issue') {
    const owner = [...book.users.all()].find((user) => user.accountOwner);
    const user = book.users.get(order.userId ?? owner?.id ?? null);
    if (user === undefined) throw notFound();
    const issued = tokens.issue(
      user.id,
      order.lifeSeconds ?? options.tokenLifeSeconds,
      tokens.grantRefresh(user.id),
    );
    return json(201, {
      id: issued.id,
      token: issued.token,
      refreshToken: issued.refreshToken,
      userId: user.id,
    });
  }
  const wanted = (token: AccessToken): boolean =>
    (order.id === undefined || token.id === order.id) &&
    (order.token === undefined || token.token === order.token);
  const named = tokens.all().filter(wanted);
  for (const token of named) {
    if (order.action === 'expire') token.expiresAt = 0;
    else {
      token.revoked = true;
      if (token.refreshToken !== null) tokens.dropRefresh(token.refreshToken);
    }
  }
  return json(200, { changed: named.length });
}

/** Enters a user; a ClientUser is a client of the portal, for documents with that creator. */
export function enterUser({ book }: Office, body: unknown): Reply {
  const wanted = strict((notes) => newUser.read(body, 'body', notes));
  const user = addUser(book, {
    firstName: wanted.first_name,
    lastName: wanted.last_name,
    email: wanted.email,
    type: wanted.type ?? 'ManageUser',
    subscriptionType: wanted.subscription_type ?? 'Attorney',
  });
  return json(201, { id: user.id, name: user.name, type: user.type });
}

/** Moves virtual time forward: token, webhook and address lives and rate windows. */
export function advanceClock(clock: VirtualClock, body: unknown): Reply {
  const { advanceMs } = strict((notes) => clockOrder.read(body, 'body', notes));
  clock.advance(advanceMs);
  return json(200, { now: new Date(clock.now()).toISOString() });
}

/** Suspends a webhook, or all of them where none is named. */
export function changeWebhooks({ book, webhooks }: Office, body: unknown): Reply {
  const { id } = strict((notes) => webhookOrder.read(body, 'body', notes));
  const named = [...book.webhooks.all()].filter((webhook) => id === undefined || webhook.id === id);
  for (const webhook of named) webhooks.suspend(webhook.id);
  return json(200, { changed: named.length });
}

/** Says how many archives fail, or lack their last document, from now on. */
export function planArchives({ archivePlan }: Office, body: unknown): Reply {
  const { fail, omit } = strict((notes) => archiveOrder.read(body, 'body', notes));
  archivePlan.fail = fail ?? 0;
  archivePlan.omit = omit ?? 0;
  return json(200, { fail: archivePlan.fail, omit: archivePlan.omit });
}

/** Says how many uploads are shown as unfinished for how long after they are told of, from now on. */
export function planUploads({ uploadPlan }: Office, body: unknown): Reply {
  const { hold, forMs } = strict((notes) => uploadOrder.read(body, 'body', notes));
  uploadPlan.hold = hold;
  uploadPlan.forMs = forMs ?? 0;
  return json(200, { hold: uploadPlan.hold, forMs: uploadPlan.forMs });
}

/** Begins or ends a time in which webhooks tell nothing: what changes meanwhile is lost to them for good. */
export function switchBlackout({ webhooks }: Office, body: unknown): Reply {
  webhooks.blackout = strict((notes) => blackoutOrder.read(body, 'body', notes)).on;
  return json(200, { on: webhooks.blackout });
}
