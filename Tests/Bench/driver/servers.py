"""A private Redis and PostgreSQL on this machine's disk, with the same settings for everyone who is measured."""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

import redis

POSTGRES = pathlib.Path("/usr/lib/postgresql/15/bin")


def owner():
    """PostgreSQL refuses root: then both servers run as an unprivileged user."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def as_owner(command):
    return [*owning(), "--", *command] if owning() else command


def owning():
    user = owner()
    if user is None:
        return []
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


class Process:
    """A child in a group of its own that ends with this driver, however that ends."""

    def __init__(self, command, log, env=None, cwd=None, prefix=("setpriv",)):
        self.log = log
        with open(log, "ab") as output:
            self.child = subprocess.Popen(
                [*prefix, "--pdeathsig", "KILL", "--", *command], stdin=subprocess.DEVNULL, stdout=output,
                stderr=output, start_new_session=True, env=env, cwd=cwd)

    def end(self, how=signal.SIGTERM):
        """Tells the whole group: a worker may have forked."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child.pid, how)
        try:
            self.child.wait(20)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()

    def is_alive(self):
        return self.child.poll() is None


class Place:
    """A short folder on disk for data and sockets, removed at the end."""

    def __init__(self, base):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="gb-", dir=base))
        user = owner()
        if user is not None:
            os.chown(self.path, user.pw_uid, user.pw_gid)
        self.count = 0
        self.postgres = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.postgres is not None:
            self.postgres.end(signal.SIGINT)
        shutil.rmtree(self.path, ignore_errors=True)

    def fresh(self, name):
        self.count += 1
        return self.path / f"{self.count}-{name}"

    @contextlib.contextmanager
    def redis(self):
        """An empty Redis that has on disk what it acknowledged. It doesn't rewrite its file while it is measured."""
        folder = self.fresh("redis")
        folder.mkdir()
        user = owner()
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        server = Process([
            "redis-server", "--port", "0", "--unixsocket", f"{folder}/s", "--unixsocketperm", "777",
            "--dir", f"{folder}", "--appendonly", "yes", "--appendfsync", "always", "--save", "",
            "--auto-aof-rewrite-percentage", "0", "--maxmemory-policy", "noeviction"],
            folder / "log", prefix=owning() or ("setpriv",))
        client = redis.Redis(unix_socket_path=f"{folder}/s", socket_timeout=120)
        try:
            until(lambda: client.ping(), "Redis")
            client.socket = f"{folder}/s"
            yield client
        finally:
            client.close()
            server.end()
            shutil.rmtree(folder, ignore_errors=True)

    def database(self):
        """The connection string of a new empty database."""
        if self.postgres is None:
            self.start_postgres()
        self.count += 1
        name = f"b{self.count}"
        self.psql("postgres", f"CREATE DATABASE {name}")
        return name, f"postgresql:///{name}?host={self.path}&user=guichet"

    def psql(self, database, sql):
        return subprocess.run(
            ["psql", "-h", self.path, "-U", "guichet", "-d", database, "-v", "ON_ERROR_STOP=1", "-qXAt"],
            input=sql, text=True, check=True, capture_output=True).stdout.strip()

    def start_postgres(self):
        data = self.path / "postgres"
        subprocess.run(as_owner([
            f"{POSTGRES}/initdb", "-D", f"{data}", "-U", "guichet", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8"]), check=True, capture_output=True, cwd="/")
        self.postgres = Process([
            f"{POSTGRES}/postgres", "-D", f"{data}", "-k", f"{self.path}", "-c", "listen_addresses=",
            "-c", "max_connections=200", "-c", "shared_buffers=256MB", "-c", "timezone=UTC"],
            self.path / "postgres.log", cwd="/", prefix=owning() or ("setpriv",))
        until(lambda: self.psql("postgres", "SELECT 1"), "PostgreSQL")


def until(ready, name, seconds=30):
    end = time.monotonic() + seconds
    while True:
        try:
            if ready():
                return
        except (redis.RedisError, subprocess.CalledProcessError):
            pass
        if time.monotonic() > end:
            raise SystemExit(f"{name} doesn't start")
        time.sleep(0.05)


def on_disk(server):
    """From now on every write waits for the disk. What was prepared is brought there first: else the first write to be
    measured would wait for all of it."""
    server.config_set("appendfsync", "always")
    server.incr("prepared")
    server.delete("prepared")
