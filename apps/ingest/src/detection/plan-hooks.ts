import type { Model } from './hint.js';

/** A webhook as our own book has it. */
export interface OwnHook {
  readonly token: string;
  readonly model: Model;
  readonly url: string;
  readonly webhook: string | null;
  readonly hasSecret: boolean;
  readonly createdAt: Date;
}

/** A webhook as Clio shows it. */
export interface ClioHook {
  readonly webhook: string;
  readonly url: string;
  readonly status: 'pending' | 'enabled' | 'suspended';
  readonly expiresAt: Date | null;
  /** What it signs by; null where Clio does not show it (UNCONFIRMED: perhaps it does only where the hook is made). */
  readonly secret: string | null;
}

/** Why a hook that served its model does no more: Clio suspended it, it came to its end, or somebody removed it in Clio. */
type Loss = 'suspended' | 'expired' | 'removed';

/** What is to be done so that every model is watched. */
export type HookAction =
  | { readonly kind: 'create'; readonly model: Model }
  | { readonly kind: 'recreate'; readonly model: Model; readonly because: Loss }
  | { readonly kind: 'adopt'; readonly token: string; readonly webhook: string }
  | {
      readonly kind: 'take-secret';
      readonly token: string;
      readonly webhook: string;
      readonly secret: string;
    }
  | { readonly kind: 'renew'; readonly webhook: string }
  | { readonly kind: 'remove-at-clio'; readonly webhook: string }
  | { readonly kind: 'forget'; readonly token: string };

/**
 * Nothing of a folder is mirrored, and what decides where a document goes is told of the document (docs/reference/webhooks.md): a hook
 * for folders would only cost calls. Contacts are watched because Clio tells of no matter when its client is renamed.
 */
export const WATCHED: readonly Model[] = ['document', 'matter', 'contact'];

const DAY_MS = 24 * 60 * 60 * 1000;
/** Clio’s default life is 3 days (OpenAPI v4, Webhook); renewal begins with ten left. */
const RENEW_BELOW_MS = 10 * DAY_MS;
/** Clio’s longest life is 31 days from now, by its own clock: ours may be ahead, and what is longer is refused. */
export const HOOK_LIFE_MS = 30 * DAY_MS;
/** A creation under way has this long to finish before it counts as broken. */
export const CREATION_MS = 2 * 60 * 1000;

/**
 * Compares our book with Clio’s list. A hook that is suspended, expired or without a secret is made anew rather
 * than mended: Clio documents no call that revives one. So is one that leads to an address that is ours no more, for Clio changes
 * none. It stays until another serves, and is renewed meanwhile: the new address may be a mistake. One that never shook hands does not. A hook that leads to us and is not in our book has a secret that
 * nobody knows any more, as after a rebuild of the database: once others serve, it only costs Clio’s retries. What leads elsewhere and
 * is not in our book is somebody else’s.
 * @param ours beginning of the addresses of this installation’s hooks by now
 */
export function planHooks(
  now: Date,
  own: readonly OwnHook[],
  atClio: readonly ClioHook[],
  ours: string,
): readonly HookAction[] {
  const byUrl = new Map(atClio.map((hook) => [hook.url, hook]));
  const actions: HookAction[] = [];
  let isServed = true;
  for (const model of WATCHED) {
    const hooks = own.filter((hook) => hook.model === model);
    const alive = hooks.filter((hook) => leadsTo(ours, hook) && isAlive(hook, byUrl.get(hook.url), now));
    const underWay = hooks.some(
      (hook) => leadsTo(ours, hook) && now.getTime() - hook.createdAt.getTime() < CREATION_MS,
    );
    const [kept] = alive;
    const tendedFor = kept ?? hooks.find((hook) => isAlive(hook, byUrl.get(hook.url), now));
    isServed &&= kept !== undefined;
    const tended = hooks.flatMap((hook) =>
      tend(hook, byUrl.get(hook.url), { now, isKept: hook === tendedFor, keep: kept !== undefined }),
    );
    // What goes goes first: where no handshake ever comes, there are no more of them than one round makes.
    actions.push(...tended, ...(alive.length === 0 && !underWay ? [make(model, hooks, { byUrl, now })] : []));
  }
  return isServed ? [...actions, ...removeStrangers(own, atClio, ours)] : actions;
}

