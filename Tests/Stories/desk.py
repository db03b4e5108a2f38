"""An agent's way through the desk."""

import re
import time

from browser import DESK


class Clerk:
    def __init__(self, stage, role, locale="fr"):
        self.stage, self.agent, self.locale = stage, stage.agents[role], locale
        self.browser = stage.person(locale, screen=DESK)
        self.page = self.browser.page

    def say(self, key):
        return self.stage.words(self.locale, f"desk.{key}")

    def look(self, name):
        self.browser.look(f"desk-{name}")
        return self

    @classmethod
    def at_work(cls, stage, role):
        """The one who has signed in already, as people do in the morning; a code counts once."""
        if role not in stage.clerks:
            stage.clerks[role] = cls(stage, role).signs_in()
        return stage.clerks[role]

    def signs_in(self):
        self.browser.go(f"/{self.locale}/desk/sign-in").look("desk-sign-in")
        for attempt in range(4):
            self.page.get_by_label(self.say("sign_in.email")).fill(self.agent.email)
            self.page.get_by_label(self.say("sign_in.code")).fill(
                self.agent.next_code if attempt % 2 else self.agent.code)
            self.browser.press(self.say("sign_in.enter"))
            if self.page.get_by_role("heading", level=1, name=self.say("queue.title")).count():
                return self.look("queue")
            if attempt % 2:
                time.sleep(30 - time.time() % 30)  # each code counts once
        raise AssertionError(f"{self.agent.role} can't sign in: {self.page.locator('main').inner_text()}")

    def opens(self, reference):
        self.browser.go(f"/{self.locale}/desk")
        self.page.get_by_label(self.say("queue.search")).fill(reference)
        self.browser.press(self.say("queue.filter"))
        title = self.page.get_by_role("heading", level=1, name=re.compile(re.escape(reference)))
        assert title.count(), f"{reference} isn't found: {self.page.locator('main').inner_text()[:400]}"
        return self.look("dossier")

    def checks_in(self, code):
        """By what the scanner reads at the door."""
        self.browser.go(f"/{self.locale}/desk/arrival").look("desk-arrival")
        self.page.get_by_label(self.say("arrival.code")).fill(code)
        self.browser.press(self.say("arrival.check_in"))
        self.browser.reads(self.say("arrival.done"))
        return self.look("arrived")

    def sees_the_day(self, ahead=0):
        self.browser.go(f"/{self.locale}/desk/day")
        for _ in range(ahead):
            self.browser.follow(self.say("day.after"))
        return self.look("day")

    def views_the_pieces(self):
        """Opens each piece: the viewer shows it, and the look is noted."""
        pieces = self.page.locator("main a[href*='?piece=']")
        for index in range(pieces.count()):
            pieces.nth(index).click()
            self.page.wait_for_load_state()
            assert self.page.locator(".viewer").count() == 1, f"{self.page.url} shows no piece"
        for link in self.page.locator("main a[href*='/documents/']").all():
            assert self.page.evaluate("path => fetch(path).then(answer => answer.status)",
                                      link.get_attribute("href")) == 200
        return self.look("piece")

    def owes(self):
        """Whether money is still due for the dossier on the page."""
        return self.page.get_by_role("button", name=self.say("payment.record")).count() > 0

    def records_the_payment(self):
        self.browser.press(self.say("payment.record"))
        return self.look("paid")

    def acts(self, label, reason=None, piece=None, note=None):
        """Follows an act, gives what it asks, presses its button."""
        self.browser.follow(label)
        asked = self.page.get_by_role("button", name=self.say("act.see"))
        if reason:
            self.page.get_by_label(reason, exact=True).check()
        if piece:
            self.page.get_by_label(piece, exact=True).check()
        if note and self.page.get_by_label(self.say("act.note")).count():
            self.page.get_by_label(self.say("act.note")).fill(note)
            self.stage.note(note)
        self.look(f"act-{re.sub('[^a-z]+', '-', label.lower())[:24]}")
        if asked.count():
            self.browser.press(self.say("act.see"))
            self.look(f"preview-{re.sub('[^a-z]+', '-', label.lower())[:24]}")
        self.browser.press(label)
        return self.look("acted")

    def leave(self):
        self.browser.leave()
