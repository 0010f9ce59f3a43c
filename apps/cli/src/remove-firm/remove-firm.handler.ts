import { verifyExport, type Proven } from '@counterpart/audit-log';
import type { FirmId } from '@counterpart/contracts';
import type { FirmRegister, FirmsFile } from '../tend-firms/tend-firms.ports.js';
import type { ExportFolders, NamedKeys } from '../verify-export/verify-export.ports.js';
import { RemovalRefused, type Shredded, type Shredder, type Undestroyed } from './remove-firm.ports.js';

/** What a removal needs of the world. */
export interface RemovalPorts {
  readonly file: FirmsFile;
  readonly register: FirmRegister;
  readonly folders: Pick<ExportFolders, 'read'> & { exists(folder: string): Promise<boolean> };
  /** Exports all of the firm into a new folder, and verifies it. @throws AuditError */
  readonly exportFirm: (wish: RemovalWish) => Promise<Proven>;
  readonly keys: NamedKeys;
  readonly shredder: Shredder;
  /** Waits until every process knows that the firm is suspended. */
  readonly settle: () => Promise<void>;
}

/** Which firm is removed, by whom and why. */
export interface RemovalWish {
  readonly firm: FirmId;
  readonly by: string;
  readonly reason: string;
  /** Folder of the export; one that a removal left there which was killed is taken up. */
  readonly folder: string;
  /** Public keys of the log: texts or files. */
  readonly keys: readonly string[];
}

/** What came of it. */
export interface Removed {
  readonly firm: FirmId;
  /** `already`: it was removed before; nothing was exported now. */
  readonly outcome: 'removed' | 'already';
  readonly exported: { readonly folder: string; readonly events: number } | null;
  readonly shredded: Shredded | null;
}

/**
 * Removes a firm: suspends it, exports its whole trail and verifies that, then destroys its keys by one transaction. Each
 * step looks first, so that a removal which was killed ends where it is run again. No call goes to Clio or Dropbox.
 * @throws RemovalRefused, AuditError
 */
export async function removeFirm(ports: RemovalPorts, wish: RemovalWish): Promise<Removed> {
  const { register, shredder } = ports;
  const { firm, folder, reason } = wish;
  const actor = `user:${wish.by}`;
  const told = await register.of(firm);
  if (told.standing === 'removed') {
    await shredder.scrub(firm);
    return { firm, outcome: 'already', exported: null, shredded: null };
  }
  const isConfigured = (await ports.file.read()).some((one) => one.firm === firm);
  if (!isConfigured && told.since === null) {
    throw new RemovalRefused('FIRM_UNKNOWN', `neither the firms file nor the trail knows a firm ${firm}`);
  }
  if (told.standing === 'served') {
    await register.suspend({ firm, actor, reason: `to be removed: ${reason}`.slice(0, 500) });
  }
  await ports.settle();
  const proven = await exportOnce(ports, wish);
  const { events, statement } = proven;
  const shredded = await shredder.shred({ firm, actor, reason, exported: statement.id, events });
  if (typeof shredded === 'string') throw undestroyed(shredded, wish);
  await shredder.scrub(firm);
  return { firm, outcome: 'removed', exported: { folder, events: proven.events }, shredded };
}

function undestroyed(why: Undestroyed, { firm, folder }: RemovalWish): RemovalRefused {
  return why === 'resumed'
    ? new RemovalRefused('REMOVAL_INTERRUPTED', `${firm} was resumed meanwhile: nothing was destroyed`)
    : new RemovalRefused(
        'REMOVAL_EXPORT_UNFIT',
        `more was told of ${firm} than the export in ${folder} holds, and nothing was destroyed: name another folder`,
      );
}

/** The export that a removal made before it was killed, or a new one. Neither is taken unverified. */
async function exportOnce(ports: RemovalPorts, wish: RemovalWish): Promise<Proven> {
  return (await ports.folders.exists(wish.folder)) ? verifiedExport(ports, wish) : ports.exportFirm(wish);
}

async function verifiedExport(ports: RemovalPorts, { firm, folder, keys }: RemovalWish): Promise<Proven> {
  const found = verifyExport(await ports.folders.read(folder), {
    keys: await ports.keys.read(keys),
    held: [],
  });
  const since = (await ports.register.of(firm)).since ?? '';
  if (!found.ok) {
    throw new RemovalRefused('REMOVAL_EXPORT_UNFIT', `${folder} holds no sound export: name another folder`);
  }
  const { scope, statement } = found.proven;
  if (scope.kind === 'firm' && scope.firm === firm && statement.time > since) return found.proven;
  throw new RemovalRefused(
    'REMOVAL_EXPORT_UNFIT',
    `${folder} is no export of all of ${firm} made after it was suspended: name another folder`,
  );
}
