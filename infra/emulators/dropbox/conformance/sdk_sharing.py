"""Dropbox's own Python SDK, sharing and team: its decoders check every answer against the specification."""
import datetime
import os

import dropbox
from dropbox import sharing, team
from dropbox.common import PathRoot
from dropbox.exceptions import ApiError, AuthError

TOKEN = os.environ["FAKE_TOKEN"]
whole = dropbox.DropboxTeam(TOKEN, max_retries_on_error=0)


def check(name):
    def run(work):
        try:
            work()
            print(f"ok {name}", flush=True)
        except Exception as error:  # every deviation is told, and the next check goes on
            print(f"FAIL {name}: {type(error).__name__}: {error}".replace("\n", " "), flush=True)

    return run


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def refused(work):
    """The typed error that a call answers."""
    try:
        work()
    except ApiError as error:
        return error.error
    raise AssertionError("not refused")


members = {info.profile.email.split("@")[0]: info.profile for info in whole.team_members_list_v2().members}


def as_member(mailbox):
    user = whole.as_user(members[mailbox].team_member_id)
    root = user.users_get_current_account().root_info.root_namespace_id
    return user.with_path_root(PathRoot.root(root))


eleanor, grace = as_member("eleanor.hartwell"), as_member("grace.lin")
attorneys = next(group for group in whole.team_groups_list().groups if group.group_external_id == "attorneys")
attorneys_id = sharing.MemberSelector.dropbox_id(attorneys.group_id)


@check("the team and its features")
def _():
    info = whole.team_get_info()
    expect(info.policies.sharing.shared_link_create_policy.is_default_public(), info)
    feature = team.Feature.has_team_shared_dropbox
    value = whole.team_features_get_values([feature]).values[0].get_has_team_shared_dropbox()
    expect(value.get_has_team_shared_dropbox(), value)
    folder = whole.team_team_folder_list().team_folders[0]
    expect(folder.is_team_shared_dropbox and folder.status.is_active(), folder)
    admin = whole.team_token_get_authenticated_admin().admin_profile
    expect(admin.member_folder_id != folder.team_folder_id, admin)


@check("members by id, and one that is not there")
def _():
    known, unknown = whole.team_members_get_info_v2(
        [
            team.UserSelectorArg.email(members["grace.lin"].email),
            team.UserSelectorArg.team_member_id("dbmid:none"),
        ]
    ).members_info
    expect(known.get_member_info().profile.status.is_active(), known)
    expect(unknown.get_id_not_found() == "dbmid:none", unknown)


@check("a group from its making to its end")
def _():
    group = whole.team_groups_create("Partners", group_external_id="partners")
    selector = team.GroupSelector.group_id(group.group_id)
    user = team.UserSelectorArg.email(members["grace.lin"].email)
    access = [team.MemberAccess(user, team.GroupAccessType.member)]
    changed = whole.team_groups_members_add(selector, access)
    expect(changed.group_info.members[0].profile.email == members["grace.lin"].email, changed)
    error = refused(lambda: whole.team_groups_members_add(selector, access))
    expect(error.is_duplicate_user(), error)
    expect(len(whole.team_groups_members_list(selector).members) == 1, "not listed")
    ids = [group.group_id, "g:none"]
    known, unknown = whole.team_groups_get_info(team.GroupsSelector.group_ids(ids))
    expect(known.is_group_info() and unknown.get_id_not_found() == "g:none", (known, unknown))
    whole.team_groups_members_remove(selector, [user])
    job = whole.team_groups_delete(selector).get_async_job_id()
    while whole.team_groups_job_status_get(job).is_in_progress():
        pass


