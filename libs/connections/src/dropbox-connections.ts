import type { FirmId } from '@counterpart/contracts';
import { DropboxClient, type DropboxOptions, type Repeat } from '@counterpart/dropbox-client';
import type { Firms } from '@counterpart/service-defaults';
import { GrantTokens } from './grant-tokens.js';

/** A firm’s Dropbox, and the namespace its documents are placed in. */
export interface DropboxConnection {
  readonly client: DropboxClient;
  readonly rootNamespace: string;
}

/** One client for each firm, opened when it is first needed. */
export class DropboxConnections {
  readonly #open = new Map<FirmId, Promise<DropboxConnection>>();

  constructor(
    private readonly firms: Firms,
    /** Told of every call that is made again. */
    private readonly onRepeat: (firm: FirmId, repeat: Repeat) => void = () => undefined,
    private readonly tokens = new GrantTokens(),
  ) {}

  /** @throws DropboxError where the account cannot be asked; asked again the next time */
  async of(firm: FirmId): Promise<DropboxConnection> {
    const known = this.#open.get(firm);
    if (known !== undefined) return known;
    const opening = this.#connect(firm);
    this.#open.set(firm, opening);
    try {
      return await opening;
    } catch (error) {
      this.#open.delete(firm);
      throw error;
    }
  }

  async #connect(firm: FirmId): Promise<DropboxConnection> {
    const configured = this.firms.find(firm);
    if (configured === undefined) throw new TypeError(`firm ${firm} is not configured`);
    const onRepeat = (repeat: Repeat): void => this.onRepeat(firm, repeat);
    const { apiUrl, contentUrl, selectUser } = configured.dropbox;
    const token = this.tokens.of(configured, 'dropbox');
    const member = selectUser === undefined ? {} : { selectUser };
    const options: DropboxOptions = { apiUrl, contentUrl, token, onRepeat, ...member };
    // Paths begin in the team space where the firm has one: matters belong to the firm, not to one member’s home.
    const { root } = await new DropboxClient(options).rootInfo();
    return { client: new DropboxClient({ ...options, rootNamespace: root }), rootNamespace: root };
  }
}
