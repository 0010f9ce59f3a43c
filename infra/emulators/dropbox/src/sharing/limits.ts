/** How much can be shared (help center, large deployments). */
export interface SharingLimits {
  /** Members of a restricted folder, groups counted by their members. */
  readonly restrictedMembers: number;
  /** Members of any other shared folder. */
  readonly members: number;
  /** Shared folders below one folder, at whatever depth. */
  readonly foldersBelow: number;
  /** Shared folders of one account. */
  readonly folders: number;
}

export const LIMITS: SharingLimits = {
  restrictedMembers: 250,
  members: 1000,
  foldersBelow: 1500,
  folders: 30_000,
};
