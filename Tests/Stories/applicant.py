"""A citizen who goes the whole way by plain HTTP, repeating what wasn't answered as a person presses again."""

import re
import time

import scans
from caller import Caller, Unreachable
from citizen import reference_in
from procedures import unique_ascii


class Applicant:
    def __init__(self, stage, procedure, number, locale="fr"):
        self.stage, self.procedure, self.locale = stage, procedure, locale
        self.email = f"{unique_ascii()}{number}@example.org"
        self.caller = Caller(stage.guichet.port, address=f"198.51.{number // 250 % 250}.{number % 250 + 1}")
        self.answers = procedure.answers(locale)
        self.reference = self.acknowledged = None
        self.page = None

    def insists(self, step, seconds=180):
        """Does a step until it is answered: a person waits and presses again."""
        end = time.monotonic() + seconds
        while True:
            try:
                page = step()
                if page.status < 500 and page.status != 429:
                    self.page = page
                    return page
                reason = f"{page.status}: {page.title}"
            except Unreachable as error:
                reason = str(error)
            assert time.monotonic() < end, f"no answer within {seconds} s: {reason}"
            time.sleep(0.5)

    def get(self, path):
        return self.insists(lambda: self.caller.get(path))

    def submit(self, form, values=None, **how):
        return self.insists(lambda: self.caller.submit(form, values, **how))

    def comes_in(self):
        self.get(f"/{self.locale}/procedures/{self.procedure.name}")
        start = next(form for form in self.page.forms if form["method"] == "get" and not form["controls"])
        self.submit(start)
        self.submit(self.page.form(control="contact"), {"contact": self.email})
        code = self.stage.mail.wait(self.email, lambda mail: mail.code, seconds=240).code
        self.submit(self.page.form(control="code"), {"code": code})

    def fills_in(self):
        """Up to the page that only needs the last button."""
        for _ in range(40):
            form = self._question()
            if form:
                self.submit(form, {name: text for name, text in self._values() if name in form["controls"]})
            elif any(form["multipart"] for form in self.page.forms):
                self._sends_pieces()
            elif form := self.page.form(action="submit|check"):
                return form
            else:
                print(f"   (back to the request from {self.page.status} {self.page.title})", flush=True)
                self.get(f"/{self.locale}/procedures/{self.procedure.name}/begin")
        raise AssertionError(f"the form never ends: {self.page.path}")

    def hands_in(self):
        """Acknowledged when the page with the reference was read."""
        form = self.fills_in()
        self.submit(form)
        self.reference = reference_in(re.sub("<[^>]+>", " ", self.page.text))
        self.acknowledged = time.time()

    def chooses_a_day(self):
        """The form with the times of the first day that has places."""
        self.get(f"/{self.locale}/requests")
        self._follows(r"/d/[^/?]+$")
        self._follows(r"/appointment$")
        self._follows(r"#times$")
        return next(form for form in self.page.forms if any(name == "slot" for name, _ in form["buttons"]))

    def holds(self):
        """A place that was free a moment ago; another when somebody was quicker."""
        for attempt in range(20):
            form = self.chooses_a_day()
            button = form["buttons"][attempt % len(form["buttons"])]
            if self.submit(form, button=button).form(action="confirm"):
                return
        raise AssertionError("twenty times somebody else was quicker")

    def books(self):
        self.holds()
        self.submit(self.page.form(action="confirm"))

    def finds_its_appointment(self):
        """The dossier still leads to it."""
        self.get(f"/{self.locale}/requests")
        self._follows(r"/d/[^/?]+$")
        return any(re.search(r"/appointment/[^/]+$", link) for link in self.page.links)

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
        onward = [link for link in self.page.links if re.search(r"/check\b", link)]
        assert onward, f"no way on from the pieces: {self.page.links}"
        self.get(onward[0])