@check("a restricted folder: shared, its members, its policy")
def _():
    folder = eleanor.sharing_share_folder(
        "/Privileged",
        access_inheritance=sharing.AccessInheritance.no_inherit,
        member_policy=sharing.MemberPolicy.team,
        acl_update_policy=sharing.AclUpdatePolicy.owner,
        shared_link_policy=sharing.SharedLinkPolicy.members,
        actions=[sharing.FolderAction.set_access_inheritance],
    ).get_complete()
    expect(folder.access_inheritance.is_no_inherit() and folder.access_type.is_owner(), folder)
    expect(folder.permissions[0].allow, folder.permissions)
    identity = folder.shared_folder_id
    added = [sharing.AddMember(attorneys_id, sharing.AccessLevel.editor)]
    eleanor.sharing_add_folder_member(identity, added, quiet=True)
    listed = eleanor.sharing_list_folder_members(identity, actions=[sharing.MemberAction.remove])
    expect(listed.groups[0].group.group_id == attorneys.group_id and not listed.groups[0].is_inherited, listed)
    expect([user.access_type.is_owner() for user in listed.users] == [True], listed)
    again = refused(lambda: eleanor.sharing_share_folder("/Privileged"))
    expect(again.get_bad_path().get_already_shared().shared_folder_id == identity, again)
    policy = eleanor.sharing_update_folder_policy(identity, acl_update_policy=sharing.AclUpdatePolicy.editors)
    expect(policy.policy.acl_update_policy.is_editors(), policy)
    error = refused(lambda: grace.sharing_get_folder_metadata(identity))
    expect(error.is_not_a_member(), error)
    names = [entry.name for entry in eleanor.sharing_list_folders().entries]
    expect(names == ["Privileged"], names)


@check("what somebody without access sees of it")
def _():
    eleanor.files_upload(b"secret", "/Privileged/memo.txt")
    (entry,) = [one for one in grace.files_list_folder("", recursive=True).entries if one.name == "Privileged"]
    expect(entry.sharing_info.no_access and not entry.sharing_info.traverse_only, entry)
    error = refused(lambda: grace.files_get_metadata("/Privileged/memo.txt"))
    expect(error.get_path().is_not_found(), error)
    own = eleanor.files_get_metadata("/Privileged/memo.txt")
    expect(own.sharing_info.parent_shared_folder_id and not own.sharing_info.read_only, own)


@check("jobs: sharing, inheritance, removing a member, unsharing")
def _():
    job = eleanor.sharing_share_folder("/Matters", force_async=True).get_async_job_id()
    while eleanor.sharing_check_share_job_status(job).is_in_progress():
        pass
    identity = eleanor.sharing_check_share_job_status(job).get_complete().shared_folder_id
    cut = sharing.AccessInheritance.no_inherit
    expect(eleanor.sharing_set_access_inheritance(identity, cut).get_complete().access_inheritance == cut, cut)
    expert = sharing.MemberSelector.email("expert@example.com")
    eleanor.sharing_add_folder_member(identity, [sharing.AddMember(expert)])
    listed = eleanor.sharing_list_folder_members(identity).invitees
    expect(listed[0].invitee.get_email() == "expert@example.com", listed)
    grace_id = sharing.MemberSelector.dropbox_id(members["grace.lin"].account_id)
    eleanor.sharing_add_folder_member(identity, [sharing.AddMember(grace_id)])
    viewer = eleanor.sharing_update_folder_member(identity, grace_id, sharing.AccessLevel.editor)
    expect(viewer.access_level.is_editor(), viewer)
    expect(grace.sharing_relinquish_folder_membership(identity).is_complete(), "no end")
    job = eleanor.sharing_remove_folder_member(identity, expert, False).get_async_job_id()
    while eleanor.sharing_check_remove_member_job_status(job).is_in_progress():
        pass
    expect(eleanor.sharing_check_remove_member_job_status(job).get_complete().access_level is None, "access left")
    job = eleanor.sharing_unshare_folder(identity).get_async_job_id()
    while eleanor.sharing_check_job_status(job).is_in_progress():
        pass
    expect(eleanor.sharing_check_job_status(job).is_complete(), "no end")
    error = refused(lambda: eleanor.sharing_get_folder_metadata(identity))
    expect(error.is_invalid_id(), error)


@check("errors of members: unknown, outside the team, inherited")
def _():
    folder = eleanor.sharing_share_folder("/Open").get_complete().shared_folder_id
    nobody = sharing.MemberSelector.dropbox_id("dbid:nobody")
    error = refused(lambda: eleanor.sharing_add_folder_member(folder, [sharing.AddMember(nobody)]))
    expect(error.get_bad_member().get_invalid_dropbox_id() == "dbid:nobody", error)
    grace_id = sharing.MemberSelector.dropbox_id(members["grace.lin"].team_member_id)
    error = refused(lambda: eleanor.sharing_remove_folder_member(folder, grace_id, False))
    left = error.get_member_error().get_no_explicit_access()
    expect(left.access_level.is_editor(), error)
    privileged = eleanor.files_get_metadata("/Privileged").sharing_info.shared_folder_id
    expert = sharing.AddMember(sharing.MemberSelector.email("expert@example.com"))
    error = refused(lambda: eleanor.sharing_add_folder_member(privileged, [expert]))
    expect(error.is_cant_share_outside_team(), error)


