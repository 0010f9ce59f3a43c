import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '@counterpart/pacer';
import { z } from 'zod';
import { parse, tagsOf } from './answer.js';
import { DropboxError } from './errors.js';
import { DropboxHttp, type DropboxCall, type DropboxOptions, type OpenOptions } from './http.js';
import { awaitJob } from './jobs.js';
import { Sharing } from './sharing/sharing.js';
import { Team } from './sharing/team.js';
import { DropboxSoundings } from './soundings.js';
import { Listings } from './listings.js';
import {
  File,
  toEntry,
  toFile,
  type CloudDocument,
  type DropboxEntry,
  type DropboxFile,
  type DropboxFolder,
} from './entries.js';
import { UploadSessions } from './upload-sessions.js';

/** A staged file to be put into place. */
export interface CommitEntry {
  readonly session: string;
  /** Bytes in the session. */
  readonly offset: number;
  readonly path: string;
  /** Revision to replace; null adds a new file. */
  readonly replaces: string | null;
  /** RFC 3339; null leaves it to Dropbox. */
  readonly clientModified: string | null;
}

/** What one entry of a batch came to; `tags` of the failure’s union from the outside in. */
export type CommitResult =
  | { readonly kind: 'committed'; readonly file: DropboxFile }
  | { readonly kind: 'failed'; readonly tags: readonly string[] };

/** What holds for a commit as long as it lasts. */
type CommitOptions = Pick<DropboxCall, 'signal' | 'maySend'>;

/** What a copy or a move came to; `tags` of the failure’s union from the outside in. */
export type RelocationResult =
  | { readonly kind: 'relocated'; readonly entry: DropboxFile | CloudDocument | DropboxFolder }
  | { readonly kind: 'failed'; readonly tags: readonly string[] };

/** What came of removing a file. `changed`: it is another revision by now, and was left. */
export type Removal = 'removed' | 'changed' | 'gone';

/** A commit may take minutes; allow ten. */
const COMMIT_MS = 10 * 60_000;
/** How often entries are committed that met another writer, and the waits between. */
const COMMIT_TRIES = 5;
/** Most revisions of one answer (files.stone, ListRevisionsArg). */
const MOST_REVISIONS = 100;
const CONTENTION_WAITS = { firstMs: 200, longestMs: 2000 };

/** Dropbox API v2: the part that mirroring needs. Every failure is a DropboxError. */
export class DropboxClient {
  readonly #http: DropboxHttp;
  /** Where bytes wait for their commit. */
  readonly sessions: UploadSessions;
  /** Who is on the team. */
  readonly team: Team;
  /** Who may open what. */
  readonly sharing: Sharing;
  /** What the connection may do. */
  readonly soundings: DropboxSoundings;
  /** What lies in folders. */
  readonly listings: Listings;

