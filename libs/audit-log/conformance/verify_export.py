"""Verifies a log’s proofs and an export of Counterpart with Python’s standard library alone, by RFC 6962 and RFC 9162.

Signatures need the package `cryptography`, which has Ed25519; without it that one check is left to the caller to skip.
It shares nothing with the programs that wrote the folder. Each check is one line: `ok NAME` or `FAIL NAME: why`.
"""

import base64
import hashlib
import json
import pathlib
import sys


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(entry):
    return sha256(b"\x00" + entry)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def root_of(leaves):
    """RFC 6962 §2.1, word by word."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


def root_from_path(leaf, index, size, path):
    """RFC 9162 §2.1.3.2."""
    if index >= size:
        raise ValueError("the leaf is outside the tree")
    node, last, place = leaf, size - 1, index
    for sibling in path:
        if last == 0:
            raise ValueError("the path is too long")
        if place % 2 == 1 or place == last:
            node = node_hash(sibling, node)
            while place % 2 == 0 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise ValueError("the path is too short")
    return node


def check_growth(older, older_root, newer, newer_root, proof):
    """RFC 9162 §2.1.4.2, for 0 < older < newer."""
    path = [older_root] + proof if older & (older - 1) == 0 else list(proof)
    place, last = older - 1, newer - 1
    while place % 2 == 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ValueError("the proof is too long")
        if place % 2 == 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while place % 2 == 0 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    if (old, new, last) != (older_root, newer_root, 0):
        raise ValueError("the proof leads elsewhere")


def hashes(texts):
    return [base64.b64decode(text, validate=True) for text in texts]


def read_checkpoint(folder):
    """C2SP tlog-checkpoint: origin, size, root."""
    text = (folder / "checkpoint").read_text("utf-8")
    origin, size, root = text.split("\n")[:3]
    return origin, int(size), base64.b64decode(root, validate=True)


def check_signature(folder, key_folder):
    """C2SP signed-note, with Ed25519."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    name, key_id, encoded = (key_folder / "public-key.txt").read_text("utf-8").strip().split("+", 2)
    key = base64.b64decode(encoded, validate=True)
    expected = hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8]
    if key[0] != 1 or expected != key_id:
        raise ValueError("the key’s id does not fit it")
    text, signatures = (folder / "checkpoint").read_text("utf-8").rsplit("\n\n", 1)
    text += "\n"
    for line in signatures.splitlines():
        dash, signer, signature = line.split(" ")
        raw = base64.b64decode(signature, validate=True)
        if dash == "—" and signer == name and raw[:4].hex() == key_id:
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(raw[4:], text.encode())
            return
    raise ValueError("the key has not signed")


def check_log(folder):
    _, size, root = read_checkpoint(folder)
    leaves = [leaf_hash(entry.encode()) for entry in json.loads((folder / "entries.json").read_text("utf-8"))]
    if len(leaves) != size or root_of(leaves) != root:
        raise ValueError("another root")


def check_inclusion(folder):
    _, size, root = read_checkpoint(folder)
    for claim in json.loads((folder / "inclusion.json").read_text("utf-8")):
        leaf = leaf_hash(claim["entry"].encode())
        if root_from_path(leaf, claim["leaf"], size, hashes(claim["proof"])) != root:
            raise ValueError(f"leaf {claim['leaf']}")


def check_consistency(folder):
    _, size, root = read_checkpoint(folder)
    for claim in json.loads((folder / "consistency.json").read_text("utf-8")):
        if 0 < claim["older"] < size:
            older_root = base64.b64decode(claim["root"])
            check_growth(claim["older"], older_root, size, root, hashes(claim["proof"]))


def check_export(folder):
    """docs/reference/audit-export.md, “How to verify”, steps 2 to 5."""
    _, size, root = read_checkpoint(folder)
    events = (folder / "events.jsonl").read_bytes()
    lines = events.split(b"\n")[:-1]
    stated = (folder / "statement.json").read_bytes()[:-1]
    proofs = [json.loads(line) for line in (folder / "proofs.jsonl").read_bytes().split(b"\n")[:-1]]
    for line, proof in zip(lines + [stated], proofs, strict=True):
        if root_from_path(leaf_hash(line), proof["leaf"], size, hashes(proof["path"])) != root:
            raise ValueError(f"leaf {proof['leaf']}")
    statement = json.loads(stated)
    data = statement["data"]
    if (data["events"], data["digest"]) != (len(lines), hashlib.sha256(events).hexdigest()):
        raise ValueError("the statement does not fit")
    own = [json.loads(line) for line in lines]
    places = [int(event["sequence"]) for event in own if event["subject"] == statement["subject"]]
    if places != list(range(1, int(statement["sequence"]))):
        raise ValueError("the subject’s stream has gaps")


def main():
    folder = pathlib.Path(sys.argv[1])
    checks = [
        ("hashlib computes the root from the entries", lambda: check_log(folder)),
        ("every inclusion proof leads to the root", lambda: check_inclusion(folder)),
        ("every consistency proof leads to the root", lambda: check_consistency(folder)),
        ("the export verifies, line by line", lambda: check_export(folder / "export")),
    ]
    if "--signatures" in sys.argv:
        checks.append(("cryptography verifies the log’s signature", lambda: check_signature(folder, folder)))
        checks.append(
            ("cryptography verifies the export’s signature", lambda: check_signature(folder / "export", folder))
        )
    failed = 0
    for name, check in checks:
        try:
            check()
            print(f"ok {name}")
        except Exception as error:  # each check tells its own failure
            failed += 1
            print(f"FAIL {name}: {error!r}")
    sys.exit(1 if failed else 0)


main()
