"""An SMS gateway: Kannel with its fake SMSC. We read what reaches the phones and write what phones send.

The fake SMSC listens on every address, so stories run in a network namespace with loopback only."""

import re
import time
import urllib.parse
import urllib.request

from ground import Process, free_port, until

CONFIGURATION = """\
group = core
admin-port = {admin}
admin-interface = "127.0.0.1"
admin-password = {password}
smsbox-port = {box}
smsbox-interface = "127.0.0.1"
box-allow-ip = "127.0.0.1"
log-file = "{folder}/bearerbox.log"
log-level = 0
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = FAKE
host = 127.0.0.1
port = {smsc}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {box}
sendsms-port = {send}
sendsms-interface = "127.0.0.1"
log-file = "{folder}/smsbox.log"
log-level = 0

group = sendsms-user
username = guichet
password = {password}
max-messages = 10
concatenation = true

group = sms-service
keyword = default
get-url = "{inbound}"
max-messages = 0
omit-empty = true
"""


class SMS:
    def __init__(self, sender, recipient, text):
        self.arrived, self.sender, self.recipient, self.text = time.time(), sender, recipient, text

    @property
    def code(self):
        found = re.search(r"(?<!\d)\d{3} ?\d{3}(?!\d)", self.text)
        return found.group().replace(" ", "") if found else None

    @property
    def links(self):
        return re.findall(r"https?://\S+", self.text)


class Gateway:
    """`url` is for GUICHET_SMS_KANNEL_URL; `messages` what reached phones; `send` is a phone that writes to us.

    `inbound` is the address, with Kannel's %-escapes, that the gateway calls when a phone writes."""

    FAKE = "/usr/lib/kannel/test/fakesmsc"

    def __init__(self, folder, inbound):
        self.folder = folder
        ports = {name: free_port() for name in ("admin", "box", "smsc", "send")}
        self.url = f"http://guichet:secret@127.0.0.1:{ports['send']}/cgi-bin/sendsms"
        self._status = f"http://127.0.0.1:{ports['admin']}/status.txt?password=secret"
        self._smsc = ["-H", "127.0.0.1", "-r", str(ports["smsc"])]
        self._sent = f"{folder}/fakesmsc.log"
        configuration = f"{folder}/kannel.conf"
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(folder=folder, inbound=inbound, password="secret", **ports))
        self._bearerbox = Process(["bearerbox", configuration], f"{folder}/kannel.out").start()
        until("bearerbox", 90, lambda: "Kannel" in self.status())
        self._smsbox = Process(["smsbox", configuration], f"{folder}/kannel.out").start()
        until("smsbox", 90, lambda: "smsbox" in self.status())
        self._phones = Process([self.FAKE, *self._smsc, "-m", "0", "1 1 text -"], self._sent).start()
        until("the fake SMSC", 90, lambda: "(online" in self.status())

    def status(self):
        try:
            with urllib.request.urlopen(self._status, timeout=2) as answer:
                return answer.read().decode()
        except OSError:
            return ""

    def send(self, sender, recipient, text):
        """A phone writes; what reaches phones meanwhile waits in the gateway."""
        self._phones.kill()
        words = f"{sender} {recipient} ucs2 {urllib.parse.quote(text.encode('utf-16-be'), safe='')}"
        self._phones = Process([self.FAKE, *self._smsc, "-m", "1", words], self._sent).start()

    @property
    def messages(self):
        """What reached phones, long messages put together again."""
        with open(self._sent, "rb") as log:
            lines = re.findall(rb"Got message \d+: <([^\n]*)>\n", log.read())
        return assemble([line.decode("utf-8", errors="replace") for line in lines])

    def to(self, number):
        return [message for message in self.messages if message.recipient.lstrip("+0") == number.lstrip("+0")]

    def wait(self, number, where=lambda message: True, seconds=90, after=0):
        def newest():
            return [message for message in self.to(number)[after:] if where(message)][-1:]
        return until(f"SMS to {number}", seconds, newest)[0]

    def end(self):
        for process in (self._phones, self._smsbox, self._bearerbox):
            process.kill()


def assemble(lines):
    """Messages from the fake SMSC's lines: `sender recipient type …`. A text with a line break goes on in lines
    without a type; the parts of a long one begin with a header that ends in reference, parts, number."""
    messages, parts = [], {}
    for line in lines:
        words = line.split(" ", 3)
        kind = words[2] if len(words) == 4 else None
        if kind == "text":
            messages.append(SMS(words[0], words[1], words[3]))
        elif kind in ("ucs-2", "data"):
            messages.append(SMS(words[0], words[1], decoded(words[3])))
        elif kind == "udh":
            header, _, text = words[3].split(" ", 2)
            reference, count, number = urllib.parse.unquote_to_bytes(header)[-3:]
            collected = parts.setdefault((words[1], reference), {})
            collected[number] = text
            if len(collected) == count:
                whole = "".join(decoded(part) for _, part in sorted(collected.items()))
                messages.append(SMS(words[0], words[1], whole))
                del parts[words[1], reference]
        elif messages:
            messages[-1].text += "\n" + line
    return messages


def decoded(quoted):
    """UCS-2 where every second byte is the high byte of a script we write, UTF-8 else."""
    data = urllib.parse.unquote_to_bytes(quoted.replace("+", " "))
    if len(data) % 2 == 0 and set(data[::2]) <= {0x00, 0x01, 0x06, 0x20, 0xFD, 0xFE}:
        return data.decode("utf-16-be")
    return data.decode("utf-8", errors="replace")
