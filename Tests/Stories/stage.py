"""Everything a story needs, started once: ground, peers, the program, agents, a browser."""

import os
import re
import shutil
import time

from browser import Browser
from codes import totp
from ground import Ground
from guichet import Guichet
from mail import MailPeer
from post import open_at_any_hour
from procedures import languages
from sms import Gateway
from words import Words


class Agent:
    """Somebody of the consulate: how they sign in."""

    def __init__(self, role, email, secret):
        self.role, self.email, self.secret = role, email, secret

    @property
    def code(self):
        return totp(self.secret)

    @property
    def next_code(self):
        """What a phone shows whose clock is half a minute fast: it counts as well."""
        return totp(self.secret, time.time() + 30)


class Stage:
    def __init__(self, binary, root=".", settings=None, long=False):
        self.long = long
        self.root = os.path.abspath(root)
        self.words = Words(self.root)
        self.languages = languages(self.root)
        self.ground = Ground()
        self.declared = open_at_any_hour(self.root)
        self.mail = MailPeer()
        self.guichet = Guichet(self.ground, binary, self.root, {
            "GUICHET_ROOT": self.declared,
            "GUICHET_SMTP_URL": self.mail.url,
            "GUICHET_INBOUND_SECRET": "stories-and-nothing-else",
            # Each person of a story has a network address of their own.
            "GUICHET_PROXIES": "127.0.0.1",
            "GUICHET_MAILDIR": f"{self.ground.folder}/maildir",
            "GUICHET_WEBHOOKS_DEVELOPMENT": "127.0.0.1",
            **(settings or {}),
        })
        for part in ("new", "cur", "tmp"):
            os.makedirs(f"{self.ground.folder}/maildir/{part}")
        inbound = (f"http://127.0.0.1:{self.guichet.port}/inbound/kannel/sms?secret=stories-and-nothing-else"
                   "&from=%p&to=%P&text=%b&id=%I&coding=%c&charset=%C")
        self.sms = Gateway(self.ground.logs, inbound)
        self.guichet.environment["GUICHET_SMS_KANNEL_URL"] = self.sms.url
        self.guichet.run("migrate")
        self.agents = self._agents(self.guichet.run("demo"))
        self._browser = None
        self.typed = set()
        self.clerks = {}

    def _agents(self, printed):
        """`guichet demo` prints a line per agent: role, email, secret of the one-time password."""
        agents = {}
        for line in printed.splitlines():
            found = re.match(r"\s*(\S+)\s+(\S+@\S+)\s+([A-Z2-7]{16,})", line)
            if found:
                agents[found[1]] = Agent(*found.groups())
        return agents

    @property
    def browser(self):
        if self._browser is None:
            self._browser = Browser(f"{self.root}/.build/screens", thorough=self.long)
        return self._browser

    def person(self, locale="fr", **how):
        return self.browser.person(self.guichet.site, locale, **how)

    def note(self, *values):
        """What somebody typed: it must be found in no dump later."""
        self.typed.update(str(value) for value in values)

    def end(self):
        if self._browser:
            self._browser.end()
        self.guichet.stop()
        self.sms.end()
        self.mail.end()
        self.ground.end()
        shutil.rmtree(self.declared, ignore_errors=True)
