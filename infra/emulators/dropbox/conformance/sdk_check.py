"""Dropbox's own Python SDK against the emulator: its decoders check every answer against the specification."""
import hashlib
import os

import dropbox
from dropbox import files
from dropbox.common import PathRoot
from dropbox.exceptions import ApiError, AuthError

CHUNK = 4 * 1024 * 1024
box = dropbox.Dropbox(os.environ["FAKE_TOKEN"], max_retries_on_error=0)


def check(name):
    def run(work):
        try:
            work()
            print(f"ok {name}", flush=True)
        except Exception as error:  # every deviation is told, and the next check goes on
            print(f"FAIL {name}: {type(error).__name__}: {error}".replace("\n", " "), flush=True)

    return run


def content_hash(data):
    digests = b"".join(hashlib.sha256(data[at : at + CHUNK]).digest() for at in range(0, len(data), CHUNK))
    return hashlib.sha256(digests).hexdigest()


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


@check("the account has a team space")
def _():
    account = box.users_get_current_account()
    expect(account.root_info.root_namespace_id != account.root_info.home_namespace_id, "one namespace only")


@check("upload, download and content hash")
def _():
    data = os.urandom(300_000)
    meta = box.files_upload(data, "/a/Brief é\U0001F3E1.pdf", mute=True)
    expect(meta.content_hash == content_hash(data), "another hash")
    _, response = box.files_download("/A/BRIEF É\U0001F3E1.PDF")
    expect(response.content == data, "other bytes")


@check("a session in three chunks, committed by finish")
def _():
    data = os.urandom(2 * CHUNK + 5)
    session = box.files_upload_session_start(data[:CHUNK]).session_id
    box.files_upload_session_append_v2(data[CHUNK : 2 * CHUNK], files.UploadSessionCursor(session, CHUNK))
    cursor = files.UploadSessionCursor(session, 2 * CHUNK)
    meta = box.files_upload_session_finish(data[2 * CHUNK :], cursor, files.CommitInfo("/a/big.bin"))
    expect(meta.content_hash == content_hash(data), "another hash")


@check("a wrong offset tells the right one")
def _():
    session = box.files_upload_session_start(b"12345").session_id
    try:
        box.files_upload_session_append_v2(b"6", files.UploadSessionCursor(session, 3))
    except ApiError as error:
        expect(error.error.get_incorrect_offset().correct_offset == 5, "another offset")
    else:
        raise AssertionError("no error")


@check("a concurrent session")
def _():
    data = os.urandom(CHUNK + 9)
    kind = files.UploadSessionType.concurrent
    session = box.files_upload_session_start(b"", session_type=kind).session_id
    box.files_upload_session_append_v2(data[CHUNK:], files.UploadSessionCursor(session, CHUNK), close=True)
    box.files_upload_session_append_v2(data[:CHUNK], files.UploadSessionCursor(session, 0))
    cursor = files.UploadSessionCursor(session, len(data))
    meta = box.files_upload_session_finish(b"", cursor, files.CommitInfo("/a/concurrent.bin"))
    expect(meta.content_hash == content_hash(data), "another hash")


@check("a batch of sessions: successes and a conflict at their places")
def _():
    entries = []
    for name, data in (("one", b"1"), ("two", b"22"), ("big.bin", b"other")):
        session = box.files_upload_session_start(data, close=True).session_id
        cursor = files.UploadSessionCursor(session, len(data))
        entries.append(files.UploadSessionFinishArg(cursor, files.CommitInfo(f"/a/{name}")))
    result = box.files_upload_session_finish_batch_v2(entries).entries
    expect(result[0].is_success() and result[1].is_success(), "no success")
    failure = result[2].get_failure()
    expect(failure.is_path() and failure.get_path().is_conflict(), "no conflict")


