"""Chromium as people use it: a phone or a desk, in any language, with and without JavaScript.

Every page that is looked at goes through axe and leaves a picture in .build/screens; a long run looks at it dark, large
and printed as well."""

import os
import pathlib
import re
from random import randint

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from appearances import others, wider_than_screen

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
# axe's lists of what passed are far longer than the page.
ONLY_FAULTS = {"resultTypes": ["violations"]}
HERE = pathlib.Path(__file__).parent
FAMILIES = "|".join(file.stem for file in (HERE / "../../locales/fr").glob("*.yaml"))
# What no page shows: our own types, and the key of words that no locale has.
LEFTOVERS = re.compile(rf"HTML\(bytes|Optional\(|(?<![@\w.-])(?:{FAMILIES})(?:\.[a-z0-9_]+){{2,}}")


class Browser:
    def __init__(self, screens, thorough=False):
        self.screens, self.thorough = screens, thorough
        os.makedirs(screens, exist_ok=True)
        self._driver = sync_playwright().start()
        self.chromium = self._driver.chromium.launch(
            executable_path="/usr/bin/chromium", headless=True, args=["--no-sandbox", "--disable-gpu"])
        self.faults = []
        self.seen, self.answered, self.looked, self.judged = set(), set(), set(), set()

    def person(self, site, locale="fr", screen=PHONE, javascript=True, line=None):
        """`line` is the address of a proxy between them and the site."""
        return Person(self, site, locale, screen, javascript, line)

    def end(self):
        self.chromium.close()
        self._driver.stop()


class Person:
    """Somebody with a browser of their own: cookies, language, screen."""

    def __init__(self, browser, site, locale, screen, javascript, line):
        self.browser, self.site, self.locale = browser, site, locale
        self._place = f"{locale}-{'phone' if screen is PHONE else 'desk'}"
        self.name = self._place + ("" if javascript else "-nojs")
        self._scripted, self._line = javascript, line
        self._context = browser.chromium.new_context(
            locale={"fr": "fr-FR"}.get(locale, locale), viewport=screen, java_script_enabled=javascript,
            is_mobile=screen is PHONE, has_touch=screen is PHONE, accept_downloads=True,
            proxy={"server": line} if line else None,
            extra_http_headers={"X-Forwarded-For": f"198.18.{randint(0, 255)}.{randint(1, 254)}"})
        self._context.set_default_timeout(45000)
        self.page = self._context.new_page()
        self.page.on("pageerror", lambda error: self._fault("script", str(error)))
        self.page.on("console", self._heard)
        self._context.on("response", self._answered)

    def _heard(self, message):
        fell = self._line and "net::ERR_" in message.text
        if message.type == "error" and "status of" not in message.text and not fell:
            self._fault("console", message.text)

    def _answered(self, answer):
        """What came that is no page to look at: a file, a picture, a way on."""
        kind = answer.headers.get("content-type", "")
        if answer.status < 400 and not (answer.status == 200 and kind.startswith("text/html")):
            self.browser.answered.add((answer.request.method, path_of(answer.url)))

    def _fault(self, what, detail):
        self.browser.faults.append(f"{self.name} {self.page.url}: {what}: {detail}")

    def go(self, path):
        """Opens a path of the site, or a whole address from a message."""
        answer = self.page.goto(path if path.startswith("http") else self.site + path)
        assert answer is None or answer.status < 500, f"{path} → {answer.status}"
        return self

    def look(self, name):
        """The page as it stands: a picture, axe, and what must hold on every page."""
        page = self.page
        self.browser.seen.add(path_of(page.url))
        if (name, self.name) in self.browser.looked:
            return self
        self.browser.looked.add((name, self.name))
        picture = f"{self.browser.screens}/{name}.{self.name}"
        page.screenshot(path=f"{picture}.png", full_page=True)
        assert page.title(), f"{page.url} has no title"
        if page.locator("h1").count() != 1:
            self._fault("h1", f"{page.locator('h1').count()} of them")
        if leftover := LEFTOVERS.search(page.inner_text("body")):
            self._fault("words", f"shows {leftover.group()}")
        if self._scripted and (wide := wider_than_screen(page)):
            self._fault("layout", f"wider than the screen: {wide}")
        for violation in self._axe(name):
            self._fault(f"axe {violation['id']}", "; ".join(n["html"][:160] for n in violation["nodes"][:3]))
        if self.browser.thorough and self._scripted:
            for what, detail in others(page, name, picture):
                self._fault(what, detail)
        return self

    def _axe(self, name):
        """axe is a script, so a page without JavaScript is judged on a copy of its markup in another context; on every
        change only the pages that nobody has shown it with JavaScript, where the markup is the same."""
        known = (name, self._place) in self.browser.judged
        self.browser.judged.add((name, self._place))
        if known and not self.browser.thorough:
            return []
        if self._scripted:
            return Axe().run(self.page, options=ONLY_FAULTS).response["violations"]
        judge = self.browser.chromium.new_context(viewport=self.page.viewport_size)
        try:
            copy = judge.new_page()
            markup, address = self.page.content(), self.page.url
            copy.route("**/*", lambda route: route.fulfill(body=markup, content_type="text/html")
                       if route.request.url == address else route.continue_())
            copy.goto(address)
            return Axe().run(copy, options=ONLY_FAULTS).response["violations"]
        finally:
            judge.close()

    def fill(self, label, text):
        self.page.get_by_label(label).first.fill(text)
        return self

    def choose(self, label):
        self.page.get_by_label(label).first.check()
        return self

    def press(self, name):
        """Presses the button with this name and waits for what comes."""
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()
        return self

    def follow(self, name):
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        return self

    def reads(self, *texts):
        """The page shows each of these."""
        body = self.page.locator("body").inner_text()
        for text in texts:
            assert text in body, f"{self.name} {self.page.url}: “{text}” isn't shown in: {body[:600]}"
        return self

    def download(self, name):
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name=name).first.click()
        with open(coming.value.path(), "rb") as file:
            return file.read()

    def leave(self):
        self._context.close()


def path_of(address):
    return re.sub(r"^https?://[^/]+", "", address).split("?")[0].split("#")[0]
