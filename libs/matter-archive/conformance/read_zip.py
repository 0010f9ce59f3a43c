"""Reads an archive with Python's zipfile and tells what it found, as JSON; holds its names against Explorer's rules.

Shares nothing with the program that wrote the archive. Rules: learn.microsoft.com, "Naming Files, Paths, and
Namespaces"; Explorer unpacks only stored and deflated entries and no path above 259 characters.
"""

import hashlib
import json
import re
import sys
import unicodedata
import zipfile

DEVICES = {"CON", "PRN", "AUX", "NUL"} | {f"{d}{n}" for d in ("COM", "LPT") for n in "0123456789¹²³"}
ROOM_FOR_THE_FOLDER = 59


def explorer_faults(infos):
    seen = {}
    for info in infos:
        name = info.filename
        key = unicodedata.normalize("NFC", name).casefold()
        if key in seen:
            yield f"{name!r} and {seen[key]!r} are one name"
        seen[key] = name
        if len(name.encode("utf-16-le")) // 2 > 259 - ROOM_FOR_THE_FOLDER:
            yield f"{name!r} is too long"
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 0x41:
            yield f"{name!r} is packed in a way that Explorer does not know"
        if not info.flag_bits & 0x800:
            yield f"{name!r} does not say that it is UTF-8"
        for part in name.split("/"):
            if re.search(r'[<>:"|?*\\\x00-\x1f]', part) or part in ("", ".", ".."):
                yield f"{name!r} has a part that no Windows folder holds"
            if part != part.rstrip(". "):
                yield f"{name!r} has a part that ends with a dot or a space"
            if part.split(".")[0].rstrip(" ").upper() in DEVICES:
                yield f"{name!r} names a device"


def main(path):
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        entries = []
        for info in infos:
            digest = hashlib.sha256()
            with archive.open(info) as entry:
                while piece := entry.read(1 << 20):
                    digest.update(piece)
            entries.append(
                {"path": info.filename, "size": info.file_size, "time": list(info.date_time), "sha256": digest.hexdigest()}
            )
        json.dump({"entries": entries, "faults": list(explorer_faults(infos))}, sys.stdout)


main(sys.argv[1])
