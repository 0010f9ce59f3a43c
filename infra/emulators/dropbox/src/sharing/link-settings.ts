import { z } from 'zod';
import type { Audience } from '../access/audience.js';
import { tags } from '../wire/types.js';
import type { SharedLink } from './link.js';

/** sharing.stone SharedLinkSettings. */
export const SharedLinkSettings = z.strictObject({
  require_password: z.boolean().nullish(),
  link_password: z.string().nullish(),
  expires: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    .nullish(),
  audience: tags(['public', 'team', 'no_one', 'password', 'members']).nullish(),
  access: tags(['viewer', 'editor', 'max', 'default']).nullish(),
  requested_visibility: tags(['public', 'team_only', 'password']).nullish(),
  allow_download: z.boolean().nullish(),
});
export type SharedLinkSettings = z.infer<typeof SharedLinkSettings>;

/** What settings make of a link. */
export type LinkTerms = Pick<SharedLink, 'audience' | 'password' | 'expiresAt' | 'role' | 'allowDownload'>;

/**
 * Applies settings to the terms there are (SharedLinkSettingsError).
 * @returns `invalid_settings` where all are empty, a password is wanted and not given or given and not wanted, or
 * the expiry is past
 */
export function withSettings(
  terms: LinkTerms,
  settings: SharedLinkSettings,
  now: number,
): LinkTerms | 'invalid_settings' {
  if (Object.values(settings).every((value) => value == null)) return 'invalid_settings';
  const expiresAt = settings.expires == null ? terms.expiresAt : Date.parse(settings.expires);
  if (settings.expires != null && (expiresAt === null || !(expiresAt > now))) return 'invalid_settings';
  const password = passwordOf(terms, settings);
  if (password === undefined) return 'invalid_settings';
  return {
    audience: audienceOf(settings) ?? terms.audience,
    password,
    expiresAt,
    // Both max and default are what a link gives here: viewing.
    role: settings.access === 'editor' ? 'editor' : terms.role,
    allowDownload: settings.allow_download ?? terms.allowDownload,
  };
}

/** @returns undefined where the settings contradict each other */
function passwordOf(terms: LinkTerms, settings: SharedLinkSettings): string | null | undefined {
  const given = settings.link_password ?? null;
  const asksByName = settings.requested_visibility === 'password' || settings.audience === 'password';
  const isWanted = settings.require_password ?? (asksByName ? true : null);
  if (isWanted === true) return given === null || given === '' ? undefined : given;
  if (given !== null) return undefined;
  return isWanted === false ? null : terms.password;
}

function audienceOf({
  audience,
  requested_visibility: visibility,
}: SharedLinkSettings): Audience | undefined {
  if (audience != null) return audience === 'password' ? 'public' : audience;
  if (visibility == null) return undefined;
  return visibility === 'team_only' ? 'team' : 'public';
}
