"""A bad line between a browser and the site: a SOCKS5 proxy (RFC 1928) that goes down in the middle of an upload."""

import select
import socket
import socketserver
import struct
import threading


class Line:
    """`address` is for a browser. After `falls_after(bytes)` sent upward it is down, and `refused` counts who tried
    meanwhile; `is_back()` mends it."""

    def __init__(self):
        self.down, self.refused, self._left = False, 0, None
        self._lock = threading.Lock()
        line = self

        class Connection(socketserver.BaseRequestHandler):
            def handle(self):
                line._carry(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Connection)
        self.address = f"socks5://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def falls_after(self, sent):
        self._left = sent

    def is_back(self):
        self.down, self._left = False, None

    def end(self):
        self._server.shutdown()
        self._server.server_close()

    def _carry(self, browser):
        if self.down:
            self.refused += 1
            return
        if not (site := _connected(browser)):
            return
        try:
            while True:
                for end in select.select([browser, site], [], [])[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    if end is site:
                        browser.sendall(data)
                    elif not self._sends(site, data):
                        return _drop(browser, site)
        except OSError:
            pass
        finally:
            site.close()

    def _sends(self, site, data):
        """Passes on as much as the line lets through; whether it still stands."""
        with self._lock:
            if self._left is not None:
                data = data[:self._left]
                self._left -= len(data)
                self.down = self._left == 0
            site.sendall(data)
            return not self.down


def _connected(browser):
    """The greeting without a password, then the name that the browser wants to reach; None for any but our own: what
    Chromium itself looks for outside isn't there."""
    def read(count):
        return browser.recv(count, socket.MSG_WAITALL)
    read(read(2)[1])
    browser.sendall(b"\x05\x00")
    if read(4)[3:] != b"\x03" or read(read(1)[0]) != b"localhost":
        return None
    site = socket.create_connection(("127.0.0.1", struct.unpack(">H", read(2))[0]))
    browser.sendall(b"\x05\x00\x00\x01" + bytes(6))
    return site


def _drop(*ends):
    """As when a network goes: reset, not closed."""
    for end in ends:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.close()
