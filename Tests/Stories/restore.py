"""A backup, restored into an empty place, goes on where it stood."""

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
    stage.guichet.start()
    assert not stage.guichet.invariants()
    thread.is_served(stage, citizen, arrival)
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
