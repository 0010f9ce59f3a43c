import { AuditError, verifyExport, type Proven, type Scope } from '@counterpart/audit-log';
import type { ExportFolders, NamedKeys, TextFiles } from '../verify-export/verify-export.ports.js';
import type { Trail } from './export-trail.ports.js';

/** What is exported, and where to. */
export interface ExportOrder {
  readonly scope: Scope;
  readonly folder: string;
  /** Who asks: it stands on the trail for ever. */
  readonly by: string;
  /** Public keys of the log: texts or files. */
  readonly keys: readonly string[];
  /** Files of checkpoints that somebody holds already. */
  readonly since: readonly string[];
}

/** What was written. */
export interface Exported {
  readonly folder: string;
  readonly files: readonly string[];
  readonly proven: Proven;
}

/** Exports a matter’s or a document’s part of the audit trail, and hands out nothing that does not verify. */
export async function exportTrail(
  ports: {
    readonly trail: Trail;
    readonly folders: ExportFolders;
    readonly files: TextFiles;
    readonly keys: NamedKeys;
  },
  order: ExportOrder,
): Promise<Exported> {
  const { trail, folders, files } = ports;
  const keys = await ports.keys.read(order.keys);
  const since = await Promise.all(order.since.map((file) => files.read(file)));
  const exported = await trail.export({
    scope: order.scope,
    actor: `user:${order.by}`,
    keys,
    since: since.map((note) => note.toString('utf8')),
  });
  const result = verifyExport(exported, { keys, held: since });
  if (!result.ok) {
    const [first] = result.findings;
    throw new AuditError('AUDIT_EXPORT_UNSOUND', `the export does not verify: ${first?.message ?? ''}`);
  }
  await folders.create(order.folder, exported);
  return { folder: order.folder, files: [...exported.keys()], proven: result.proven };
}
