import { z } from 'zod';
import { EmailAddress } from '../team/selectors.js';
import { tags } from '../wire/types.js';

/** common.stone SharedFolderId. */
export const SharedFolderId = z.string().regex(/^[-_0-9a-zA-Z:]+$/);

/** sharing.stone PathOrId. */
export const PathOrId = z
  .string()
  .min(1)
  .regex(/^(((\/|id:).*|nspath:[0-9]+:.*)|ns:[0-9]+(\/.*)?)$/s);

/** sharing.stone AccessLevel. */
export const AccessLevel = tags(['owner', 'editor', 'viewer', 'viewer_no_comment', 'traverse', 'no_access']);

export const MemberPolicyArg = tags(['team', 'anyone', 'team_and_approved']);
export const AclUpdatePolicy = tags(['owner', 'editors']);
export const SharedLinkPolicy = tags(['anyone', 'team', 'members']);
export const ViewerInfoPolicy = tags(['enabled', 'disabled']);
export const AccessInheritance = tags(['inherit', 'no_inherit']);

/** sharing.stone MemberSelector. */
export const MemberSelector = z.discriminatedUnion('.tag', [
  z.strictObject({ '.tag': z.literal('dropbox_id'), dropbox_id: z.string().min(1) }),
  z.strictObject({ '.tag': z.literal('email'), email: EmailAddress }),
]);
export type MemberSelector = z.infer<typeof MemberSelector>;

/** sharing.stone FolderAction. */
export const FolderActions = z
  .array(
    tags([
      'change_options',
      'disable_viewer_info',
      'edit_contents',
      'enable_viewer_info',
      'invite_editor',
      'invite_viewer',
      'invite_viewer_no_comment',
      'relinquish_membership',
      'unmount',
      'unshare',
      'leave_a_copy',
      'share_link',
      'create_link',
      'create_view_link',
      'create_edit_link',
      'set_access_inheritance',
    ]),
  )
  .nullish();
export type FolderAction = NonNullable<z.infer<typeof FolderActions>>[number];

/** sharing.stone MemberAction. */
export const MemberActions = z
  .array(
    tags(['leave_a_copy', 'make_editor', 'make_owner', 'make_viewer', 'make_viewer_no_comment', 'remove']),
  )
  .nullish();
export type MemberAction = NonNullable<z.infer<typeof MemberActions>>[number];

/** sharing.stone FileAction. */
export const FileActions = z
  .array(
    tags([
      'disable_viewer_info',
      'edit_contents',
      'enable_viewer_info',
      'invite_viewer',
      'invite_viewer_no_comment',
      'invite_editor',
      'unshare',
      'relinquish_membership',
      'share_link',
      'create_link',
      'create_view_link',
      'create_edit_link',
    ]),
  )
  .nullish();
export type FileAction = NonNullable<z.infer<typeof FileActions>>[number];

/** Settings of the link on a folder or file (LinkSettings): not emulated, so they are refused, not passed over. */
export const NoLinkSettings = z.null('link_settings are not emulated').optional();

export const JobArg = z.strictObject({ async_job_id: z.string().min(1) });
