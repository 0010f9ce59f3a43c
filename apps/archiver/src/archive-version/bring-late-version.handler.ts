import { skip, type Delivery, type EventHandler, type Verdict } from '@counterpart/eventing';
import { isKnown, type ArchiveVersion } from './archive-version.handler.js';

/**
 * Brings versions that were told late, each out of Clio, apart from all other work: while Clio gives none, what needs Dropbox alone
 * goes on, and what Clio never gives is told from an outage by the others that it gives.
 */
export class BringLateVersion implements EventHandler<'VersionArchivePlanned'> {
  constructor(private readonly archiving: Pick<ArchiveVersion, 'archive'>) {}

  handle(delivery: Delivery<'VersionArchivePlanned'>): Promise<Verdict> {
    if (isKnown(delivery.event.data)) return Promise.resolve(skip('lies in place: it is kept from there'));
    return this.archiving.archive(delivery);
  }
}
