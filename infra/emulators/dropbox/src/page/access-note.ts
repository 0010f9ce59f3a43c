import { effectiveAudience, levelsOf, type Place } from '../access/levels.js';
import { timestamp } from '../clock.js';
import type { DropboxState } from '../dropbox-state.js';
import type { SharedLink } from '../sharing/link.js';
import type { Part } from '../sharing/members-shape.js';
import { partsOf } from '../sharing/parts.js';
import { displayName } from '../team/person.js';
import type { Entry } from '../tree/namespace-tree.js';
import { escapeHtml } from './escape-html.js';

/** Who can open a file or folder that is shared or linked, and its links; nothing for a plain one. */
export function accessNote(state: DropboxState, place: Place, entry: Entry): string {
  const { sharing } = state;
  const folder = sharing.folderAt(entry.id);
  const links = sharing.linksAt(entry.id);
  const isShared = folder !== undefined || sharing.fileMembers(entry.id).size > 0;
  if (!isShared && links.length === 0) return '';
  const mark = folder?.inheritance === 'no_inherit' ? 'restricted, ' : '';
  return `${note(`${mark}open to ${membersOf(state, place)}`)}${links
    .map((link) => note(`link: ${linkText(state, link, place)}`))
    .join('')}`;
}

/** Members by name and from above; those from above are marked. */
export const membersOf = (state: DropboxState, place: Place): string =>
  partsOf(place.path, levelsOf(state, place))
    .map((part) => partText(state, part))
    .join(', ');

function partText({ directory }: DropboxState, { holder, role, isInherited }: Part): string {
  const person = holder.kind === 'account' ? directory.byAccount(holder.accountId) : undefined;
  const group = holder.kind === 'group' ? directory.group(holder.groupId) : undefined;
  const invited = holder.kind === 'invitee' ? `${holder.email} (invited)` : 'somebody unknown';
  const outside = person?.seat === null ? ', from outside' : '';
  const name = person === undefined ? (group?.name ?? invited) : displayName(person);
  return `${name} (${role.replaceAll('_', ' ')}${outside}${isInherited ? ', from above' : ''})`;
}

function linkText(state: DropboxState, link: SharedLink, place: Place): string {
  const owner = state.directory.byAccount(link.owner);
  const opensFor = {
    public: 'anyone',
    team: 'the team',
    members: 'members only',
    no_one: 'nobody beyond its members',
  }[effectiveAudience(state, link, place)];
  const password = link.password === null ? '' : ', with a password';
  const expiry = link.expiresAt === null ? '' : `, until ${timestamp(link.expiresAt)}`;
  const by = owner === undefined ? '' : `, by ${displayName(owner)}`;
  return `${opensFor}${password}${expiry}${by}: ${link.url}`;
}

const note = (text: string): string => `<div class="access">${escapeHtml(text)}</div>`;
