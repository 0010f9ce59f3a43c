import type { FirmId, Vendor } from '@counterpart/contracts';
import type {
  ConfiguredFirm,
  FirmSync,
  FirmOutcome,
  FirmRegister,
  FirmsFile,
  FirmWish,
  GrantStanding,
  ToldFirm,
} from './tend-firms.ports.js';

/** What was decided of a firm, and what came of it. */
export interface FirmAnswer {
  readonly firm: FirmId;
  readonly outcome: FirmOutcome;
}

/** The firms file does not have the firm, and nobody gave its entry. */
class FirmNotConfigured extends Error {
  readonly code = 'FIRM_UNKNOWN';
  override readonly name = 'FirmNotConfigured';
}

/** Which firm is taken on. */
interface NewFirm {
  readonly firm: FirmId;
  readonly actor: string;
  /** File with its entry; absent where the firms file has it. */
  readonly from?: string;
}

/**
 * Takes a firm on: its entry first, then its event. Killed in between, it ends where it is run again.
 * @throws FirmNotConfigured
 */
export async function addFirm(
  { file, register }: { readonly file: FirmsFile; readonly register: FirmRegister },
  { firm, actor, from }: NewFirm,
): Promise<FirmAnswer> {
  // A removed firm’s entry does not come back.
  if ((await register.of(firm)).standing === 'removed') return { firm, outcome: 'removed' };
  if (from !== undefined) await file.add(firm, from);
  const configured = (await file.read()).find((one) => one.firm === firm);
  if (configured === undefined) {
    throw new FirmNotConfigured(`the firms file has no firm ${firm}: give its entry with --from`);
  }
  return { firm, outcome: await register.add({ firm, actor }, configured.region) };
}

/** Has a firm’s work wait, or go on. */
export async function sayFirm(
  register: FirmRegister,
  word: 'suspend' | 'resume',
  wish: FirmWish,
): Promise<FirmAnswer> {
  return { firm: wish.firm, outcome: await register[word](wish) };
}

/** A firm in a list. */
export interface ListedFirm extends ToldFirm, Pick<ConfiguredFirm, 'name' | 'region'> {
  /** Whether the firms file has it. */
  readonly configured: boolean;
}

/** All firms, of the firms file and of the trail, by their ids. */
export async function listFirms(
  file: FirmsFile,
  register: FirmRegister,
): Promise<{ readonly firms: readonly ListedFirm[] }> {
  const [configured, told] = [await file.read(), await register.list()];
  const ids = [...new Set([...configured, ...told].map(({ firm }) => firm))].toSorted();
  const firms = ids.map((firm) => {
    const entry = configured.find((one) => one.firm === firm);
    const standing = told.find((one) => one.firm === firm) ?? unheardOf(firm);
    const { name = null, region = null } = entry ?? {};
    return { ...standing, name, region, configured: entry !== undefined };
  });
  return { firms };
}

const unheardOf = (firm: FirmId): ToldFirm => ({
  firm,
  standing: 'served',
  since: null,
  by: null,
  reason: null,
});

/** How one of a firm’s connections stands. */
export interface ConnectionStanding {
  readonly vendor: Vendor;
  readonly state: 'given' | 'connected' | 'refused' | 'calls-refused' | 'not-connected';
  /** Of a stored grant: when it was granted, renewed or refused, or its calls were. */
  readonly since: string | null;
}

/** All that concerns a firm as a whole. */
export interface ShownFirm extends ListedFirm {
  readonly connections: readonly ConnectionStanding[];
  readonly policyVersion: number;
  readonly alerts: readonly string[];
  /** Null where the firms file does not have the firm. */
  readonly quotas: { readonly share: number } | null;
  readonly sync: FirmSync;
}

/** Where a firm’s state is read. */
export interface FirmBooks {
  readonly file: FirmsFile;
  readonly register: FirmRegister;
  readonly syncOf: (firm: FirmId) => Promise<FirmSync>;
}

/** Shows a firm: its name, region, connections, policy, addresses and how far it is in sync. */
export async function showFirm({ file, register, syncOf }: FirmBooks, firm: FirmId): Promise<ShownFirm> {
  const entry = (await file.read()).find((one) => one.firm === firm);
  const told = await register.of(firm);
  if (entry === undefined && told.since === null) {
    throw new FirmNotConfigured(`neither the firms file nor the trail knows a firm ${firm}`);
  }
  const policy = await register.policy(firm);
  return {
    ...told,
    ...partsOf(entry),
    connections: await connectionsOf(register, firm, entry),
    policyVersion: policy.version,
    alerts: policy.alerts.length > 0 ? policy.alerts : (entry?.alerts ?? []),
    sync: await syncOf(firm),
  };
}

/** What the firms file says of a firm. */
function partsOf(
  entry: ConfiguredFirm | undefined,
): Pick<ShownFirm, 'name' | 'region' | 'configured' | 'quotas'> {
  if (entry === undefined) return { name: null, region: null, configured: false, quotas: null };
  const { name, region, share } = entry;
  return { name, region, configured: true, quotas: { share } };
}

async function connectionsOf(
  register: FirmRegister,
  firm: FirmId,
  entry: ConfiguredFirm | undefined,
): Promise<readonly ConnectionStanding[]> {
  const grants = await register.grants(firm);
  return (['clio', 'dropbox'] as const).map((vendor): ConnectionStanding => {
    if (entry?.grants[vendor] === 'given') return { vendor, state: 'given', since: null };
    const grant = grants.find((one) => one.vendor === vendor);
    if (grant === undefined) return { vendor, state: 'not-connected', since: null };
    return grantStanding(grant);
  });
}

function grantStanding({ vendor, changedAt, refusedAt, barredAt }: GrantStanding): ConnectionStanding {
  if (refusedAt !== null) return { vendor, state: 'refused', since: refusedAt };
  if (barredAt !== null) return { vendor, state: 'calls-refused', since: barredAt };
  return { vendor, state: 'connected', since: changedAt };
}
