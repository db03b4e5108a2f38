"""An SMTP peer that keeps what it accepts, with the time, and can refuse for a while."""

import email
import email.policy
import re
import threading
import time

from aiosmtpd.controller import Controller

from ground import free_port, until


class Mail:
    def __init__(self, envelope):
        self.arrived = time.time()
        self.sender, self.recipients = envelope.mail_from, list(envelope.rcpt_tos)
        self.bytes = envelope.content
        self.message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.id = self.message["Message-ID"]
        self.subject = str(self.message["Subject"] or "")

    @property
    def text(self):
        part = self.message.get_body(preferencelist=("plain",))
        return part.get_content() if part else ""

    @property
    def html(self):
        part = self.message.get_body(preferencelist=("html",))
        return part.get_content() if part else ""

    @property
    def links(self):
        return re.findall(r"https?://[^\s<>()\"]+", self.text)

    @property
    def code(self):
        found = re.search(r"(?<!\d)\d{3}[ \u00a0\u202f]?\d{3}(?!\d)", self.text)
        return re.sub(r"\D", "", found.group()) if found else None

    @property
    def attachments(self):
        """File name → bytes."""
        return {part.get_filename(): part.get_content() for part in self.message.iter_attachments()}


class MailPeer:
    """`url` is for GUICHET_SMTP_URL; `mails` what arrived; while `refusing`, each message gets a temporary no."""

    def __init__(self):
        self.mails, self.refused, self.refusing = [], 0, False
        self._lock = threading.Lock()
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self._controller.start()
        self.url = f"smtp://127.0.0.1:{self._controller.port}"

    async def handle_DATA(self, server, session, envelope):
        with self._lock:
            if self.refusing:
                self.refused += 1
                return "451 4.3.2 Not now"
            self.mails.append(Mail(envelope))
        return "250 2.0.0 Kept"

    def to(self, address):
        with self._lock:
            return [mail for mail in self.mails if address in mail.recipients]

    def wait(self, address, where=lambda mail: True, seconds=90, after=0):
        """The newest mail to `address` that fits, waiting for it; `after`: how many to it are old news."""
        def newest():
            return [mail for mail in self.to(address)[after:] if where(mail)][-1:]
        return until(f"mail to {address}", seconds, newest)[0]

    def end(self):
        self._controller.stop()
