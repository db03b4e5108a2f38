"""A person without a browser: plain HTTP, cookies, forms as they stand on the page. Quick, and many at once."""

import html.parser
import http.client
import re
import secrets
import socket
import urllib.parse


class Unreachable(Exception):
    """Nobody answered, or the answer was cut: it may have happened."""


class Page:
    def __init__(self, status, path, text, headers):
        self.status, self.path, self.text, self.headers = status, path, text, headers
        reader = _Reader()
        reader.feed(text)
        self.forms, self.links, self.title = reader.forms, reader.links, reader.title

    def form(self, action="", control=None):
        """The first form whose address ends so, or which has this control."""
        for form in self.forms:
            if re.search(action, form["action"]) and (control is None or control in form["controls"]):
                return form
        return None

    def has(self, control):
        return any(control in form["controls"] for form in self.forms)


class Caller:
    def __init__(self, port, address=None, timeout=45):
        self.port, self.timeout = port, timeout
        self.cookies = {}
        self.headers = {"X-Forwarded-For": address} if address else {}
        self._connection = self._last = None

    def get(self, path):
        return self.ask("GET", path)

    def submit(self, form, values=None, files=None, button=None):
        """Sends a form as it stands, with `values` typed over it."""
        fields = {**form["hidden"], **(values or {})}
        if button:
            fields[button[0]] = button[1]
        if form["method"] == "get":
            return self.get(form["action"] + ("?" + urllib.parse.urlencode(fields) if fields else ""))
        if files or form["multipart"]:
            return self.ask("POST", form["action"], *multipart(fields, files or {}))
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        return self.ask("POST", form["action"], body, "application/x-www-form-urlencoded")

    def again(self):
        """What "reload" does: repeats the last request, not those that led to it."""
        return self.ask(*self._last)

    def ask(self, method, path, body=None, kind=None, follow=True, headers=None):
        for _ in range(10):
            self._last = (method, path, body, kind, follow, headers)
            page = self._once(method, path.partition("#")[0], body, kind, headers)
            target = page.headers.get("location")
            if not (follow and page.status in (301, 302, 303, 307, 308) and target):
                return page
            path = urllib.parse.urljoin(path, re.sub(r"^https?://[^/]+", "", target))
            if page.status in (301, 302, 303):
                method, body, kind = "GET", None, None
        raise AssertionError(f"{path} leads round in circles")

    def _once(self, method, path, body, kind, headers):
        fresh = self._connection is None
        if fresh:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        sent = {"Host": f"localhost:{self.port}", **self.headers, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if kind:
            sent["Content-Type"] = kind
            sent["Origin"] = f"http://localhost:{self.port}"
        try:
            self._connection.request(method, path, body=body, headers=sent)
            answer = self._connection.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException, socket.timeout) as error:
            self.hang_up()
            if not fresh and method == "GET":
                return self._once(method, path, body, kind, headers)
            raise Unreachable(f"{method} {path}: {error!r}") from error
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                pair = value.split(";")[0].split("=", 1)
                self.cookies[pair[0]] = pair[1]
        if answer.getheader("Connection", "").lower() == "close":
            self.hang_up()
        return Page(answer.status, path, data.decode("utf-8", errors="replace"),
                    {name.lower(): value for name, value in answer.getheaders()})

    def cut(self, form, values=None):
        """Sends a form and hangs up without hearing the answer."""
        body = urllib.parse.urlencode({**form["hidden"], **(values or {})}).encode()
        lines = [f"POST {form['action']} HTTP/1.1", f"Host: localhost:{self.port}",
                 f"Origin: http://localhost:{self.port}", "Content-Type: application/x-www-form-urlencoded",
                 "Cookie: " + "; ".join(f"{n}={v}" for n, v in self.cookies.items()),
                 *(f"{n}: {v}" for n, v in self.headers.items()), f"Content-Length: {len(body)}", "", ""]
        with socket.create_connection(("127.0.0.1", self.port)) as line:
            line.sendall("\r\n".join(lines).encode() + body)

    def hang_up(self):
        if self._connection:
            self._connection.close()
        self._connection = None


def multipart(fields, files):
    """Body and content type; `files`: name → (file name, type, bytes)."""
    boundary = secrets.token_hex(16)
    parts = []
    for name, value in fields.items():
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, (file, kind, data) in files.items():
        head = (f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
                f"Content-Type: {kind}\r\n\r\n")
        parts.append(head.encode() + data + b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


class _Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.links, self.title = [], [], ""
        self._form, self._in_title, self._select = None, False, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        match tag:
            case "title":
                self._in_title = True
            case "a" if "href" in given:
                self.links.append(given["href"])
            case "form":
                self._form = {"action": given.get("action", ""), "method": given.get("method", "get").lower(),
                              "multipart": "multipart" in given.get("enctype", ""),
                              "hidden": {}, "controls": {}, "buttons": []}
                self.forms.append(self._form)
            case "input" | "textarea" | "select" | "button" if self._form is not None and given.get("name"):
                name, value = given["name"], given.get("value", "")
                if tag == "button":
                    self._form["buttons"].append((name, value))
                elif given.get("type") == "hidden":
                    self._form["hidden"][name] = value
                else:
                    self._form["controls"].setdefault(name, []).append(value)
                self._select = name if tag == "select" else None
            case "option" if self._form is not None and self._select:
                self._form["controls"][self._select].append(given.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "title":
            self._in_title = False

    def handle_data(self, data):
        if self._in_title:
            self.title += data