@check("listing in pages, and changes behind the cursor")
def _():
    page = box.files_list_folder("/a", limit=2)
    names = [entry.name for entry in page.entries]
    while page.has_more:
        page = box.files_list_folder_continue(page.cursor)
        names += [entry.name for entry in page.entries]
    expect(len(names) == len(set(names)) >= 5, names)
    box.files_upload(b"late", "/a/late.txt")
    page = box.files_list_folder_continue(page.cursor)
    expect([entry.name for entry in page.entries] == ["late.txt"], page.entries)


@check("move, copy, delete and their metadata")
def _():
    moved = box.files_move_v2("/a/one", "/b/one").metadata
    kept = box.files_get_metadata("/b/one")
    expect(isinstance(moved, files.FileMetadata) and moved.id == kept.id, "another id")
    copied = box.files_copy_v2("/b/one", "/b/copy").metadata
    expect(copied.id != kept.id, "the same id")
    box.files_delete_v2("/b/copy")
    try:
        box.files_get_metadata("/b/copy")
    except ApiError as error:
        expect(error.error.is_path() and error.error.get_path().is_not_found(), error)
    else:
        raise AssertionError("still there")


@check("batches of moves and deletions as jobs")
def _():
    launch = box.files_move_batch_v2([files.RelocationPath("/b/one", "/b/uno")])
    job = launch.get_async_job_id() if launch.is_async_job_id() else None
    while job is not None:
        status = box.files_move_batch_check_v2(job)
        if status.is_complete():
            expect(status.get_complete().entries[0].is_success(), status)
            break
    launch = box.files_delete_batch([files.DeleteArg("/b/uno")])
    job = launch.get_async_job_id()
    while True:
        status = box.files_delete_batch_check(job)
        if status.is_complete():
            expect(status.get_complete().entries[0].is_success(), status)
            break


@check("folders, alone and in a batch")
def _():
    folder = box.files_create_folder_v2("/f").metadata
    expect(folder.path_lower == "/f", folder)
    result = box.files_create_folder_batch(["/f", "/f/g"]).get_complete().entries
    expect(result[0].is_failure() and result[1].is_success(), result)
    try:
        box.files_create_folder_v2("/F")
    except ApiError as error:
        expect(error.error.get_path().get_conflict().is_folder(), error)
    else:
        raise AssertionError("made twice")


@check("write modes: add conflicts, overwrite replaces, update needs the revision")
def _():
    first = box.files_upload(b"1", "/m/file.txt")
    same = box.files_upload(b"1", "/m/file.txt")
    expect(same.rev == first.rev, "written again")
    for mode in (files.WriteMode.add, files.WriteMode.update("000000000")):
        try:
            box.files_upload(b"2", "/m/file.txt", mode=mode)
        except ApiError as error:
            expect(error.error.get_path().reason.get_conflict().is_file(), error)
        else:
            raise AssertionError(f"{mode} replaced it")
    second = box.files_upload(b"2", "/m/file.txt", mode=files.WriteMode.update(first.rev))
    third = box.files_upload(b"3", "/m/file.txt", mode=files.WriteMode.overwrite)
    expect(first.id == second.id == third.id, "another id")
    revisions = box.files_list_revisions("/m/file.txt").entries
    expect([entry.rev for entry in revisions] == [third.rev, second.rev, first.rev], revisions)


@check("path roots: the team space is another tree than the home")
def _():
    account = box.users_get_current_account()
    team = box.with_path_root(PathRoot.root(account.root_info.root_namespace_id))
    team.files_upload(b"team", "/only in the team space.txt")
    try:
        box.files_get_metadata("/only in the team space.txt")
    except ApiError:
        pass
    else:
        raise AssertionError("one tree")
    try:
        box.with_path_root(PathRoot.root("1")).files_list_folder("")
    except dropbox.exceptions.PathRootError as error:
        expect(error.error.is_invalid_root(), error)
    else:
        raise AssertionError("an unknown root is taken")


@check("a token that is not known")
def _():
    try:
        dropbox.Dropbox("another").users_get_current_account()
    except AuthError as error:
        expect(error.error.is_invalid_access_token(), error)
    else:
        raise AssertionError("taken")
