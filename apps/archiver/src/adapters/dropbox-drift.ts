import type { DropboxConnections } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import { DropboxError, type ListedPage } from '@counterpart/dropbox-client';
import type { FileNow } from '../custody/drift.js';
import type { DriftGround, DriftMark, TreeChanges } from '../find-drift/find-drift.ports.js';

/** The whole tree of a firm’s Dropbox. */
const ROOT = '';

/** Changes of a firm’s Dropbox, by the cursor of one recursive listing. */
export class DropboxDrift implements DriftGround {
  constructor(private readonly connections: DropboxConnections) {}

  async rootOf(firm: FirmId): Promise<string> {
    return (await this.connections.of(firm)).rootNamespace;
  }

  async *changes(
    firm: FirmId,
    { cursor, stage }: Pick<DriftMark, 'cursor' | 'stage'>,
  ): AsyncGenerator<TreeChanges, void> {
    const { listings } = (await this.connections.of(firm)).client;
    const news = cursor === null ? undefined : await listings.go(cursor);
    const isWhole = news === undefined || stage === 'listing';
    let isFirst = news === undefined;
    let page = news ?? (await listings.beginBelow(ROOT));
    while (page !== undefined) {
      yield { ...changesOf(page), isWhole, isFirst };
      if (!page.more) return;
      isFirst = false;
      page = await listings.go(page.cursor);
    }
    // Where the cursor expires between two pages, or there is no root to be listed, the listing is not whole.
    throw new DropboxError('DROPBOX_ANSWER_INVALID', 'a listing of everything came to no end');
  }

  async file(firm: FirmId, counterpart: string): Promise<FileNow | null | undefined> {
    const { client } = await this.connections.of(firm);
    const found = await client.look(counterpart);
    if (found.kind === 'nothing') return null;
    return found.kind === 'file' ? found : undefined;
  }

  async at(firm: FirmId, path: string): ReturnType<DriftGround['at']> {
    const { client } = await this.connections.of(firm);
    const found = await client.look(path);
    return found.kind === 'file' ? found : undefined;
  }

  async isFree(firm: FirmId, path: string): Promise<boolean> {
    const { client } = await this.connections.of(firm);
    return (await client.look(path)).kind === 'nothing';
  }
}

const changesOf = ({ names, cursor, more }: ListedPage): Omit<TreeChanges, 'isWhole' | 'isFirst'> => ({
  paths: pathsOf(names),
  gone: pathsOf(names.filter(({ isGone }) => isGone)),
  files: new Map(names.flatMap(({ file }) => (file === null ? [] : [[file.id, file] as const]))),
  cursor,
  more,
});

const pathsOf = (names: ListedPage['names']): readonly string[] =>
  names.flatMap(({ pathLower }) => (pathLower === null ? [] : [pathLower]));
