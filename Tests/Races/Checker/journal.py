"""Both sides as they stand at the end, asked without the product's own clients."""

import json
import socket
import subprocess
from collections.abc import Iterator


def rows(database: str, sql: str) -> Iterator[str]:
    """The lines that psql prints, one column each, a few at a time."""
    command = ["psql", database, "-XAt", "-v", "ON_ERROR_STOP=1", "-v", "FETCH_COUNT=5000", "-c", sql]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout
        for line in process.stdout:
            yield line.rstrip("\n")
    if process.returncode:
        raise SystemExit(f"psql ended with {process.returncode}")


class Redis:
    """As little of RESP as it takes."""

    def __init__(self, address: str):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(address.removeprefix("unix://"))
        self.file = self.socket.makefile("rb")

    def ask(self, *words: str):
        parts = [word.encode() for word in words]
        head = b"*%d\r\n" % len(parts)
        self.socket.sendall(head + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts))
        return self.answer()

    def answer(self):
        line = self.file.readline()[:-2]
        kind, rest = line[:1], line[1:]
        if kind == b"*":
            return [self.answer() for _ in range(int(rest))]
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2]
        if kind == b":":
            return int(rest)
        if kind == b"-":
            raise SystemExit(f"Redis: {rest.decode()}")
        return rest


def appointments(redis: Redis, tag: str) -> Iterator[dict]:
    """All that Redis remembers."""
    ids = [found.decode() for found in redis.ask("ZRANGE", f"{tag}booking:index", "0", "-1")]
    for begin in range(0, len(ids), 500):
        keys = [f"{tag}booking:appointment:{found}" for found in ids[begin : begin + 500]]
        yield from (json.loads(text) for text in redis.ask("MGET", *keys) if text is not None)
