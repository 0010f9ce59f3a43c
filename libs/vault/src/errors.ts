/** Why the vault refused. */
export type VaultErrorCode =
  /** The text is not a master key. */
  | 'VAULT_KEY_INVALID'
  /** Sealed with a key that is not here, or in a form that is not known. */
  | 'VAULT_KEY_UNKNOWN'
  /** The key that is needed was destroyed for good. */
  | 'VAULT_KEY_DESTROYED'
  /** Changed, cut off, or sealed for another firm or purpose. */
  | 'VAULT_TAMPERED';

/**
 * The service that keeps a master key does not answer, or not as it should: nothing is known of the secret. Recognised by
 * its code wherever work waits for what it stands on.
 */
export class KeyServiceUnavailable extends Error {
  override readonly name = 'KeyServiceUnavailable';
  readonly code = 'INFRASTRUCTURE_UNAVAILABLE';
}

/** The error class of the vault. Its messages never hold a secret. */
export class VaultError extends Error {
  override readonly name = 'VaultError';

  constructor(
    readonly code: VaultErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
