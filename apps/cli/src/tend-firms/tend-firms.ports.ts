import type { ClioRegion, FirmId, FirmStanding, Vendor } from '@counterpart/contracts';

/** A firm’s entry of the firms file, as far as it may be shown. */
export interface ConfiguredFirm {
  readonly firm: FirmId;
  /** The firm’s name in its own words; null where the file gives none. */
  readonly name: string | null;
  /** Null where the address is none of Clio’s own. */
  readonly region: ClioRegion | null;
  /** How each vendor is connected: by a grant that the file gives, or by one that is stored. */
  readonly grants: Readonly<Record<Vendor, 'given' | 'stored'>>;
  readonly alerts: readonly string[];
  /** The most of each consumer’s lanes that it may have at once, up to 1. */
  readonly share: number;
}

/** The firms file. */
export interface FirmsFile {
  /** Empty where there is no file yet. */
  read(): Promise<readonly ConfiguredFirm[]>;
  /**
   * Puts a firm into the file, from a file that holds its entry; as a whole or not at all.
   * @returns false where the file has the very same entry already
   * @throws where the entry does not fit, is another firm’s, or another one of this firm stands there
   */
  add(firm: FirmId, from: string): Promise<boolean>;
}

/** A person’s word about a firm. */
export interface FirmWish {
  readonly firm: FirmId;
  /** `user:…` */
  readonly actor: string;
  readonly reason: string;
}

/** `no-change`: it stands so already. `removed`: for ever. Nothing was recorded then. */
export type FirmOutcome = 'done' | 'no-change' | 'removed';

/** A firm that the trail tells of. */
export interface ToldFirm {
  readonly firm: FirmId;
  readonly standing: FirmStanding;
  /** When it came to stand so; null where nobody said anything of it. */
  readonly since: string | null;
  readonly by: string | null;
  /** Null where none was given. */
  readonly reason: string | null;
}

/** What is known of a firm’s stored grant. */
export interface GrantStanding {
  readonly vendor: Vendor;
  readonly changedAt: string;
  /** Null while the vendor accepts it. */
  readonly refusedAt: string | null;
  /** Null unless the vendor refuses calls though it accepts the grant. */
  readonly barredAt: string | null;
}

/** How far a firm is in sync. */
export interface FirmSync {
  /** Documents in Clio. */
  readonly inClio: number;
  /** Documents whose newest version lies in Dropbox as it was put there. */
  readonly inSync: number;
  /** Null where that is not known. */
  readonly inSyncAsOf: string | null;
  /** The same in words, or why it is not known. */
  readonly asOf: string;
  readonly lastSweep: string | null;
}

/** What the trail tells of the firms. */
export interface FirmRegister {
  list(): Promise<readonly ToldFirm[]>;
  of(firm: FirmId): Promise<ToldFirm>;
  add(wish: Omit<FirmWish, 'reason'>, region: ClioRegion | null): Promise<FirmOutcome>;
  suspend(wish: FirmWish): Promise<FirmOutcome>;
  resume(wish: FirmWish): Promise<FirmOutcome>;
  grants(firm: FirmId): Promise<readonly GrantStanding[]>;
  policy(firm: FirmId): Promise<{ readonly version: number; readonly alerts: readonly string[] }>;
}
