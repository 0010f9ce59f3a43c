import type { ConsentedAccount } from '@counterpart/contracts';

/** Why an account is not connected. */
export type AccountRefusal =
  /** The firm had another one, and nobody said that it changes. */
  | 'ACCOUNT_CHANGED'
  /** Another firm has it: their documents would mix. */
  | 'ACCOUNT_OF_ANOTHER_FIRM'
  /** A firm has a grant, but nobody sees what was consented to: whose account this is cannot be told. */
  | 'CONSENT_UNSEEN';

/** A person consented with an account that the firm does not get; what was there before stands. */
export class AccountRefused extends Error {
  override readonly name = 'AccountRefused';

  /** @param other the account before, the firm that has it, or the firm whose consent is not seen */
  constructor(
    readonly code: AccountRefusal,
    account: ConsentedAccount,
    other: string,
  ) {
    super(WORDS[code](nameOf(account), other));
  }
}

const nameOf = ({ id, name, root }: ConsentedAccount): string =>
  `${name} (${id}${root === null ? '' : `, root ${root}`})`;

const WORDS: Readonly<Record<AccountRefusal, (account: string, other: string) => string>> = {
  ACCOUNT_CHANGED: (account, other) =>
    `the consent is for ${account}, and until now the firm had ${other}; where it really changes, connect again with --other-account`,
  ACCOUNT_OF_ANOTHER_FIRM: (account, other) =>
    `the consent is for ${account}, which the firm ${other} has; sign in with this firm’s own account`,
  CONSENT_UNSEEN: (account, other) =>
    `the consent is for ${account}, and whether another firm has it cannot be told: the firm ${other} has a grant, but what was consented to is not seen; run the migrations, which give the command line its rights, then connect again`,
};
