import type { DropboxConnections } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import { Stager, StagingMemory } from '@counterpart/dropbox-client';
import type { Sandbox, SandboxFile, SandboxWish, StagedFile } from '../test-sync/test-sync.ports.js';

/** Entries of one commit (files.stone, upload_session/finish_batch_v2). */
const MOST_ENTRIES = 1000;
const MEBIBYTE = 1_048_576;

/** A firm’s Dropbox as a sandbox: files are only ever added. */
export class DropboxSandbox implements Sandbox {
  readonly #memory = new StagingMemory({
    chunkBytes: 8 * MEBIBYTE,
    memoryBytes: 128 * MEBIBYTE,
    readsAtOnce: 8,
  });
  #stager: Promise<Stager> | undefined;

  constructor(
    private readonly connections: DropboxConnections,
    private readonly firm: FirmId,
  ) {}

  async stage(source: {
    readonly size: number;
    readonly open: () => AsyncIterable<Uint8Array>;
  }): Promise<StagedFile | undefined> {
    this.#stager ??= this.#openStager();
    const result = await (await this.#stager).stage(source);
    return result.kind === 'staged' ? result.staged : undefined;
  }

  async add(wishes: readonly SandboxWish[]): Promise<readonly boolean[]> {
    const { client } = await this.connections.of(this.firm);
    const written: boolean[] = [];
    for (let from = 0; from < wishes.length; from += MOST_ENTRIES) {
      const entries = wishes.slice(from, from + MOST_ENTRIES).map(({ path, staged, clientModified }) => ({
        session: staged.session,
        offset: staged.size,
        path,
        replaces: null,
        clientModified,
      }));
      written.push(...(await client.finishBatch(entries)).map(({ kind }) => kind === 'committed'));
    }
    return written;
  }

  async look(path: string): Promise<SandboxFile | undefined> {
    const { client } = await this.connections.of(this.firm);
    const found = await client.look(path);
    return found.kind === 'file' ? found : undefined;
  }

  async #openStager(): Promise<Stager> {
    const { client } = await this.connections.of(this.firm);
    return new Stager(client.sessions, this.#memory);
  }
}
