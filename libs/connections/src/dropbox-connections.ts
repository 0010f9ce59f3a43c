import { isSameAccount, type FirmId } from '@counterpart/contracts';
import { DropboxClient, DropboxError, type Repeat } from '@counterpart/dropbox-client';
import type { Firm, Firms } from '@counterpart/service-defaults';
import { dropboxOptions } from './client-options.js';
import { dropboxAccount } from './consenting-account.js';
import { GrantTokens } from './grant-tokens.js';

/** A firm’s Dropbox, and the namespace its documents are placed in. */
export interface DropboxConnection {
  readonly client: DropboxClient;
  readonly rootNamespace: string;
}

/** A connection, and the grant that it was opened by. */
interface Opened {
  readonly connecting: Promise<DropboxConnection>;
  /** Null where the firms file gives the grant. */
  readonly serial: number | null;
}

/**
 * One client for each firm, opened when it is first needed and anew when its grant changes: a person may have connected
 * another account.
 */
export class DropboxConnections {
  readonly #open = new Map<FirmId, Opened>();

  constructor(
    private readonly firms: Firms,
    /** Told of every call that is made again. */
    private readonly onRepeat: (firm: FirmId, repeat: Repeat) => void = () => undefined,
    private readonly tokens = new GrantTokens(),
  ) {}

  /**
   * @throws DropboxError where the account cannot be asked, or paths begin elsewhere than when the firm connected; asked again
   *   the next time; FirmUnknown, NoMasterKey, VaultError
   */
  async of(firm: FirmId): Promise<DropboxConnection> {
    const configured = this.firms.get(firm);
    const known = this.#open.get(firm);
    const serial = await this.tokens.serialOf(configured, 'dropbox', known?.serial ?? null);
    const opened = this.#open.get(firm);
    if (opened?.serial === serial) return opened.connecting;
    const opening = { connecting: this.#connect(configured), serial };
    this.#open.set(firm, opening);
    try {
      return await opening.connecting;
    } catch (error) {
      if (this.#open.get(firm) === opening) this.#open.delete(firm);
      throw error;
    }
  }

  async #connect(firm: Firm): Promise<DropboxConnection> {
    const onRepeat = (repeat: Repeat): void => this.onRepeat(firm.firm, repeat);
    const options = { ...dropboxOptions(firm, this.tokens.of(firm, 'dropbox')), onRepeat };
    const [account, consented] = await Promise.all([
      dropboxAccount(firm, new DropboxClient(options)),
      this.tokens.accountOf(firm, 'dropbox'),
    ]);
    if (consented !== null && !isSameAccount(account, consented)) {
      throw new DropboxError('DROPBOX_PATH_ROOT', 'the account is not the one that the firm connected');
    }
    // Paths begin in the team space where the firm has one: matters belong to the firm, not to one member’s home.
    const { root } = account;
    return { client: new DropboxClient({ ...options, rootNamespace: root }), rootNamespace: root };
  }
}
