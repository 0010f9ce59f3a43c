import type { BlobStore, Content } from './blob-store.js';
import { Clock } from './clock.js';
import { currentCause, type Cause } from './current-call.js';
import { JobBook } from './jobs.js';
import type { EmulatorOptions } from './options.js';
import { seededRandom } from './random.js';
import { Sessions } from './sessions.js';
import { SharingJobs } from './sharing/jobs.js';
import { LIMITS, type SharingLimits } from './sharing/limits.js';
import { Sharing } from './sharing/sharing.js';
import { teamSpace } from './sharing/team-space.js';
import type { Directory } from './team/directory.js';
import { everyoneIn, foundTeam } from './team/seed.js';
import { NamespaceTree, type Entry, type TreeObserver } from './tree/namespace-tree.js';
import { StandingContents } from './tree/standing-contents.js';
import { write, type Commit, type Written } from './tree/write-rules.js';

/** The namespace of the team’s space, until another is opened. */
const ROOT_NAMESPACE = '3235641';
const FIRST_SHARED_FOLDER = 84_528_192_421;

/** What was changed: one place, or who may open what. */
export type Change = { readonly namespace: string; readonly path: string } | 'access';

/** A file that stood at a path and does no more: it was deleted, or moved elsewhere. */
export interface Vanishing extends Cause {
  readonly namespace: string;
  readonly id: string;
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** The emulated team’s Dropbox. */
export class DropboxState {
  readonly clock = new Clock();
  readonly random: () => number;
  readonly directory: Directory = foundTeam();
  readonly sharing = new Sharing();
  readonly sessions: Sessions;
  readonly jobs: JobBook;
  readonly sharingJobs: SharingJobs;
  /** How much can be shared; lower in a test. */
  limits: SharingLimits = LIMITS;
  /** Commits that hold each namespace’s lock now, and the most there ever were. */
  readonly locks = new Map<string, { held: number; most: number; tail: Promise<void> }>();
  /** Called after every change of what there is and who may open it. */
  onChange: (change: Change) => void = () => undefined;
  /** Every moment at which somebody may have looked for a file and not found it, oldest first. */
  readonly vanishings: Vanishing[] = [];
  /** Which bytes stand somewhere, and which were lost. */
  readonly contents = new StandingContents();
  readonly #trees = new Map<string, NamespaceTree>();
  #root = ROOT_NAMESPACE;
  #serial = 0;
  #lastShared = FIRST_SHARED_FOLDER;

  constructor(
    readonly options: EmulatorOptions,
    readonly blobs: BlobStore,
  ) {
    this.random = seededRandom(options.seed);
    this.#openHomes();
    this.#openSpace();
    this.directory.changed = (): void => {
      this.#openHomes();
      this.onChange('access');
    };
    this.sharing.changed = (): void => this.onChange('access');
    this.sessions = new Sessions(
      () => this.clock.now(),
      () => `pid_upload_session:${this.#opaque(40)}`,
    );
    this.jobs = new JobBook(() => this.#opaque(32));
    this.sharingJobs = new SharingJobs(
      () => this.#opaque(32),
      () => options.sharingJobs === 'deferred',
    );
  }

  /** The namespace of the team’s space: plain paths begin there. */
  get root(): string {
    return this.#root;
  }

  /**
   * Opens another namespace as the team’s space, empty where it is new, as where an account of another team takes the place of this
   * one’s. What lies in the space before stays there, closed to everybody; its namespace may be opened again.
   */
  moveRoot(namespace: string): void {
    const before = this.sharing.folder(this.#root);
    this.#root = namespace;
    this.#openHomes();
    if (before !== undefined) this.sharing.unshare(before);
    this.#openSpace();
  }

  /** The team’s space and the homes of its members, by namespace. */
  get trees(): ReadonlyMap<string, NamespaceTree> {
    return this.#trees;
  }

  /** An entry by its id, in whatever namespace it stands. */
  find(id: string): { readonly tree: NamespaceTree; readonly entry: Entry } | undefined {
    for (const tree of this.#trees.values()) {
      const entry = tree.byId(id);
      if (entry !== undefined) return { tree, entry };
    }
    return undefined;
  }

  #openSpace(): void {
    this.sharing.putFolder(teamSpace(this.#root, everyoneIn(this.directory)));
  }

  /** Everybody who joins the team gets a home. */
  #openHomes(): void {
    const homes = this.directory.members().map(({ seat }) => seat.homeNamespace);
    for (const id of [this.#root, ...homes]) {
      if (this.#trees.has(id)) continue;
      const tree = new NamespaceTree(id, () => `id:${this.#opaque(22)}`, this.#observerOf(id));
      this.#trees.set(id, tree);
    }
  }

  #observerOf(namespace: string): TreeObserver {
    const now = () => ({ time: this.clock.now(), ...currentCause() });
    return {
      changed: (path) => this.onChange({ namespace, path }),
      vanished: ({ id, path }) => this.vanishings.push({ namespace, id, path, ...now() }),
      stands: ({ contentHash }) => this.contents.stands(contentHash),
      isGone: ({ contentHash }, path) => this.contents.isGone({ contentHash, path, ...now() }),
    };
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

  newSharedFolderId(): string {
    this.#lastShared += 1;
    return String(this.#lastShared);
  }

  /** The part of a link’s address that nobody guesses. */
  newLinkSecret(): string {
    return this.#opaque(24);
  }

  #opaque(length: number): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    return Array.from({ length }, () => alphabet[Math.floor(this.random() * alphabet.length)]).join('');
  }
}
