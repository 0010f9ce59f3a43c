import type { Command } from 'commander';
import { applyAcls, kafkaAcls, kafkaSecurity, type AppliedAcls } from '@counterpart/eventing';
import { table } from './adapters/table.js';
import type { CliDesk } from './cli.config.js';

/** `counterpart kafka …` */
export function addKafkaCommands(counterpart: Command, desk: CliDesk): void {
  const kafka = counterpart.command('kafka').description('what services may do at the brokers');
  kafka
    .command('rights')
    .description('list the permissions (ACLs) of the services’ and the operator’s Kafka users')
    .option('--apply', 'have the brokers hold just these; needs a user who may change permissions', false)
    .action(async ({ apply }: { readonly apply: boolean }) => {
      const acls = kafkaAcls();
      if (!apply) {
        const rows = acls.map((acl) => [acl.principal, acl.operation, acl.resource, acl.pattern, acl.name]);
        desk.print({ acls }, table(['user', 'may', 'resource', 'pattern', 'name'], rows));
        return;
      }
      const applied = await applyAcls(
        {
          brokers: desk.setting('COUNTERPART_KAFKA_BROKERS'),
          clientId: 'counterpart-rights',
          ...kafkaSecurity(desk.settings()),
        },
        acls,
      );
      desk.print(applied, inWords(applied));
    });
}

const inWords = ({ made, removed, kept }: AppliedAcls): string =>
  `${made} permissions made, ${removed} removed, ${kept} were there. What none of them allows, the brokers refuse.`;
