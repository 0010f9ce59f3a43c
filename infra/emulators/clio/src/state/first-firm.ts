import type { EmulatorOptions } from '../options.js';
import { addFolder } from '../operations/folders.js';
import type { FirmBook } from './firm-book.js';
import type { User } from './records.js';
import type { TokenBook } from './token-book.js';

/** A person to enter into the book. */
export interface NewUser {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly type?: User['type'];
  readonly subscriptionType?: User['subscriptionType'];
  readonly accountOwner?: boolean;
}

/** Enters a user. Clio's API has no such call: users come from here and the admin route. */
export function addUser(book: FirmBook, wanted: NewUser): User {
  return book.users.add({
    ...book.users.stamp(),
    type: wanted.type ?? 'ManageUser',
    name: `${wanted.firstName} ${wanted.lastName}`,
    firstName: wanted.firstName,
    lastName: wanted.lastName,
    email: wanted.email,
    enabled: true,
    subscriptionType: wanted.subscriptionType ?? 'Attorney',
    accountOwner: wanted.accountOwner ?? false,
    roles: wanted.accountOwner === true ? ['Admin'] : [],
  });
}

/** What every new account has: its people, one group, the root folder and the first credentials. */
export function openFirm(book: FirmBook, tokens: TokenBook, options: EmulatorOptions): void {
  const owner = addUser(book, {
    firstName: 'Miriam',
    lastName: 'Hartwell',
    email: 'miriam.hartwell@firm.invalid',
    accountOwner: true,
  });
  addUser(book, { firstName: 'Jonas', lastName: 'Quill', email: 'jonas.quill@firm.invalid' });
  addUser(book, {
    firstName: 'Adaeze',
    lastName: 'Okafor',
    email: 'adaeze.okafor@firm.invalid',
    subscriptionType: 'NonAttorney',
  });
  book.groups.add({ ...book.groups.stamp(), name: 'Firm' });
  addFolder(book, { name: 'All Files', parentId: null, creatorId: owner.id, root: true, fixed: true });
  tokens.grantRefresh(owner.id, options.refreshToken);
  tokens.issue(owner.id, options.tokenLifeSeconds, options.refreshToken, options.accessToken);
}
