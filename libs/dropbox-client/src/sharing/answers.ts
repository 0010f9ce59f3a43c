import { z } from 'zod';
import { parse } from '../answer.js';

/*
 * What the sharing routes answer (sharing.stone), and what it is to us. A tag that nobody knows yet is kept as it came:
 * whoever judges access must take it for the most open.
 */

const Tag = z.looseObject({ '.tag': z.string() });

/** A shared folder: a namespace of its own. */
export interface SharedFolder {
  readonly id: string;
  /** What the connected member may do there: `owner`, `editor`, … */
  readonly role: string;
  /** `inherit` or `no_inherit`. */
  readonly inheritance: string;
  /** Who may become a member, after the team’s own policy: `team`, `anyone`, … */
  readonly memberPolicy: string;
  /** Who may change members: `owner` or `editors`. */
  readonly aclPolicy: string;
  /** Whom links may open for: `anyone`, `team`, `members`. */
  readonly linkPolicy: string;
}

const Folder = z.object({
  shared_folder_id: z.string(),
  access_type: Tag,
  access_inheritance: Tag.optional(),
  policy: z.object({
    member_policy: Tag.nullish(),
    resolved_member_policy: Tag.nullish(),
    acl_update_policy: Tag,
    shared_link_policy: Tag,
  }),
});

export function sharedFolderOf(answer: unknown): SharedFolder {
  const { shared_folder_id: id, access_type, access_inheritance, policy } = parse(Folder, answer);
  return {
    id,
    role: access_type['.tag'],
    inheritance: access_inheritance?.['.tag'] ?? 'inherit',
    memberPolicy: (policy.resolved_member_policy ?? policy.member_policy)?.['.tag'] ?? 'anyone',
    aclPolicy: policy.acl_update_policy['.tag'],
    linkPolicy: policy.shared_link_policy['.tag'],
  };
}

/** Somebody who may open a folder or file. */
export interface SharingMember {
  readonly kind: 'account' | 'group' | 'invitee';
  /** `dbid:…`, `g:…`, or the address that was invited. */
  readonly id: string;
  /** An address, or a group’s name. */
  readonly name: string;
  readonly role: string;
  /** From a folder above. */
  readonly isInherited: boolean;
}

const membership = { access_type: Tag, is_inherited: z.boolean().default(false) };
const User = z.object({ ...membership, user: z.object({ account_id: z.string(), email: z.string() }) });
const GroupMember = z.object({
  ...membership,
  group: z.object({ group_id: z.string(), group_name: z.string() }),
});
const Invitee = z.object({
  ...membership,
  invitee: z.looseObject({ '.tag': z.string(), email: z.string().optional() }),
});
const Members = z.object({
  users: z.array(User),
  groups: z.array(GroupMember),
  invitees: z.array(Invitee),
  cursor: z.string().nullish(),
});

export function membersOf(answer: unknown): {
  readonly items: readonly SharingMember[];
  readonly cursor: string | null;
} {
  const { users, groups, invitees, cursor } = parse(Members, answer);
  const part = (told: z.infer<typeof User> | z.infer<typeof GroupMember> | z.infer<typeof Invitee>) => ({
    role: told.access_type['.tag'],
    isInherited: told.is_inherited,
  });
  return {
    items: [
      ...users.map((one) => ({
        kind: 'account' as const,
        id: one.user.account_id,
        name: one.user.email,
        ...part(one),
      })),
      ...groups.map((one) => ({
        kind: 'group' as const,
        id: one.group.group_id,
        name: one.group.group_name,
        ...part(one),
      })),
      ...invitees.map((one) => {
        const address = one.invitee.email ?? one.invitee['.tag'];
        return { kind: 'invitee' as const, id: address, name: address, ...part(one) };
      }),
    ],
    cursor: cursor ?? null,
  };
}

/** A shared link. Its address opens what it leads to: it is kept from logs and events. */
export interface SharedLink {
  readonly url: string;
  /** Id of what it leads to; null where Dropbox does not say. */
  readonly itemId: string | null;
  /** Name of what it leads to. */
  readonly itemName: string;
  /** Whom it opens for after every policy: `public`, `team`, `members`, `no_one`, … */
  readonly audience: string;
}

const Link = z.object({
  url: z.string(),
  id: z.string().nullish(),
  name: z.string(),
  link_permissions: z.object({ effective_audience: Tag.nullish(), resolved_visibility: Tag.nullish() }),
});
const Links = z.object({ links: z.array(Link), has_more: z.boolean(), cursor: z.string().nullish() });

export function linksOf(answer: unknown): {
  readonly items: readonly SharedLink[];
  readonly hasMore: boolean;
  readonly cursor: string | null;
} {
  const { links, has_more: hasMore, cursor } = parse(Links, answer);
  return {
    items: links.map(({ url, id, name, link_permissions: permissions }) => ({
      url,
      itemId: id ?? null,
      itemName: name,
      audience: (permissions.effective_audience ?? permissions.resolved_visibility)?.['.tag'] ?? 'unknown',
    })),
    hasMore,
    cursor: cursor ?? null,
  };
}

/** What lies at a path, and in which shared folder. */
export type Standing =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'folder' | 'file';
      readonly id: string;
      readonly path: string;
      /** The shared folder that it is itself; null where it is none. */
      readonly namespace: string | null;
      /** The nearest shared folder around it; null where there is none. */
      readonly within: string | null;
    };

const Metadata = z.object({
  '.tag': z.enum(['file', 'folder']),
  id: z.string(),
  path_display: z.string().nullish(),
  sharing_info: z
    .object({ shared_folder_id: z.string().nullish(), parent_shared_folder_id: z.string().nullish() })
    .nullish(),
});

export function standingOf(answer: unknown): Standing {
  const { '.tag': kind, id, path_display: path, sharing_info: sharing } = parse(Metadata, answer);
  return {
    kind,
    id,
    path: path ?? '',
    namespace: sharing?.shared_folder_id ?? null,
    within: sharing?.parent_shared_folder_id ?? null,
  };
}
