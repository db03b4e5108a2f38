"""Appointments in other people's calendars, as two independent readers see them."""

import urllib.error
import urllib.request

import calendar_files
from desk import Clerk


class Invitations:
    """The calendar files that a citizen's emails bring, one appointment's after another."""

    def __init__(self, citizen):
        self.citizen, self.uid, self.sequence = citizen, None, -1
        self.after = citizen.heard()

    def next(self, method):
        """The next mail with a file: it is of this method, about the same event, and later than those before."""
        mail = self.citizen.message(lambda mail: self._parts(mail), after=self.after)
        self.after = self.citizen.heard()
        part = self._parts(mail)[0]
        kind = part["Content-Type"].params
        assert (kind["method"], kind["charset"].lower()) == (method, "utf-8"), part["Content-Type"]
        event = self._event(part.get_payload(decode=True), method)
        assert event["sequence"] > self.sequence, f"{event['sequence']} isn't more than {self.sequence}"
        assert self.uid in (None, event["uid"]), f"{event['uid']} was {self.uid}"
        assert event["status"] == ("CANCELLED" if method == "CANCEL" else "CONFIRMED"), event
        self.uid, self.sequence = event["uid"], event["sequence"]
        return event

    def is_the_same(self, data):
        """The file of the page is the one that the last mail brought, addressed to nobody."""
        event = self._event(data, "PUBLISH")
        assert (event["uid"], event["sequence"]) == (self.uid, self.sequence), event

    @staticmethod
    def _event(data, method):
        read = calendar_files.agreed(data)
        assert read["method"] == method and len(read["events"]) == 1, read
        return read["events"][0]

    @staticmethod
    def _parts(mail):
        return [part for part in mail.message.walk() if part.get_content_type() == "text/calendar"]


def subscribed(stage):
    """A supervisor makes a link, a calendar reads it, the desk says so, the link is revoked."""
    for locale in ("ar", "fr"):
        clerk = Clerk.at_work(stage, "supervisor")
        clerk.browser.go(f"/{locale}/desk/feeds").look(f"desk-feeds-{locale}")
    page, say = clerk.page, clerk.say
    page.get_by_role("radio").first.check()
    clerk.browser.press(say("feeds.create"))
    clerk.look("feed-made")
    link = page.locator("code").inner_text().strip("\u2066\u2067\u2068\u2069 ")
    with urllib.request.urlopen(link, timeout=20) as answer:
        tag, read = answer.headers["ETag"], calendar_files.agreed(answer.read())
    assert read["method"] == "PUBLISH" and read["events"], read
    assert status(link, {"If-None-Match": tag}) == 304
    clerk.browser.go("/fr/desk/feeds")
    assert link.split("/")[-2] not in page.content(), "the secret is shown twice"
    assert page.get_by_text(say("feeds.never"), exact=True).count() == 0
    page.get_by_role("button", name=say("feeds.revoke")).first.click()
    page.wait_for_load_state()
    assert status(link) == status(link.replace("/calendars/", "/calendars/x")) == 404
    print(f"   a feed of {len(read['events'])} appointments, read by two readers, then revoked", flush=True)


def status(link, headers=None):
    try:
        with urllib.request.urlopen(urllib.request.Request(link, headers=headers or {}), timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as failure:
        return failure.code
