import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { DocumentId } from '@counterpart/contracts';
import { table } from './adapters/table.js';
import { auditPrivilege } from './audit-privilege/audit-privilege.handler.js';
import { auditWords, DRIFT_HEADING, driftRows } from './audit-privilege/audit-words.js';
import type { CliDesk } from './cli.config.js';
import { connectionsOf } from './connections.commands.js';
import { FIRM_OPTION, openFirms } from './firm-options.commands.js';
import { wrongWords } from './rendering/failure.js';
import { firmOf, type FirmOptions } from './rendering/scope-options.js';
import { releasePrivilege, type Released } from './release-privilege/release-privilege.handler.js';

const LONGEST_REASON = 500;

/** `counterpart privilege …` */
export function addPrivilegeCommands(counterpart: Command, desk: CliDesk): void {
  const privilege = counterpart
    .command('privilege')
    .description('privileged documents: who can open them, and who may let one out');
  addAudit(privilege, desk);
  addRelease(privilege, desk);
}

function addAudit(privilege: Command, desk: CliDesk): void {
  privilege
    .command('audit')
    .description('recompute who can open every privileged document; exit 1 where anybody else can')
    .option(...FIRM_OPTION)
    .action(async (options: FirmOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const { shelf, firms, folders } = await openFirms(desk);
      // Only here: what asks no vendor loads no client.
      const { accessIn } = await import('./adapters/dropbox-access.js');
      const access = await accessIn(await connectionsOf(desk, firm));
      const [{ current: policy }, view, record] = [
        await shelf.of(firm),
        await firms.whole(firm),
        await folders.of(firm),
      ];
      const audit = await auditPrivilege({ policy, view, record }, access);
      const rows = audit.clean ? [] : ['', table(DRIFT_HEADING, driftRows(audit.drift))];
      desk.print(audit, [auditWords(audit), ...rows].join('\n'));
      if (!audit.clean) process.exitCode = 1;
    });
}

interface ReleaseOptions extends FirmOptions {
  readonly document: string;
  readonly reason: string;
  readonly by: string;
}

function addRelease(privilege: Command, desk: CliDesk): void {
  privilege
    .command('release')
    .description('confirm that a document which is not marked any more may leave the restricted folder')
    .requiredOption('--document <id>', 'Clio’s id of the document')
    .requiredOption('--reason <words>', 'why; it stands on the trail')
    .option('--by <name>', 'who confirms: it stands on the trail for ever', userInfo().username)
    .option(...FIRM_OPTION)
    .action(async ({ reason, by, ...options }: ReleaseOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const document = DocumentId.safeParse(options.document);
      if (!document.success) throw wrongWords('the document’s id is a number');
      if (reason.trim() === '' || reason.length > LONGEST_REASON) {
        throw wrongWords(`a reason has 1 to ${LONGEST_REASON} characters`);
      }
      const { releases } = await openFirms(desk);
      const confirmation = { firm, document: document.data, actor: `user:${by}`, reason };
      const released = await releasePrivilege(releases, confirmation);
      desk.print(released, releasedWords(released));
      if (released.outcome !== 'released') process.exitCode = 1;
    });
}

function releasedWords(released: Released): string {
  switch (released.outcome) {
    case 'released':
      return `Document ${released.document} may leave the restricted folder.`;
    case 'unknown':
      return `The trail has no document ${released.document}. Nothing was recorded.`;
    case 'still-marked':
      return `Document ${released.document} is marked as privileged by ${released.by}: take the mark away first. Nothing was recorded.`;
  }
}
