"""The desk's pages about those who wait and those whom the post can't receive, and what the person sees of it."""

import re

from citizen import Citizen
from desk import Clerk
from procedures import Procedure

WORDS = {"fr": "Dégât des eaux", "ar": "تسرب مياه", "ln": "Mai ebimi", "en": "Water damage",
         "sw": "Maji yameingia"}


def closures(stage):
    for locale in ("fr", "ar") if stage.long else ("fr",):
        citizen = handed_in(stage, locale)
        the_list(stage, citizen)
        citizen.books(day=7)
        heard = citizen.heard()
        closes(stage, booked_on(stage))
        takes_another_time(stage, citizen, heard)
        citizen.leave()
    print("   closures: the waitlist on the desk, a closure declared, its notice, another time taken", flush=True)


def handed_in(stage, locale):
    citizen = Citizen(stage, Procedure(stage.root, "p19"), locale)
    citizen.finds_the_procedure()
    citizen.comes_in()
    citizen.answers_everything()
    citizen.sends_the_pieces()
    citizen.hands_in()
    return citizen


def the_list(stage, citizen):
    """Waits; a supervisor gives them another turn."""
    done = citizen.page.url
    citizen.browser.follow(citizen.say("done.book"))
    citizen.browser.follow(citizen.say("places.waitlist"))
    citizen.press("waitlist.join")
    clerk = Clerk.at_work(stage, "supervisor")
    say = lambda key: stage.words("fr", f"displacement.{key}")
    clerk.browser.go("/fr/desk/waitlist").look("desk-waitlist")
    clerk.browser.follow(re.compile(re.escape(citizen.reference)))
    clerk.look("waitlist-entry")
    clerk.browser.press(say("waiting.remove_button"))
    clerk.browser.reads(say("desk.reason_missing"))
    clerk.look("waitlist-entry-error")
    clerk.page.get_by_label(say("waiting.priority")).select_option("9")
    clerk.page.get_by_label(say("waiting.why")).first.select_option("health")
    clerk.browser.press(say("waiting.prefer_button"))
    citizen.browser.go(done)


def booked_on(stage):
    """The local date of the newest appointment."""
    return stage.ground.sql(
        "SELECT local_date FROM scheduler.appointments WHERE state = 'booked' ORDER BY changed DESC LIMIT 1")[0][0]


def closes(stage, date):
    """First with a mistake, then as it should be."""
    clerk = Clerk.at_work(stage, "supervisor")
    say = lambda key: stage.words("fr", f"displacement.{key}")
    clerk.browser.go("/fr/desk/displacement").look("desk-displacement")
    clerk.page.locator("#from_date").fill(date)
    clerk.page.locator("#from_time").fill("00:00")
    clerk.browser.press(say("desk.see"))
    clerk.browser.reads(say("desk.date_missing"), say("desk.words_missing"))
    clerk.look("displacement-error")
    clerk.page.locator("#to_date").fill(date)
    clerk.page.locator("#to_time").fill("23:59")
    for locale in WORDS:
        if clerk.page.locator(f"#words_{locale}").count():
            clerk.page.locator(f"#words_{locale}").fill(WORDS[locale])
    clerk.browser.press(say("desk.see"))
    clerk.page.get_by_role("heading", level=1, name=say("desk.preview")).wait_for()
    clerk.look("displacement-preview")
    clerk.browser.press(say("desk.confirm"))
    clerk.page.get_by_role("heading", level=1, name=say("desk.progress")).wait_for()
    clerk.look("displacement-progress")
    path = re.sub("^https?://[^/]+/fr", "", clerk.page.url)
    clerk.browser.go(f"/ar{path}").look("displacement-progress-in-arabic")
    clerk.browser.go("/ar/desk/displacement").look("displacement-in-arabic")
    clerk.browser.go("/ar/desk/waitlist").look("waitlist-in-arabic")


def takes_another_time(stage, citizen, heard):
    notice = citizen.message(lambda mail: WORDS[citizen.locale] in mail.text, after=heard, seconds=60)
    other = stage.person(citizen.locale)
    other.go(next(link for link in notice.links if "/a/" in link)).look("displaced")
    other.press(stage.words(citizen.locale, "displacement.citizen.take"))
    other.page.get_by_role("heading", name=citizen.say("booked.title")).wait_for()
    other.leave()
