import { consentedClio, consentedDropbox } from '@counterpart/connections';
import type { Policy } from '@counterpart/contracts';
import type { Firm } from '@counterpart/service-defaults';
import type { Consent, ConsentTokens, Inspection, Lack } from '../connect-vendor/connect-vendor.ports.js';
import type { Probe, Probed } from '../probe-firm/probe-firm.ports.js';
import {
  locksAway,
  missingScopes,
  neededScopes,
  scopesIn,
  surplusScopes,
  type NeededScope,
} from './needed-scopes.js';
import { clioOwner, clioReadings, VITAL_PROBES } from './clio-probes.js';
import { actsForTeam, whoInDropbox } from './dropbox-probes.js';

/** Whose consent it is, and what the firm wants of it. */
export interface Consenting {
  readonly settings: Firm;
  readonly policy: Policy;
  /** Asks probes as the doctor does. */
  readonly diagnose: (probes: readonly Probe[]) => Promise<readonly Probed[]>;
}

/** Who consented, and what the consent does not give: the doctor’s probes, asked before anything is stored. */
export function inspectConsent(
  consenting: Consenting,
  { vendor }: Consent,
  tokens: ConsentTokens,
): Promise<Inspection> {
  return vendor === 'clio' ? inspectClio(consenting, tokens) : inspectDropbox(consenting, tokens);
}

async function inspectClio(
  { settings, diagnose }: Consenting,
  { accessToken }: ConsentTokens,
): Promise<Inspection> {
  const clio = consentedClio(settings, accessToken);
  const probed = await diagnose([clioOwner(clio), ...clioReadings(clio)]);
  return {
    who: probed[0]?.finding ?? '',
    granted: probed.flatMap(({ probe, outcome }) => (outcome === 'ok' ? [probe] : [])),
    surplus: null,
    lacks: lacksIn(probed, (name) => VITAL_PROBES.has(name)),
  };
}

async function inspectDropbox(
  { settings, policy, diagnose }: Consenting,
  { accessToken, scope }: ConsentTokens,
): Promise<Inspection> {
  const isTeam = settings.dropbox.selectUser !== undefined;
  const needed = neededScopes(policy, { isTeam });
  // Where the answer names no scopes, only the doctor’s calls tell.
  const granted = scope === undefined ? null : scopesIn(scope);
  const missing = granted === null ? [] : missingScopes(needed, granted);
  const given = {
    granted: granted ?? [],
    surplus: granted === null ? null : surplusScopes(needed, granted),
  };
  const lacks = missing.map((one) => lackOf(one, isTeam));
  if (lacks.some(({ isVital }) => isVital)) return { who: '', ...given, lacks };
  const dropbox = consentedDropbox(settings, accessToken);
  const { words: who } = await whoInDropbox(dropbox);
  if (lacks.length > 0 || !(isTeam || locksAway(policy))) return { who, ...given, lacks };
  return { who, ...given, lacks: lacksIn(await diagnose([actsForTeam(dropbox, { isTeam })]), () => isTeam) };
}

const lackOf = ({ scope, purpose, isVital }: NeededScope, isTeam: boolean): Lack => ({
  what: `the scope ${scope}, which is needed to ${purpose}`,
  remedy:
    isTeam || isVital
      ? `Give the Dropbox app the scope ${scope}`
      : 'Name the team’s member to act for in the firms file (`dropbox.selectUser`)',
  isVital,
});

const lacksIn = (probed: readonly Probed[], isVital: (name: string) => boolean): readonly Lack[] =>
  probed.flatMap(({ probe, outcome, finding, remedy }) =>
    outcome === 'ok'
      ? []
      : [{ what: `${probe} (${finding})`, remedy: remedy ?? '', isVital: isVital(probe) }],
  );
