"""A citizen who goes the whole way by plain HTTP, repeating what wasn't answered as a person presses again."""

import collections
import random
import re
import time

import scans
from caller import Caller, Unreachable
from procedures import unique_ascii

DOSSIER = r"/d/[^/?]+$"


class SignedOut(Exception):
    """The site has forgotten who we are: the way in has to be gone again."""


class Applicant:
    """`trouble` counts the answers that a person has to bear: by status, or that none came."""

    def __init__(self, stage, procedure, number, locale="fr"):
        self.stage, self.procedure, self.locale = stage, procedure, locale
        self.email = f"{unique_ascii()}{number}@example.org"
        self.caller = Caller(stage.guichet.port, address=f"198.51.{number // 250 % 250}.{number % 250 + 1}")
        self.answers = procedure.answers(locale)
        stage.note(self.email, *procedure.typed(self.answers))
        self.reference = self.booked = None
        self.page, self._inside = None, False
        self.trouble = collections.Counter()

    def insists(self, step, seconds=240):
        """Does a step until it is answered: a person waits and loads the page again."""
        end = time.monotonic() + seconds
        while True:
            try:
                page = step()
                if page.status < 500 and page.status != 429:
                    return self._reads(page)
                reason = page.status
            except Unreachable as error:
                reason = "no answer"
                said = error
            else:
                said = page.title
            self.trouble[reason] += 1
            assert time.monotonic() < end, f"no answer within {seconds} s: {reason}: {said}"
            time.sleep(0.5)
            step = self.caller.again

    def _reads(self, page):
        if page.status >= 400:
            self.trouble[page.status] += 1
        if self._inside and (page.status == 403 or page.has("contact")):
            raise SignedOut(page.title)
        self.page = page
        return page

    def get(self, path):
        return self.insists(lambda: self.caller.get(path))

    def submit(self, form, values=None, **how):
        assert form, f"no such form: {self.page.status} {self.page.path} {self.page.title}"
        return self.insists(lambda: self.caller.submit(form, values, **how))

    def comes_in(self):
        """A code counts once: when the answer to it was lost, another one is asked for."""
        self._inside = False
        for _ in range(5):
            self.get(f"/{self.locale}/procedures/{self.procedure.name}")
            self.submit(next(form for form in self.page.forms if form["method"] == "get" and not form["controls"]))
            contact = self.page.form(control="contact")
            if contact:
                self._gives_the_code(contact)
            if not self.page.has("code") and not self.page.has("contact"):
                self._inside = True
                return
        raise AssertionError(f"five codes and still outside: {self.page.path}")

    def _gives_the_code(self, contact):
        heard = len(self.stage.mail.to(self.email))
        self.submit(contact, {"contact": self.email})
        code = self.stage.mail.wait(self.email, lambda mail: mail.code, seconds=300, after=heard).code
        self.submit(self.page.form(control="code"), {"code": code})

    def stays_inside(self, errand):
        """An errand that is begun again when the session was lost on the way."""
        while True:
            try:
                return errand()
            except SignedOut:
                self.comes_in()

    def fills_in(self):
        """Up to the page that only needs the last button; None when that was pressed before."""
        for _ in range(40):
            form = self._question()
            if form:
                self.submit(form, {name: text for name, text in self._values() if name in form["controls"]})
            elif any(form["multipart"] for form in self.page.forms):
                self._sends_pieces()
            elif form := self.page.form(action="submit|check"):
                return form
            elif self._reads_the_reference():
                return None
            else:
                self.get(f"/{self.locale}/procedures/{self.procedure.name}/begin")
        raise AssertionError(f"the form never ends: {self.page.path}")

    def hands_in(self):
        """Acknowledged when the page with the reference was read."""
        def errand():
            while not self._reads_the_reference():
                form = self.fills_in()
                if form:
                    self.submit(form)
        self.stays_inside(errand)

    def _reads_the_reference(self):
        """Drafts have none yet that a person could see."""
        if re.search(r"/done$|" + DOSSIER, self.page.path):
            found = re.search(r"(?<![\w-])\w{4}-\w{4}-\w(?![\w-])", re.sub("<[^>]+>", " ", self.page.text))
            self.reference = found.group() if found else None
        return self.reference

    def chooses_a_day(self, choose=lambda days: days[0]):
        """The form with the times of one of the days that have places; None when they have just been taken."""
        self.opens_dossier()
        self._follows(r"/appointment$")
        days = [link for link in self.page.links if link.endswith("#times")]
        assert days, f"{self.page.path}: no day has places"
        self.get(choose(days))
        return next((form for form in self.page.forms if any(name == "slot" for name, _ in form["buttons"])), None)

    def holds(self):
        """A place that was free a moment ago; another when somebody was quicker. Not today: its hour could come, and
        the person be missed, before a long story looks at it again."""
        for _ in range(20):
            form = self.chooses_a_day(lambda days: random.choice(days[1:]))
            if form and self.submit(form, button=random.choice(form["buttons"])).form(action="confirm"):
                return
        raise AssertionError("twenty times somebody else was quicker")

    def books(self):
        """Acknowledged when the page of the appointment was read; a hold that was lost is taken anew."""
        def errand():
            self.opens_dossier()
            while not self._reads_the_appointment():
                if self.appointments():
                    self.get(self.appointments()[0])
                else:
                    self.holds()
                    self.submit(self.page.form(action="confirm"))
        self.stays_inside(errand)

    def _reads_the_appointment(self):
        if any(link.endswith("/calendar.ics") for link in self.page.links):
            self.booked = self.page.path
        return self.booked

    def opens_dossier(self):
        self.get(f"/{self.locale}/requests")
        return self._follows(DOSSIER)

    def appointments(self):
        """Where the page leads to one; all of them, on the dossier's own page."""
        return [link for link in self.page.links if re.search(r"/appointment/[^/]+$", link)]

    def misses(self):
        """What was acknowledged and isn't there any more; nothing, when all is well."""
        self.get(f"/{self.locale}/requests")
        if self.reference and self.page.text.count(self.reference) != 1:
            return f"{self.email}: {self.reference}"
        self._follows(DOSSIER)
        if self.booked and self.booked not in self.appointments():
            return f"{self.email}: {self.booked}"
        return None

    def _follows(self, pattern):
        link = next((link for link in self.page.links if re.search(pattern, link)), None)
        assert link, f"{self.page.path}: no link like {pattern} in {self.page.links}"
        return self.get(link)

    def _question(self):
        known = {name for name, _ in self._values()}
        return next((f for f in self.page.forms if f["method"] == "post" and known & set(f["controls"])), None)

    def _values(self):
        for name, value in self.answers.items():
            match value:
                case (day, month, year):
                    yield from ((f"{name}-day", day), (f"{name}-month", month), (f"{name}-year", year))
                case True:
                    yield name, "yes"
                case _:
                    yield name, value

    def _sends_pieces(self):
        for number in range(len([form for form in self.page.forms if form["multipart"]])):
            form = [form for form in self.page.forms if form["multipart"]][number]
            self.submit(form, files={"file": ("scan.pdf", "application/pdf", scans.pdf())})
        self._follows(r"/check\b")
