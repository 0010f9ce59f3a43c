import type { DropboxConnections } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import { DropboxError, dropboxVerdict, type RelocationResult } from '@counterpart/dropbox-client';
import type { Verdict } from '@counterpart/eventing';
import type { Found, Movable, Obstacle } from '../custody/place.js';
import type { Premises, RelocationAnswer } from '../relocate-counterpart/relocate-counterpart.ports.js';

/** Moves and copies in the firm’s Dropbox. */
export class DropboxPremises implements Premises {
  constructor(private readonly connections: DropboxConnections) {}

  async look(firm: FirmId, place: string): Promise<Found> {
    const { client } = await this.connections.of(firm);
    return client.look(place);
  }

  async move(firm: FirmId, from: string, to: string, signal: AbortSignal): Promise<RelocationAnswer> {
    const { client } = await this.connections.of(firm);
    return answerOf(await client.relocate('move', from, to, signal));
  }

  async copy(firm: FirmId, from: string, to: string, signal: AbortSignal): Promise<RelocationAnswer> {
    const { client } = await this.connections.of(firm);
    return answerOf(await client.relocate('copy', from, to, signal));
  }

  async list(firm: FirmId, folder: string): Promise<readonly Movable[]> {
    const { client } = await this.connections.of(firm);
    return client.listings.within(folder);
  }

  async make(firm: FirmId, folders: readonly string[]): Promise<number> {
    const { client } = await this.connections.of(firm);
    return client.createFolders(folders);
  }

  verdictOf(error: unknown): Verdict {
    const verdict = dropboxVerdict(error);
    if (verdict === undefined) throw error;
    return verdict;
  }
}

/** What Dropbox refuses for good is an answer; everything else is thrown (files.stone, RelocationError). */
function answerOf(result: RelocationResult): RelocationAnswer {
  if (result.kind === 'relocated') return { kind: 'done', entry: result.entry };
  const { tags } = result;
  // An earlier try of the same move may have been carried out: then it is where it was, or already there.
  const isSettled = tags[0] === 'from_lookup' && tags.includes('not_found');
  if (isSettled || tags.includes('duplicated_or_nested_paths')) return { kind: 'gone' };
  if (tags.includes('too_many_files')) return { kind: 'too-large' };
  if (tags[0] === 'to' && tags.includes('conflict')) return { kind: 'in-the-way', what: obstacleIn(tags) };
  throw new DropboxError('DROPBOX_ROUTE_ERROR', `a move or copy was refused: ${tags.join('/')}`, { tags });
}

function obstacleIn(tags: readonly string[]): Obstacle {
  const last = tags.at(-1);
  if (last === 'file_ancestor') return 'ancestor-is-file';
  return last === 'folder' ? 'folder' : 'file';
}
