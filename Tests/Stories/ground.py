"""The ground a story stands on: private servers, a folder, free ports; all gone when the story is."""

import atexit
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

POSTGRES = "/usr/lib/postgresql/15/bin"


def unprivileged():
    """Who servers run as when we are root (PostgreSQL refuses root): a prefix for their commands."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]


def give(path):
    """Hands a new folder to whoever the servers run as."""
    if os.geteuid() == 0:
        ids = unprivileged()
        os.chown(path, int(ids[1].split("=")[1]), int(ids[2].split("=")[1]))


def free_port():
    for _ in range(200):
        port = random.randint(11000, 31999)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("no free port on 127.0.0.1")


def until(what, seconds, ask):
    """The first true answer of `ask`, asked again and again; an error after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.05)
    raise TimeoutError(f"{what}: not within {seconds} s")


class Process:
    """A program that ends with us, however we end; started, killed and started again with the same words."""

    def __init__(self, command, log, environment=None, user=()):
        self.command, self.log, self.user = command, log, list(user)
        self.environment = environment
        self.child = None
        atexit.register(self.kill)

    def start(self):
        prefix = (self.user or ["setpriv"]) + ["--pdeathsig", "KILL", "--"]
        with open(self.log, "ab") as log:
            self.child = subprocess.Popen(
                prefix + self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self.environment, start_new_session=True)
        return self

    @property
    def lives(self):
        return self.child is not None and self.child.poll() is None

    def end(self, number, seconds=20):
        if self.lives:
            self.child.send_signal(number)
            try:
                self.child.wait(seconds)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
                raise

    def stop(self):
        self.end(signal.SIGTERM)

    def kill(self):
        """As if its power were cut."""
        self.end(signal.SIGKILL)


class Ground:
    """A folder in /tmp with a Redis (every write on disk before it is acknowledged) and a PostgreSQL."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="gs-", dir="/tmp")
        os.chmod(self.folder, 0o755)
        atexit.register(self.end)
        self.sockets, data, self.logs, self.var = (
            self._folder(name) for name in ("s", "data", "logs", "var"))
        give(self.sockets)
        give(data)
        self.redis_url = f"unix://{self.sockets}/redis"
        self.database_url = f"postgresql:///guichet?host={self.sockets}&user=guichet"
        user = unprivileged()
        subprocess.run(
            user + [f"{POSTGRES}/initdb", "-D", f"{data}/postgres", "-U", "guichet", "-A", "trust", "--no-sync",
                    "-E", "UTF8", "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(user + ["mkdir", f"{data}/redis"], check=True)
        self.data = data
        self.redis = Process(
            ["redis-server", "--port", "0", "--unixsocket", f"{self.sockets}/redis", "--unixsocketperm", "777",
             "--dir", f"{data}/redis", "--appendonly", "yes", "--appendfsync", "always", "--save", ""],
            f"{self.logs}/redis.log", user=user)
        self.postgres = Process(
            [f"{POSTGRES}/postgres", "-D", f"{data}/postgres", "-k", self.sockets, "-c", "listen_addresses=",
             "-c", "timezone=UTC", "-c", "max_connections=200"], f"{self.logs}/postgres.log", user=user)
        self.start_redis()
        self.start_postgres()
        self.sql("CREATE DATABASE guichet", database="postgres")

    def _folder(self, name):
        path = f"{self.folder}/{name}"
        os.mkdir(path)
        return path

    def start_redis(self):
        self.redis.start()
        until("Redis", 90, lambda: self.redis_cli("PING") == "PONG")

    def start_postgres(self):
        self.postgres.start()
        ask = [f"{POSTGRES}/pg_isready", "-q", "-h", self.sockets, "-U", "guichet", "-d", "postgres"]
        until("PostgreSQL", 60, lambda: subprocess.run(ask).returncode == 0)

    def redis_cli(self, *words):
        answer = subprocess.run(["redis-cli", "-s", f"{self.sockets}/redis", *words], capture_output=True, text=True)
        return answer.stdout.strip()

    def sql(self, text, database="guichet"):
        """Rows as lists of texts."""
        answer = subprocess.run(
            ["psql", "-h", self.sockets, "-U", "guichet", "-d", database, "-v", "ON_ERROR_STOP=1", "-qXAt",
             "-F", "\x1f", "-c", text], capture_output=True, text=True)
        if answer.returncode != 0:
            raise RuntimeError(answer.stderr)
        return [line.split("\x1f") for line in answer.stdout.splitlines()]

    def end(self):
        for server in (self.redis, self.postgres):
            server.end(signal.SIGINT)
        if not os.environ.get("GUICHET_KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)
