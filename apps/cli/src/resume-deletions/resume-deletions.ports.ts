import type { FirmId } from '@counterpart/contracts';

/** What came of letting it go on. */
export interface Resumed {
  readonly outcome: 'resumed' | 'not-stopped';
}

/** Where it stands whether deleted documents are set aside. */
export interface DeletionDesk {
  resume(wish: {
    readonly firm: FirmId;
    /** `user:…` */
    readonly actor: string;
    readonly note: string | null;
  }): Promise<Resumed>;
}