/** Whether a hook serves that was made after a moment: what was missed before it did, nothing tells. */
export const servesAnew = (own: readonly OwnHook[], since: Date): boolean =>
  own.some((hook) => hook.hasSecret && hook.webhook !== null && hook.createdAt > since);

function removeStrangers(own: readonly OwnHook[], atClio: readonly ClioHook[], ours: string): HookAction[] {
  const known = new Set(own.map(({ url }) => url));
  return atClio
    .filter((hook) => leadsTo(ours, hook) && !known.has(hook.url))
    .map(({ webhook }) => ({ kind: 'remove-at-clio', webhook }));
}

const leadsTo = (ours: string, { url }: Pick<ClioHook, 'url'>): boolean => url.startsWith(ours);

function isAlive(own: OwnHook, clio: ClioHook | undefined, now: Date): boolean {
  if (clio?.status !== 'enabled' || !own.hasSecret) return false;
  return clio.expiresAt === null || clio.expiresAt.getTime() > now.getTime();
}

interface Standing {
  readonly now: Date;
  /** This is the hook that serves its model, or did at an address of before. */
  readonly isKept: boolean;
  /** Some hook serves the model at the address of now. */
  readonly keep: boolean;
}

function tend(own: OwnHook, clio: ClioHook | undefined, standing: Standing): readonly HookAction[] {
  if (standing.isKept && clio !== undefined) return serve(own, clio, standing.now);
  // Clio may take a handshake for done that never reached us (hookdeck/webhook-skills #149).
  const secret = secretToTake(own, clio);
  if (clio !== undefined && secret !== null) {
    return [{ kind: 'take-secret', token: own.token, webhook: clio.webhook, secret }];
  }
  const isYoung = standing.now.getTime() - own.createdAt.getTime() < CREATION_MS;
  if (isYoung || (!standing.keep && hasShakenHands(own, clio))) return [];
  const forget: HookAction = { kind: 'forget', token: own.token };
  return clio === undefined ? [forget] : [{ kind: 'remove-at-clio', webhook: clio.webhook }, forget];
}

function serve({ token, webhook }: OwnHook, clio: ClioHook, now: Date): readonly HookAction[] {
  const adopted: HookAction[] = webhook === null ? [{ kind: 'adopt', token, webhook: clio.webhook }] : [];
  return isShortLived(clio, now) ? [...adopted, { kind: 'renew', webhook: clio.webhook }] : adopted;
}

const secretToTake = (own: OwnHook, clio: ClioHook | undefined): string | null =>
  clio?.status === 'enabled' && !own.hasSecret ? clio.secret : null;

/** One that never did delivers nothing (Clio API v4, Webhooks: pending) and never will by now. */
const hasShakenHands = (own: OwnHook, clio: ClioHook | undefined): boolean =>
  own.hasSecret && clio?.status !== 'pending';

interface AtClio {
  readonly byUrl: ReadonlyMap<string, ClioHook>;
  readonly now: Date;
}

/** A hook for a model that none serves; told apart where one did. */
function make(model: Model, hooks: readonly OwnHook[], { byUrl, now }: AtClio): HookAction {
  const losses = hooks.flatMap((hook) => lossOf(hook, byUrl.get(hook.url), now));
  const [because] = losses;
  return because === undefined ? { kind: 'create', model } : { kind: 'recreate', model, because };
}

function lossOf({ webhook, hasSecret }: OwnHook, clio: ClioHook | undefined, now: Date): readonly Loss[] {
  if (webhook === null || !hasSecret) return [];
  if (clio === undefined) return ['removed'];
  if (clio.status === 'suspended') return ['suspended'];
  return clio.expiresAt !== null && clio.expiresAt.getTime() <= now.getTime() ? ['expired'] : [];
}

const isShortLived = (hook: ClioHook, now: Date): boolean =>
  hook.expiresAt !== null && hook.expiresAt.getTime() - now.getTime() < RENEW_BELOW_MS;
