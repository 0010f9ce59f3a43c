import type { Holder } from '../access/effective-access.js';
import type { Directory } from '../team/directory.js';
import type { MemberSelector } from './arguments.js';

/** Who a selector names (sharing.stone MemberSelector); undefined for an id that nobody has. */
export function holderOf(directory: Directory, selector: MemberSelector): Holder | undefined {
  if (selector['.tag'] === 'email') {
    const person = directory.byEmail(selector.email);
    return person === undefined
      ? { kind: 'invitee', email: selector.email }
      : { kind: 'account', accountId: person.accountId };
  }
  const { dropbox_id: id } = selector;
  if (id.startsWith('g:')) {
    return directory.group(id) === undefined ? undefined : { kind: 'group', groupId: id };
  }
  const person = directory.byAccount(id) ?? directory.byMemberId(id);
  return person === undefined ? undefined : { kind: 'account', accountId: person.accountId };
}

/** Whether access for this holder goes beyond the team. */
export function isOutside(directory: Directory, holder: Holder): boolean {
  if (holder.kind === 'account') return directory.byAccount(holder.accountId)?.seat == null;
  return holder.kind === 'invitee';
}