@check("shared links from their making to their end")
def _():
    eleanor.files_upload(b"bytes", "/Open/a.txt")
    link = eleanor.sharing_create_shared_link_with_settings("/Open/a.txt")
    expect(isinstance(link, sharing.FileLinkMetadata) and link.link_permissions.can_revoke, link)
    expect(link.link_permissions.resolved_visibility.is_public(), link)
    again = refused(lambda: eleanor.sharing_create_shared_link_with_settings("/Open/a.txt"))
    expect(again.get_shared_link_already_exists().get_metadata().url == link.url, again)
    folder = grace.sharing_create_shared_link_with_settings(
        "/Open", sharing.SharedLinkSettings(audience=sharing.LinkAudience.team)
    )
    expect(isinstance(folder, sharing.FolderLinkMetadata), folder)
    urls = [one.url for one in eleanor.sharing_list_shared_links("/Open/a.txt").links]
    expect(urls == [link.url, folder.url], urls)
    direct = eleanor.sharing_list_shared_links("/Open/a.txt", direct_only=True).links
    expect([one.url for one in direct] == [link.url], direct)
    _, response = grace.sharing_get_shared_link_file(link.url)
    expect(response.content == b"bytes", "other bytes")
    settings = sharing.SharedLinkSettings(
        require_password=True,
        link_password="pass",
        expires=datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) + datetime.timedelta(days=1),
    )
    changed = eleanor.sharing_modify_shared_link_settings(link.url, settings)
    expect(changed.link_permissions.resolved_visibility.is_password() and changed.expires, changed)
    error = refused(lambda: grace.sharing_get_shared_link_metadata(link.url))
    expect(error.is_shared_link_access_denied(), error)
    grace.sharing_get_shared_link_metadata(link.url, link_password="pass")
    error = refused(lambda: eleanor.sharing_modify_shared_link_settings(link.url, sharing.SharedLinkSettings()))
    expect(error.get_settings_error().is_invalid_settings(), error)
    eleanor.sharing_revoke_shared_link(link.url)
    error = refused(lambda: eleanor.sharing_revoke_shared_link(link.url))
    expect(error.is_shared_link_not_found(), error)


@check("links in the restricted folder open for its members alone")
def _():
    link = eleanor.sharing_create_shared_link_with_settings("/Privileged/memo.txt")
    expect(link.link_permissions.resolved_visibility.is_shared_folder_only(), link)
    reasons = [policy.disallowed_reason for policy in link.link_permissions.visibility_policies]
    expect(all(reason.is_restricted_by_shared_folder() for reason in reasons), reasons)
    error = refused(lambda: eleanor.sharing_create_shared_link_with_settings("/Privileged"))
    expect(error.is_access_denied(), error)


@check("members of a file")
def _():
    expert = sharing.MemberSelector.email("expert@example.com")
    (added,) = eleanor.sharing_add_file_member("/Open/a.txt", [expert], access_level=sharing.AccessLevel.viewer)
    expect(added.result.get_success().is_viewer(), added)
    listed = eleanor.sharing_list_file_members("/Open/a.txt", include_inherited=False)
    expect(listed.invitees[0].invitee.get_email() == "expert@example.com" and not listed.users, listed)
    meta = eleanor.sharing_get_file_metadata("/Open/a.txt", actions=[sharing.FileAction.edit_contents])
    expect(meta.permissions[0].allow and meta.parent_shared_folder_id, meta)
    removed = eleanor.sharing_remove_file_member_2("/Open/a.txt", expert)
    expect(removed.get_success().access_level is None, removed)
    error = refused(lambda: eleanor.sharing_remove_file_member_2("/Open/a.txt", expert))
    expect(error.is_no_explicit_access(), error)
    error = refused(lambda: eleanor.sharing_get_file_metadata("/Open"))
    expect(error.get_access_error().is_is_folder(), error)


@check("an administrator acts where the route takes one")
def _():
    admin = whole.as_admin(members["eleanor.hartwell"].team_member_id)
    expect(admin.sharing_list_shared_links().links is not None, "no links")
    try:
        whole.as_admin(members["grace.lin"].team_member_id).sharing_list_shared_links()
    except AuthError as error:
        expect(error.error.is_invalid_select_admin(), error)
    else:
        raise AssertionError("taken")
