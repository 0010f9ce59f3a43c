import type { DropboxConnections } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import type { ListedPage } from '@counterpart/dropbox-client';
import type { FileNow } from '../custody/drift.js';
import type { DriftGround, TreeChanges } from '../find-drift/find-drift.ports.js';

/** The whole tree of a firm’s Dropbox. */
const ROOT = '';

/** Changes of a firm’s Dropbox, by the cursor of one recursive listing. */
export class DropboxDrift implements DriftGround {
  constructor(private readonly connections: DropboxConnections) {}

  async *changes(firm: FirmId, cursor: string | null): AsyncGenerator<TreeChanges, void> {
    const { listings } = (await this.connections.of(firm)).client;
    let page = cursor === null ? undefined : await listings.go(cursor);
    page ??= await listings.beginBelow(ROOT);
    while (page !== undefined) {
      yield changesOf(page);
      page = page.more ? await listings.go(page.cursor) : undefined;
    }
  }

  async file(firm: FirmId, counterpart: string): Promise<FileNow | null | undefined> {
    const { client } = await this.connections.of(firm);
    const found = await client.look(counterpart);
    if (found.kind === 'nothing') return null;
    return found.kind === 'file' ? found : undefined;
  }
}

const changesOf = ({ names, cursor }: ListedPage): TreeChanges => ({
  paths: names.flatMap(({ pathLower }) => (pathLower === null ? [] : [pathLower])),
  files: new Map(names.flatMap(({ file }) => (file === null ? [] : [[file.id, file] as const]))),
  cursor,
});
