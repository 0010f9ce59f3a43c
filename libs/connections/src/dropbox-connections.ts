import { isTokenUnavailable, type TokenProvider } from '@counterpart/access-tokens';
import { isSameAccount, type FirmId } from '@counterpart/contracts';
import { DropboxClient, DropboxError, ROOT, type Repeat } from '@counterpart/dropbox-client';
import type { Firm, Firms } from '@counterpart/service-defaults';
import { dropboxOptions } from './client-options.js';
import { dropboxAccount } from './consenting-account.js';
import { GrantTokens } from './grant-tokens.js';

/** A firm’s Dropbox, and the namespace its documents are placed in. */
export interface DropboxConnection {
  readonly client: DropboxClient;
  readonly rootNamespace: string;
}

/** Dropbox’s word for paths that begin in another namespace than the member’s root (common.stone PathRootError). */
const OTHER_ROOT = 'invalid_root';

/** A connection, and the grant that it was opened by. */
interface Opened {
  readonly connecting: Promise<DropboxConnection>;
  /** Null where the firms file gives the grant. */
  readonly serial: number | null;
}

/**
 * One client for each firm, opened when it is first needed and anew when its grant changes: a person may have connected
 * another account. What a client of before is still doing then fails as in an outage, where paths begin elsewhere by now.
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
    const opening = { connecting: this.#connect(configured, serial), serial };
    this.#open.set(firm, opening);
    try {
      return await opening.connecting;
    } catch (error) {
      if (this.#open.get(firm) === opening) this.#open.delete(firm);
      throw error;
    }
  }

  async #connect(firm: Firm, serial: number | null): Promise<DropboxConnection> {
    const onRepeat = (repeat: Repeat): void => this.onRepeat(firm.firm, repeat);
    const token = this.tokens.of(firm, 'dropbox');
    const options = { ...dropboxOptions(firm, token), onRepeat };
    const [account, consented] = await Promise.all([
      dropboxAccount(firm, new DropboxClient(options)),
      this.tokens.accountOf(firm, 'dropbox'),
    ]);
    if (consented !== null && !isSameAccount(account, consented)) {
      await tellOtherRoot(token);
      throw new DropboxError('DROPBOX_PATH_ROOT', 'the account is not the one that the firm connected');
    }
    // Paths begin in the team space where the firm has one: matters belong to the firm, not to one member’s home.
    const { root } = account;
    const isInForce = async (): Promise<boolean> =>
      (await this.tokens.serialOf(firm, 'dropbox', serial)) === serial;
    return { client: new DropboxClient({ ...options, isInForce, rootNamespace: root }), rootNamespace: root };
  }
}

async function tellOtherRoot(token: TokenProvider): Promise<void> {
  try {
    await token.refused?.(await token.token(), { part: ROOT, whole: true, word: OTHER_ROOT });
  } catch (error) {
    // The token that asked a moment ago is gone: that is told by itself.
    if (!isTokenUnavailable(error)) throw error;
  }
}
