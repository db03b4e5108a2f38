"""PyPI's standardwebhooks and `guichet webhook` check each other: `webhook_oracle.py --binary .build/debug/guichet`.

Each verifies what the other signed, for random bodies, ids and secrets; both refuse what was changed."""

import argparse
import datetime
import json
import os
import random
import secrets
import subprocess
import tempfile
import time
from base64 import b64encode

from standardwebhooks import Webhook, WebhookVerificationError

arguments = argparse.ArgumentParser(description=__doc__)
arguments.add_argument("--binary", required=True)
arguments.add_argument("--count", type=int, default=25)
chosen = arguments.parse_args()


def guichet(command, secret, event, stamp, body, *more):
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        return subprocess.run(
            [chosen.binary, "webhook", command, "--secret", secret, "--id", event, "--timestamp", str(stamp),
             "--body-file", file.name, "--json", *more], capture_output=True, text=True, timeout=60)


def signature(secret, event, stamp, body):
    return json.loads(guichet("sign", secret, event, stamp, body).stdout)["signature"]


def verifies(secret, event, stamp, body, header, *more):
    return guichet("verify", secret, event, stamp, body, "--signature", header, *more).returncode == 0


def library_verifies(secret, event, stamp, body, header):
    headers = {"webhook-id": event, "webhook-timestamp": str(stamp), "webhook-signature": header}
    try:
        Webhook(secret).verify(body, headers)
        return True
    except WebhookVerificationError:
        return False


known = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
         b'{"test": 2432232314}')
answer = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
assert signature(*known) == answer, "the known answer"
assert verifies(*known, answer) and not verifies(*known, answer, "--tolerance", "300")
for number in range(chosen.count):
    secret = "whsec_" + b64encode(os.urandom(random.randint(24, 64))).decode()
    event = "msg_" + secrets.token_urlsafe(random.randint(1, 30))
    stamp = int(time.time()) + random.randint(-200, 200)
    body = json.dumps({"number": number, "text": "é\u0301\"\\\u2028\U0001F600"[: number % 8]},
                      ensure_ascii=bool(number % 2)).encode()
    ours = signature(secret, event, stamp, body)
    when = datetime.datetime.fromtimestamp(stamp, tz=datetime.timezone.utc)
    theirs = Webhook(secret).sign(event, when, body.decode())
    assert ours == theirs, (ours, theirs)
    other = signature("whsec_" + b64encode(os.urandom(32)).decode(), event, stamp, body)
    for header in (ours, f"{other} {ours}", f"v1a,zz {ours}"):
        assert library_verifies(secret, event, stamp, body, header), header
        assert verifies(secret, event, stamp, body, header, "--tolerance", "300"), header
    for changed in ((secret, event + "x", stamp, body, ours), (secret, event, stamp + 1, body, ours),
                    (secret, event, stamp, body + b" ", ours), (secret, event, stamp, body, other)):
        assert not verifies(*changed) and not library_verifies(*changed), changed
print(f"the known answer, and {chosen.count} random messages: each verifies the other's, both refuse what was changed")
