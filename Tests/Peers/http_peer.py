"""An HTTP server that behaves as told, for tests: `http_peer.py FOLDER`.

It writes its port to FOLDER/port, each request to FOLDER/<n>.json, and reads FOLDER/mode: `<status> <body>`, hang,
close, redirect or large. It ends with its parent.
"""
import itertools
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

folder = sys.argv[1]
numbers = itertools.count(1)


def mode():
    try:
        with open(f"{folder}/mode") as file:
            return file.read().strip()
    except FileNotFoundError:
        return "200 fine"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode("utf-8", "replace")
        url = urlsplit(self.path)
        number = next(numbers)
        with open(f"{folder}/{number}.part", "w") as file:
            json.dump({
                "method": self.command, "path": url.path, "body": body,
                "query": dict(parse_qsl(url.query, keep_blank_values=True)),
                "headers": {name.lower(): value for name, value in self.headers.items()},
            }, file)
        os.rename(f"{folder}/{number}.part", f"{folder}/{number}.json")
        told = mode()
        if told == "hang":
            time.sleep(3600)
        elif told == "close":
            self.close_connection = True
        elif told == "redirect":
            self.reply(302, "", [("Location", "/elsewhere")])
        elif told == "large":
            self.reply(200, "x" * (4 << 20))
        else:
            status, _, text = told.partition(" ")
            self.reply(int(status), text, [("X-Peer", "yes")])

    do_GET = do_POST = answer

    def reply(self, status, text, headers=()):
        data = text.encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        try:
            self.wfile.write(data)
        except OSError:
            pass

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
with open(f"{folder}/port.part", "w") as file:
    file.write(str(server.server_address[1]))
os.rename(f"{folder}/port.part", f"{folder}/port")
threading.Thread(target=server.serve_forever, daemon=True).start()
parent = os.getppid()
while os.getppid() == parent:
    time.sleep(0.5)