  constructor(options: DropboxOptions) {
    this.#http = new DropboxHttp(options);
    this.sessions = new UploadSessions(this.#http);
    this.team = new Team(this.#http);
    this.sharing = new Sharing(this.#http, this.team);
    this.soundings = new DropboxSoundings(this.#http);
    this.listings = new Listings(this.#http);
  }

  /** Namespaces of the account: `root` is the team space where there is one, else the same as `home`. */
  async rootInfo(): Promise<{ readonly root: string; readonly home: string }> {
    const answer = z.object({
      root_info: z.object({ root_namespace_id: z.string(), home_namespace_id: z.string() }),
    });
    const { root_info } = parse(
      answer,
      await this.#rpc('users/get_current_account', undefined, { repeatable: true }),
    );
    return { root: root_info.root_namespace_id, home: root_info.home_namespace_id };
  }

  /**
   * Commits up to 1,000 closed sessions of one namespace; results stand at the same index. Entries that met another
   * writer had no effect and are committed again, a few times. Nothing else is repeated here: what a lost answer left
   * behind is for the caller to look at.
   */
  async finishBatch(
    entries: readonly CommitEntry[],
    options: CommitOptions = {},
  ): Promise<readonly CommitResult[]> {
    const results = [...(await this.#finishOnce(entries, options))];
    for (let attempt = 1; attempt < COMMIT_TRIES; attempt += 1) {
      const contended = [...results.keys()].filter((index) => isContended(results[index]));
      if (contended.length === 0) break;
      await wait(backoffMs(attempt, Math.random(), CONTENTION_WAITS));
      if ((await options.maySend?.()) === false) break;
      const again = await this.#finishOnce(
        contended.map((index) => entries[index] as CommitEntry),
        options,
      );
      for (const [at, index] of contended.entries()) results[index] = again[at] as CommitResult;
    }
    return results;
  }

  async #finishOnce(
    entries: readonly CommitEntry[],
    options: CommitOptions,
  ): Promise<readonly CommitResult[]> {
    const result = await this.#rpc(
      'files/upload_session/finish_batch_v2',
      { entries: entries.map(toFinishArg) },
      { repeatable: false, timeoutMs: COMMIT_MS, ...options },
    );
    const answer = parse(z.object({ entries: z.array(z.looseObject({ '.tag': z.string() })) }), result);
    if (answer.entries.length !== entries.length) {
      throw new DropboxError('DROPBOX_ANSWER_INVALID', 'finish_batch_v2: an entry has no result');
    }
    return answer.entries.map((entry) => {
      if (entry['.tag'] !== 'success') return { kind: 'failed', tags: tagsOf(entry['failure']) };
      const file = toEntry({ ...entry, '.tag': 'file' });
      // What lies there is none of ours, and must not spoil the answers of the others.
      return file?.kind === 'file'
        ? { kind: 'committed', file }
        : { kind: 'failed', tags: ['path', 'conflict', 'file'] };
    });
  }

  /** What lies at a path now, or where a file or folder lies whose id is given. */
  async look(path: string): Promise<DropboxEntry> {
    try {
      const entry = toEntry(await this.#rpc('files/get_metadata', { path }, { repeatable: true }));
      return entry?.kind === 'cloud-document' ? { kind: 'restricted' } : (entry ?? { kind: 'nothing' });
    } catch (error) {
      if (error instanceof DropboxError && error.tags.includes('not_found')) return { kind: 'nothing' };
      if (error instanceof DropboxError && error.tags.includes('restricted_content')) {
        return { kind: 'restricted' };
      }
      throw error;
    }
  }

  /**
   * Copies or moves within Dropbox; nothing that lies at the target is ever replaced. A move keeps id, links and
   * history. Where an answer was lost, the next try says that the target is taken or the source is gone: look then.
   * @param from a path, or the id of a file
   * @param signal gives the call up, and its repetitions: it may have been carried out
   */
  async relocate(
    verb: 'copy' | 'move',
    from: string,
    to: string,
    signal?: AbortSignal,
  ): Promise<RelocationResult> {
    const route = `files/${verb}_v2`;
    const arg = { from_path: from, to_path: to, autorename: false };
    try {
      const answer = await this.#rpc(route, arg, {
        repeatable: true,
        timeoutMs: COMMIT_MS,
        ...(signal === undefined ? {} : { signal }),
      });
      const entry = toEntry(parse(z.object({ metadata: z.unknown() }), answer).metadata);
      if (entry !== undefined) return { kind: 'relocated', entry };
      throw new DropboxError('DROPBOX_ANSWER_INVALID', `${route}: neither file nor folder`);
    } catch (error) {
      // Refusals by the union stand as they are; what may pass by itself is thrown.
      if (error instanceof DropboxError && error.code === 'DROPBOX_ROUTE_ERROR') {
        return { kind: 'failed', tags: error.tags };
      }
      throw error;
    }
  }

  /**
   * The revisions of a file, newest first, at most 100; of a deleted one by the path at which it was deleted.
   * @param path a path, or the id of a file
   * @returns none where nothing is known of it
   */
  async revisions(path: string): Promise<readonly DropboxFile[]> {
    const mode = path.startsWith('id:') ? 'id' : 'path';
    try {
      const answer = await this.#rpc(
        'files/list_revisions',
        { path, mode, limit: MOST_REVISIONS },
        { repeatable: true },
      );
      // Metadata of revisions have no tag.
      const { entries } = parse(z.object({ entries: z.array(z.looseObject({})) }), answer);
      return entries
        .map((file) => toEntry({ ...file, '.tag': 'file' }))
        .filter((file) => file?.kind === 'file');
    } catch (error) {
      if (error instanceof DropboxError && error.tags[0] === 'path') return [];
      throw error;
    }
  }

  /**
   * Puts an earlier revision’s bytes at a path as a new revision; a deleted file stands up again. What lies there is not
   * looked at: look before. Where an answer was lost, it lies there.
   * @returns undefined where Dropbox has the revision no more
   */
  async restore(path: string, rev: string): Promise<DropboxFile | undefined> {
    try {
      return toFile(parse(File, await this.#rpc('files/restore', { path, rev }, { repeatable: false })));
    } catch (error) {
      const [tag] = error instanceof DropboxError ? error.tags : [];
      if (tag === 'invalid_revision' || tag === 'path_lookup') return undefined;
      throw error;
    }
  }

  /**
   * Deletes a file that is still the revision that was looked at (files.stone, delete_v2 with `parent_rev`); Dropbox keeps
   * it among the deleted files. Where an answer was lost, the next try says that it is gone.
   */
  async remove(path: string, rev: string): Promise<Removal> {
    try {
      await this.#rpc(
        'files/delete_v2',
        { path, parent_rev: rev },
        { repeatable: true, timeoutMs: COMMIT_MS },
      );
      return 'removed';
    } catch (error) {
      const tags = error instanceof DropboxError && error.code === 'DROPBOX_ROUTE_ERROR' ? error.tags : [];
      if (tags[0] === 'path_lookup' && tags.includes('not_found')) return 'gone';
      if (tags[0] === 'path_write' && tags.includes('conflict')) return 'changed';
      throw error;
    }
  }

  /**
   * A file’s bytes as a stream; nothing is held in memory whole.
   * @param path a path, an id, or `rev:…` for an earlier revision
   * @throws DropboxError DROPBOX_UNREACHABLE where they break off
   */
  async *download(path: string, options: OpenOptions = {}): AsyncGenerator<Uint8Array, void> {
    const body = await this.#http.open('files/download', { path }, options);
    try {
      for await (const chunk of body) yield chunk as Buffer;
    } catch (cause) {
      throw new DropboxError('DROPBOX_UNREACHABLE', 'files/download: the bytes broke off', { cause });
    }
  }

  /** Makes folders, parents first; those that stand already are left as they are. @returns how many were made */
  async createFolders(paths: readonly string[]): Promise<number> {
    const launched = await this.#rpc(
      'files/create_folder_batch',
      { paths, autorename: false },
      // A folder that stands already is no failure, so doing it twice is as good as once.
      { repeatable: true },
    );
    const result = await awaitJob(this.#http, 'files/create_folder_batch/check', launched);
    const { entries } = parse(z.object({ entries: z.array(z.looseObject({ '.tag': z.string() })) }), result);
    if (entries.length !== paths.length) {
      throw new DropboxError('DROPBOX_ANSWER_INVALID', 'create_folder_batch: a folder has no result');
    }
    let made = 0;
    for (const entry of entries) {
      if (entry['.tag'] === 'success') made += 1;
      else refuseUnlessStanding(tagsOf(entry['failure']));
    }
    return made;
  }

  #rpc(
    route: string,
    arg: unknown,
    options: Pick<DropboxCall, 'repeatable' | 'timeoutMs' | 'signal' | 'maySend'>,
  ): Promise<unknown> {
    return this.#http.call({ route, style: 'rpc', ...(arg === undefined ? {} : { arg }), ...options });
  }
}

const isContended = (result: CommitResult | undefined): boolean =>
  result?.kind === 'failed' && result.tags.includes('too_many_write_operations');

function toFinishArg(entry: CommitEntry): object {
  const mode =
    entry.replaces === null
      ? { mode: 'add' }
      : { mode: { '.tag': 'update', update: entry.replaces }, strict_conflict: true };
  return {
    cursor: { session_id: entry.session, offset: entry.offset },
    commit: {
      path: entry.path,
      autorename: false,
      mute: true,
      ...mode,
      ...(entry.clientModified === null ? {} : { client_modified: toSeconds(entry.clientModified) }),
    },
  };
}

/** Dropbox takes UTC times to the second (common.stone DropboxTimestamp). */
const toSeconds = (instant: string): string => `${new Date(instant).toISOString().slice(0, 19)}Z`;

function refuseUnlessStanding(tags: readonly string[]): void {
  if (tags.includes('conflict') && tags.includes('folder')) return;
  throw new DropboxError('DROPBOX_ROUTE_ERROR', `files/create_folder_batch: ${tags.join('/')}`, { tags });
}
