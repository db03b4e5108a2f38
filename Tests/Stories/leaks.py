"""Whatever a person typed must be readable nowhere at rest: not in PostgreSQL, Redis, the blobs or a log."""

import base64
import os
import subprocess
import unicodedata
import zlib

import ahocorasick

from ground import POSTGRES


def nothing_typed_is_readable(stage):
    values = sorted(stage.typed)
    found, searched = search(stage, values)
    assert not found, "typed values found at rest:\n" + "\n".join(f"{value!r} in {place}" for value, place in found)
    print(f"   {len(values)} typed values searched for in {searched >> 10} kB at rest: none found", flush=True)


def search(stage, values):
    """All values in all their forms, in one pass over each place."""
    needles = ahocorasick.Automaton()
    for value in values:
        for form in forms(value):
            # A byte for a character: the automaton reads text.
            needles.add_word(form.decode("latin-1"), value)
    found, searched = set(), 0
    if values:
        needles.make_automaton()
        for place, data in places(stage):
            searched += len(data)
            found |= {(value, place) for _, value in needles.iter(data.decode("latin-1"))}
    return sorted(found), searched


def forms(value):
    """A value as it might have been written down."""
    for text in {value, value.strip(), unicodedata.normalize("NFC", value), unicodedata.normalize("NFD", value),
                 value.lower(), value.lstrip("+")}:
        if len(text) < 6:
            continue
        raw = text.encode()
        yield raw
        yield raw.hex().encode()
        yield raw.hex().upper().encode()
        yield text.encode("utf-16-le")
        yield text.encode("utf-16-be")
        yield text.encode("unicode_escape")
        # Base64 at each of the three alignments, without the characters that neighbours change.
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + raw)[4 if shift else 0:]
            yield coded[: len(coded) - 4]


def places(stage):
    """Everything at rest: the database as its dump and as its files, and every file of the story's folder."""
    dump = subprocess.run(
        [f"{POSTGRES}/pg_dump", "-h", stage.ground.sockets, "-U", "guichet", "guichet"],
        capture_output=True, check=True).stdout
    yield "pg_dump", dump
    stage.ground.sql("CHECKPOINT")
    stage.ground.redis_cli("BGREWRITEAOF")
    for folder, _, files in os.walk(stage.ground.folder):
        # What the peers keep is outside: a mail that has left is the recipient's.
        if folder.endswith("/maildir/new"):
            continue
        for name in files:
            path = f"{folder}/{name}"
            if name in ("fakesmsc.log", "bearerbox.log", "smsbox.log", "kannel.out") or not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                data = file.read()
            yield path, data
            yield f"{path} (name)", path.encode()
            if data[:2] == b"\x1f\x8b":
                yield f"{path} (unpacked)", zlib.decompress(data, wbits=31)
