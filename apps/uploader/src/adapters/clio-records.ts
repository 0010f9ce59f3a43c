import { isVersionDeleted } from '@counterpart/clio-client';
import type { ClioConnections } from '@counterpart/connections';
import type { SourceRecords, WantedVersion } from '../stage-document/stage-document.ports.js';

/** The records of documents and their versions in Clio. */
export class ClioSourceRecords implements SourceRecords {
  constructor(private readonly connections: ClioConnections) {}

  isDeleted({ firm, document, version }: WantedVersion, signal: AbortSignal): Promise<boolean> {
    return isVersionDeleted(this.connections.of(firm), { document, version }, { signal });
  }
}
