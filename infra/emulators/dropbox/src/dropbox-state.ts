import type { BlobStore, Content } from './blob-store.js';
import { Clock } from './clock.js';
import { JobBook } from './jobs.js';
import type { EmulatorOptions } from './options.js';
import { seededRandom } from './random.js';
import { Sessions } from './sessions.js';
import type { Directory } from './team/directory.js';
import { foundTeam } from './team/seed.js';
import { NamespaceTree } from './tree/namespace-tree.js';
import { write, type Commit, type Written } from './tree/write-rules.js';

/** The namespace of the team’s space. */
export const ROOT_NAMESPACE = '3235641';

/** The emulated team’s Dropbox. */
export class DropboxState {
  readonly clock = new Clock();
  readonly random: () => number;
  readonly directory: Directory = foundTeam();
  readonly sessions: Sessions;
  readonly jobs: JobBook;
  /** Commits that hold each namespace’s lock now, and the most there ever were. */
  readonly locks = new Map<string, { held: number; most: number; tail: Promise<void> }>();
  readonly #trees = new Map<string, NamespaceTree>();
  #serial = 0;

  constructor(
    readonly options: EmulatorOptions,
    readonly blobs: BlobStore,
  ) {
    this.random = seededRandom(options.seed);
    this.#openHomes();
    this.directory.changed = (): void => this.#openHomes();
    this.sessions = new Sessions(
      () => this.clock.now(),
      () => `pid_upload_session:${this.#opaque(40)}`,
    );
    this.jobs = new JobBook(() => this.#opaque(32));
  }

  /** The team’s space and the homes of its members, by namespace. */
  get trees(): ReadonlyMap<string, NamespaceTree> {
    return this.#trees;
  }

  /** Everybody who joins the team gets a home. */
  #openHomes(): void {
    const homes = this.directory.members().map(({ seat }) => seat.homeNamespace);
    for (const id of [ROOT_NAMESPACE, ...homes]) {
      if (!this.#trees.has(id)) this.#trees.set(id, new NamespaceTree(id, () => `id:${this.#opaque(22)}`));
    }
  }

  /** Writes by the rules of CommitInfo. */
  write(tree: NamespaceTree, commit: Commit, content: Content): Written {
    return write(tree, commit, content, () => ({ rev: this.newRev(), now: this.clock.now() }));
  }

  /** Revisions are at least nine hex digits and never repeat (files.stone Rev). */
  newRev(): string {
    this.#serial += 1;
    return `${(0x5f00000 + this.#serial).toString(16).padStart(9, '0')}${'0'.repeat(6)}`;
  }

  newRequestId(): string {
    return this.#opaque(32);
  }

  #opaque(length: number): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    return Array.from({ length }, () => alphabet[Math.floor(this.random() * alphabet.length)]).join('');
  }
}
