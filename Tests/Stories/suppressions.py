"""A mail comes back for good: the desk sees why the address isn't written to any more, and a supervisor lifts it."""

import os
import re

from desk import Clerk
from ground import until
from procedures import unique_ascii

BOUNCE = """Return-Path: <>
From: MAILER-DAEMON@mx.example.org
To: {sender}
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b--
"""


def suppressed(stage):
    mail = next(mail for mail in reversed(stage.mail.mails) if mail.message["In-Reply-To"])
    assert mail.sender.startswith("reply+"), mail.sender
    comes_back(stage, mail)
    for locale in ("ar", "fr"):
        clerk = Clerk.at_work(stage, "supervisor")
        until("the suppression", 60, lambda: clerk.browser.go(f"/{locale}/desk/suppressions")
              and clerk.page.get_by_role("table").count())
        clerk.look(f"suppressions-{locale}")
    clerk.browser.reads(stage.words("fr", "suppression.kind.hard_bounce"), "550 5.1.1 userunknown")
    clerk.page.get_by_role("button", name=re.compile(stage.words("fr", "suppression.lift"))).first.click()
    clerk.browser.reads(stage.words("fr", "suppression.empty"))
    clerk.look("suppressions-none")
    print("   a mail that came back: suppressed, told, lifted", flush=True)


def comes_back(stage, mail):
    folder, name = f"{stage.ground.folder}/maildir", unique_ascii()
    with open(f"{folder}/tmp/{name}", "w") as file:
        file.write(BOUNCE.format(sender=mail.sender, recipient=mail.recipients[0]))
    os.rename(f"{folder}/tmp/{name}", f"{folder}/new/{name}")
