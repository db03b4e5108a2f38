"""A partner's server for tests: `webhook_receiver.py FOLDER [--secrets FILE]`.

It writes its port to FOLDER/port and a line of JSON to FOLDER/received.jsonl for each POST: path, webhook-id, whether
the signature holds by our own reckoning (and by PyPI's standardwebhooks, where that is installed), and what it answered.
The first part of the path says how it behaves: /fine, /hang, /gone, /redirect, /fail/<status>, /slow/<seconds>,
/flaky/<percent> (of the ids fail on their first try), /later/<seconds> (Retry-After once per id); once FOLDER/mended
exists, all are fine. The part after `@` is the endpoint's name, by which its secret is found in FILE:
{"name": ["whsec_…"]}. It ends with its parent."""

import argparse
import base64
import hashlib
import hmac
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

try:
    from standardwebhooks import Webhook
except ImportError:
    Webhook = None

arguments = argparse.ArgumentParser(description=__doc__)
arguments.add_argument("folder")
arguments.add_argument("--secrets", help="JSON: endpoint name → list of secrets")
chosen = arguments.parse_args()
lock = threading.Lock()
seen = set()


def secrets_of(name):
    if not chosen.secrets or not os.path.exists(chosen.secrets):
        return []
    with open(chosen.secrets, encoding="utf-8") as file:
        return json.load(file).get(name, [])


def signed(headers, body, secret):
    """By the text of the standard, without any library."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    fresh = abs(time.time() - int(headers["webhook-timestamp"])) <= 300
    return fresh and any(hmac.compare_digest(expected, one) for one in headers["webhook-signature"].split())


def by_the_library(headers, body, secret):
    try:
        Webhook(secret).verify(body.decode(), headers)
        return True
    except Exception:
        return False


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        way, _, name = self.path.strip("/").partition("@")
        secrets = secrets_of(name)
        ours = any(signed(headers, body, secret) for secret in secrets)
        theirs = any(by_the_library(headers, body, secret) for secret in secrets) if Webhook and secrets else None
        status, more = self.behave(way, headers["webhook-id"])
        line = {
            "at": time.time(), "name": name, "id": headers["webhook-id"], "signed": ours, "by_library": theirs,
            "signatures": len(headers["webhook-signature"].split()), "status": status, "body": body.decode(),
        }
        with lock, open(f"{chosen.folder}/received.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        if status == 0:
            time.sleep(3600)
        self.send_response(status)
        for header, value in more:
            self.send_header(header, value)
        text = b"" if status == 204 else f"answered {status}".encode()
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def behave(self, way, event):
        """The status to answer, 0 for none, and more headers."""
        if os.path.exists(f"{chosen.folder}/mended"):
            way = "fine"
        kind, _, what = way.partition("/")
        with lock:
            first = (way, event) not in seen
            seen.add((way, event))
        if kind == "hang":
            return 0, []
        if kind == "gone":
            return 410, []
        if kind == "redirect":
            return 302, [("Location", "/fine")]
        if kind == "fail":
            return int(what), []
        if kind == "slow":
            time.sleep(float(what))
        if kind == "later" and first:
            return 429, [("Retry-After", what)]
        if kind == "flaky" and first and int(hashlib.sha256(event.encode()).hexdigest(), 16) % 100 < int(what):
            return 500, []
        return 200, []

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


server = Server(("127.0.0.1", 0), Handler)
with open(f"{chosen.folder}/port.part", "w", encoding="utf-8") as file:
    file.write(str(server.server_address[1]))
os.rename(f"{chosen.folder}/port.part", f"{chosen.folder}/port")
threading.Thread(target=server.serve_forever, daemon=True).start()
parent = os.getppid()
while os.getppid() == parent:
    time.sleep(0.5)
