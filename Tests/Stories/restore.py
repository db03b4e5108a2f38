"""A backup, restored into an empty place, goes on where it stood."""

import collections
import os
import shutil

import thread
from citizen import Citizen
from ground import Ground
from guichet import Guichet
from procedures import Procedure


def run(stage):
    citizen = Citizen(stage, Procedure(stage.root, "p19"))
    arrival = thread.asks(citizen)
    archive = f"/tmp/{stage.ground.folder.rsplit('/', 1)[-1]}-backup"
    stage.guichet.run("backup", "create", archive)
    stage.guichet.run("backup", "verify", archive)
    moves_to_an_empty_place(stage)
    stage.guichet.run("backup", "restore", archive)
    size = sum(os.path.getsize(f"{folder}/{name}") for folder, _, names in os.walk(archive) for name in names)
    shutil.rmtree(archive)
    stage.guichet.start()
    assert not stage.guichet.invariants(), stage.guichet.invariants()
    thread.is_served(stage, citizen, arrival)
    assert not stage.guichet.invariants(), stage.guichet.invariants()
    twice = [id for id, count in collections.Counter(mail.id for mail in stage.mail.mails).items() if count > 1]
    assert not twice, f"sent again after the restore: {twice}"
    print(f"   a backup of {size // 1024} kB, restored into an empty place: {citizen.reference} went on there to its "
          f"verified document, {len(stage.mail.mails)} messages, none sent again", flush=True)
    citizen.leave()


def moves_to_an_empty_place(stage):
    """New servers without data, a new folder for blobs; the keys, kept apart, the address and the peers stay."""
    old = stage.guichet
    old.stop()
    ground = Ground()
    shutil.copytree(f"{stage.ground.var}/keys", f"{ground.var}/keys")
    stage.ground.end()
    stage.ground = ground
    kept = ("GUICHET_ROOT", "GUICHET_SMTP_URL", "GUICHET_SMS_KANNEL_URL", "GUICHET_INBOUND_SECRET")
    stage.guichet = Guichet(
        stage.ground, old.binary, stage.root, {name: old.environment[name] for name in kept}, port=old.port)
