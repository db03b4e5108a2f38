"""A citizen's way through the site, by what stands on its pages."""

import re

import scans
from browser import PHONE
from ground import until
from procedures import phone, unique_ascii
from questions import answer


class Citizen:
    """Reached by `medium`, "email" or "sms"."""

    def __init__(self, stage, procedure, locale="fr", medium="email", javascript=True, wanted=None, line=None):
        self.stage, self.procedure, self.locale, self.medium = stage, procedure, locale, medium
        self.contact = f"{unique_ascii()}@example.org" if medium == "email" else phone()
        self.answers = procedure.answers(locale, wanted)
        self.browser = stage.person(locale, screen=PHONE, javascript=javascript, line=line)
        self.page = self.browser.page
        self.reference = None
        stage.note(self.contact, *procedure.typed(self.answers))

    def say(self, key):
        return self.stage.words(self.locale, f"web.{key}")

    def heard(self):
        """How many messages have reached this person."""
        return len(self._peer.to(self.contact))

    def message(self, where=lambda message: True, after=0, seconds=30):
        message = self._peer.wait(self.contact, where, seconds, after)
        assert not re.search(r"\]\(|\*\*|[{}]", message.text), f"shows its markup: {message.text}"
        return message

    @property
    def _peer(self):
        return self.stage.mail if self.medium == "email" else self.stage.sms

    def look(self, name):
        self.browser.look(f"{self.procedure.name}-{name}")
        return self

    def press(self, key):
        self.browser.press(self.say(key))
        return self

    # The chain, one verb per part of it.

    def finds_the_procedure(self):
        self.browser.go(f"/{self.locale}").look("home")
        self.browser.follow(self.procedure.title(self.locale))
        self.look("info").press("procedure.start")

    def comes_in(self):
        """Gives the contact, types the code that arrives."""
        before = self.heard()
        self.page.get_by_label(self.say("contact.question")).wait_for()
        self.look("contact")
        self.page.get_by_label(self.say("contact.question")).fill(self.contact)
        self.press("contact.send")
        self.look("code")
        code = self.message(lambda message: message.code, after=before).code
        self.page.get_by_label(self.say("code.question")).fill(code)
        self.press("code.enter")

    def answers_everything(self):
        asked, steps = set(self.answers), 0
        self.answered = set()
        while asked and not self._stands_at("pieces.title") and not self._stands_at("check.title"):
            here = [name for name in self.procedure.fields if name in asked and self._answer(name)]
            assert here, f"{self.page.url} asks nothing that we know: {self.page.locator('main').inner_text()[:500]}"
            steps += 1
            self.look(f"step-{steps:02}-{here[0]}")
            asked -= set(here)
            self.answered |= set(here)
            before = self.page.url
            self.press("step.continue")
            assert self.page.url != before or self._stands_at("pieces.title"), \
                f"{before}: {self.page.locator('main').inner_text()[:800]}"

    def sends_the_pieces(self):
        if not self._stands_at("pieces.title"):
            return
        self.look("pieces-missing")
        mark = unique_ascii()
        self.stage.note(mark)
        for index, requirement in enumerate(self.procedure.declared["pieces"]):
            card = self.page.get_by_role("region", name=requirement["label"][self.locale])
            if card.count() == 0:
                continue
            name, kind, data = (
                ("scan.pdf", "application/pdf", scans.pdf(f"Acte {mark}")) if index % 2 == 0 else
                ("photo.png", "image/png", scans.png()))
            card.get_by_label(self.say("pieces.choose")).set_input_files(
                {"name": name, "mimeType": kind, "buffer": data})
            card.get_by_role("button", name=self.say("pieces.send")).click()
            self.page.get_by_role("region", name=requirement["label"][self.locale]).get_by_role(
                "button", name=self.say("pieces.replace")).wait_for()
        self.look("pieces-sent")
        self.browser.follow(self.say("step.continue"))

    def hands_in(self):
        self.look("check")
        for name, value in self.answers.items():
            if self.procedure.fields[name]["type"] == "text" and name in self.answered:
                self.browser.reads(value)
        self.press("check.submit")
        self.page.get_by_role("heading", name=self.say("done.title")).wait_for()
        self.look("done")
        self.reference = reference_in(self.page.locator("main").inner_text())

    def books(self, day=0):
        """Takes the first time of a day that has some, the first one unless told."""
        self.browser.follow(self.say("done.book"))
        self._takes_a_place(day)
        self.press("held.confirm")
        self.page.get_by_role("heading", name=self.say("booked.title")).wait_for()
        self.look("booked")

    def _takes_a_place(self, day):
        self.look("places")
        days = self.page.get_by_role("main").get_by_role("list").first.get_by_role("link")
        days.nth(day).click()
        self.page.wait_for_load_state()
        self.look("times")
        self.page.get_by_role("button", name=re.compile(r"\d\d[:h.]\d\d")).first.click()
        self.page.get_by_role("heading", name=self.say("held.title")).wait_for()
        self.look("held")

    def opens_dossier(self):
        self.browser.go(f"/{self.locale}/requests").look("requests")
        self.page.get_by_role("link", name=re.compile(re.escape(self.reference))).first.click()
        self.page.wait_for_load_state()
        self.look("dossier")

    def replaces_a_piece(self):
        """After a correction was asked for: another scan, then everything is sent back."""
        main = self.page.get_by_role("main")
        main.get_by_role("heading", name=self.say("dossier.awaited")).wait_for()
        self.browser.follow(self.say("dossier.awaited_piece_button"))
        self.look("correction")
        label = self.procedure.declared["pieces"][0]["label"][self.locale]
        card = self.page.get_by_role("region", name=label)
        card.get_by_label(self.say("pieces.choose")).set_input_files(
            {"name": "again.png", "mimeType": "image/png", "buffer": scans.png(shade=230)})
        card.get_by_role("button", name=self.say("pieces.replace")).or_(
            card.get_by_role("button", name=self.say("pieces.send"))).first.click()
        self.page.get_by_role("link", name=self.say("step.continue")).click()
        self.page.wait_for_load_state()
        self.look("check-again")
        self.press("check.submit")
        self.look("sent-back")

    def takes_the_document(self):
        """Downloads the document from the page the link in the SMS led to."""
        enter = self.page.get_by_role("button", name=self.say("enter.button"))
        if enter.count():
            enter.first.click()
            self.page.wait_for_load_state()
        title = self.procedure.declared["outputs"][0]["title"][self.locale]

        def stands_there():
            self.page.reload()
            return self.page.get_by_role("link", name=title).count() > 0
        # The message that led here may be the one before: the document is made when the supervisor has signed.
        until("the document on the dossier's page", 90, stands_there)
        self.look("with-document")
        return self.browser.download(title)

    def leave(self):
        self.browser.leave()

    # Parts.

    def _answer(self, name):
        """Answers the field if this page asks it; whether it does."""
        main, field = self.page.get_by_role("main"), self.procedure.fields[name]
        return answer(main, field, self.answers[name], self.locale, self.say)

    def _stands_at(self, key):
        title = self.say(key)
        return self.page.get_by_role("heading", level=1, name=title).count() > 0


def reference_in(text):
    """The reference on a page or in a message: ABCD-EFGH-K, without letters that look alike."""
    letter = "[2-9A-HJKMNP-TV-Z]"
    found = re.search(rf"(?<![\w-]){letter}{{4}}-{letter}{{4}}-{letter}(?![\w-])", text)
    assert found, f"no reference in: {text[:400]}"
    return found.group()
