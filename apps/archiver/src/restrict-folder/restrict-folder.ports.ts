import type { AccessDeviation, EventData, FirmId, NamespaceId } from '@counterpart/contracts';
import type { Verdict } from '@counterpart/eventing';

/** The restricted folder that the policy wants. */
export interface FolderWish {
  readonly folder: string;
  /** Name of the group that may open it. */
  readonly groupName: string;
  /** What lies there is ours: it was proven before. */
  readonly isOurs: boolean;
  /** Folders within that were found to be shared by themselves. */
  readonly suspects: readonly string[];
}

/** Why a person has to mend something. */
export type RefusalCode = EventData<'RestrictedFolderRefused'>['code'];

/** What became of it. */
export type Restriction =
  | {
      readonly kind: 'proven';
      readonly namespace: NamespaceId;
      readonly group: string;
      readonly owner: string;
      readonly how: EventData<'RestrictedFolderProven'>['how'];
      readonly revokedLinks: number;
    }
  | {
      readonly kind: 'refused';
      readonly code: RefusalCode;
      readonly deviations: readonly AccessDeviation[];
    };

/** The firm’s Dropbox, where folders are restricted. */
export interface Restrictions {
  /** Makes or mends the folder, then reads back who can open it. Doing it twice is as good as once. */
  restrict(firm: FirmId, wish: FolderWish): Promise<Restriction>;
  /** What a failed call means: a refusal that a person must mend, or that the work waits. */
  meaningOf(error: unknown): { readonly refused: RefusalCode } | { readonly verdict: Verdict };
}
