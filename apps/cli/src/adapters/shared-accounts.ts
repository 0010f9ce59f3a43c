import { fixedToken, refreshingToken, type TokenProvider } from '@counterpart/access-tokens';
import { accountBy, clioAccount, dropboxAccount } from '@counterpart/connections';
import { isSameAccount, type ConsentedAccount, type FirmId, type Vendor } from '@counterpart/contracts';
import type { Firm, Grant } from '@counterpart/service-defaults';
import type { Finding, Probe } from '../probe-firm/probe-firm.ports.js';
import type { FirmConnections } from './firm-connections.js';

/** Whose account is compared, and with whose. */
interface AccountsAsked extends FirmConnections {
  /** The accounts that people connected, by firm. */
  readonly connected: (vendor: Vendor) => Promise<ReadonlyMap<FirmId, ConsentedAccount>>;
}

const NAMES: Readonly<Record<Vendor, string>> = { clio: 'Clio', dropbox: 'Dropbox' };

/**
 * Whether another firm of the firms file has the firm’s account. Consents are compared as they are given; what the firms file
 * grants is compared nowhere else.
 */
export const accountProbe = (asked: AccountsAsked, vendor: Vendor): Probe => ({
  name: `${NAMES[vendor]}: an account of its own`,
  group: vendor,
  ask: () => compare(asked, vendor),
});

async function compare(asked: AccountsAsked, vendor: Vendor): Promise<Finding> {
  const { firm } = asked;
  const others = asked.others.filter((other) => hostOf(other, vendor) === hostOf(firm, vendor));
  const [own, consented] = await Promise.all([ownAccount(asked, vendor), asked.connected(vendor)]);
  const standings = await Promise.all(
    others.map(async (other) => {
      if (isSameGrant(firm, other, vendor)) return { other, standing: 'same' as const };
      const theirs = await accountIn(other, vendor, consented);
      if (theirs === 'unasked' || theirs === null) return { other, standing: theirs };
      return { other, standing: isSameAccount(own, theirs) ? ('same' as const) : null };
    }),
  );
  const named = (which: 'same' | 'unasked'): string =>
    standings.flatMap(({ other, standing }) => (standing === which ? [other.firm] : [])).join(', ');
  return judged(named('same'), named('unasked'));
}

/** Accounts of different hosts are different: regions are apart. */
const hostOf = ({ clio, dropbox }: Firm, vendor: Vendor): string =>
  new URL(vendor === 'clio' ? clio.baseUrl : dropbox.apiUrl).host;

const ownAccount = async (
  { firm, clio, dropbox }: FirmConnections,
  vendor: Vendor,
): Promise<ConsentedAccount> =>
  vendor === 'clio'
    ? clioAccount(firm, clio.of(firm.firm))
    : dropboxAccount(firm, (await dropbox.of(firm.firm)).client);

function judged(same: string, unasked: string): Finding {
  if (same !== '') {
    return {
      holds: false,
      words: `this account is also that of ${same}: the firms’ documents would mix`,
      remedy:
        'Connect each firm to an account of its own. Two firms may share a Dropbox team only where their paths begin in ' +
        'different namespaces.',
    };
  }
  if (unasked !== '')
    return { holds: null, words: `no other firm is known to have it; not compared: ${unasked}` };
  return { holds: true, words: 'no other firm of the firms file is known to have it' };
}

/** One grant that stands in two entries; members of one team may begin in different places. */
function isSameGrant(one: Firm, other: Firm, vendor: Vendor): boolean {
  if (vendor === 'dropbox' && one.dropbox.selectUser !== other.dropbox.selectUser) return false;
  const secret = secretOf(one[vendor].grant);
  return secret !== null && secret === secretOf(other[vendor].grant);
}

function secretOf(grant: Grant): string | null {
  if ('accessToken' in grant) return grant.accessToken;
  return 'refreshToken' in grant ? grant.refreshToken : null;
}

/** The account of another firm; null where it has connected none that is known. */
async function accountIn(
  firm: Firm,
  vendor: Vendor,
  consented: ReadonlyMap<FirmId, ConsentedAccount>,
): Promise<ConsentedAccount | 'unasked' | null> {
  const { grant } = firm[vendor];
  if ('stored' in grant) return consented.get(firm.firm) ?? null;
  const token = tokenOf(grant, vendor);
  if (token === null) return 'unasked';
  try {
    return await accountBy(firm, vendor, token);
  } catch {
    // What is wrong with another firm’s connection is for its own doctor to say.
    return 'unasked';
  }
}

/** Clio may give a new refresh token for the one that is used, and its services would be left with the old one. */
function tokenOf(grant: Exclude<Grant, { readonly stored: true }>, vendor: Vendor): TokenProvider | null {
  if ('accessToken' in grant) return fixedToken(grant.accessToken);
  return vendor === 'clio' ? null : refreshingToken(grant);
}
