"""A supervisor changes the post's agenda: by a small form, with its effect seen first, and back again."""

import datetime

from browser import DESK, PHONE
from desk import Clerk
from post import FEAST, ahead


def agenda(stage):
    clerk = Clerk.at_work(stage, "supervisor")
    clerk.sees_the_day()
    clerk.browser.follow(clerk.say("agenda.edit"))
    looks_everywhere(clerk, "agenda")
    closes_a_day(clerk)
    confirms_a_feast(clerk)
    sees_mistakes(clerk)
    goes_back(clerk)
    print("   the agenda: closed a day, saw the effect, published, confirmed a feast, went back", flush=True)


def closes_a_day(clerk):
    page = clerk.page
    page.get_by_text(clerk.say("agenda.add_closure"), exact=True).click()
    day = datetime.date.today() + datetime.timedelta(days=50)
    page.locator("#closure-from").fill(day.isoformat())
    for number, reason in enumerate(page.locator("[id^=closure-reason-]").all()):
        reason.fill(f"Fête du personnel {number}")
    clerk.browser.press(clerk.say("agenda.put_closure"))
    assert day.isoformat() in page.locator("#text").input_value()
    clerk.look("agenda-changed")
    clerk.browser.press(clerk.say("agenda.see"))
    looks_at_this(clerk, "agenda-effect")
    page.get_by_label(clerk.say("agenda.note")).fill("Fermeture décidée en réunion")
    clerk.browser.press(clerk.say("agenda.publish"))
    clerk.browser.reads("Fermeture décidée en réunion")
    clerk.look("agenda-version")


def confirms_a_feast(clerk):
    """The moon was seen a day later than reckoned."""
    clerk.browser.go("/fr/desk/agenda")
    page, say = clerk.page, clerk.stage.words
    page.get_by_text(say("fr", "holidays.title"), exact=True).click()
    looks_at_this(clerk, "agenda-feast")
    page.get_by_label(say("fr", "holidays.when")).select_option("1")
    clerk.browser.press(say("fr", "holidays.put"))
    assert f"feast-of-the-stories, on: {ahead(FEAST + 1)}" in page.locator("#text").input_value()
    assert not page.get_by_text(say("fr", "holidays.title"), exact=True).count()
    clerk.browser.press(clerk.say("agenda.see"))
    clerk.look("agenda-feast-effect")
    page.get_by_label(clerk.say("agenda.note")).fill("La lune a été vue")
    clerk.browser.press(clerk.say("agenda.publish"))
    clerk.browser.reads("La lune a été vue")


def sees_mistakes(clerk):
    clerk.browser.go("/fr/desk/agenda")
    clerk.page.locator("#text").fill("zone: Nowhere/Never\n")
    clerk.browser.press(clerk.say("agenda.see"))
    clerk.browser.reads("is no time zone")
    looks_at_this(clerk, "agenda-findings")


def goes_back(clerk):
    clerk.browser.go("/fr/desk/agenda/history")
    looks_everywhere(clerk, "agenda-history")
    clerk.browser.follow(clerk.say("agenda.the_file"))
    clerk.look("agenda-file")
    assert clerk.browser.download(clerk.say("agenda.export")).startswith(b"zone: ")
    clerk.browser.press(clerk.say("agenda.restore"))
    clerk.page.get_by_label(clerk.say("agenda.note")).fill("Retour au fichier")
    clerk.browser.press(clerk.say("agenda.publish"))
    clerk.browser.reads("Retour au fichier")


def looks_everywhere(clerk, name):
    """In Arabic and on a phone as well."""
    path = clerk.page.url.split("/fr/", 1)[1]
    clerk.browser.go(f"/ar/{path}").look(f"desk-{name}-in-arabic")
    clerk.browser.go(f"/fr/{path}")
    looks_at_this(clerk, name)


def looks_at_this(clerk, name):
    clerk.page.set_viewport_size(PHONE)
    clerk.look(f"{name}-on-a-phone")
    clerk.page.set_viewport_size(DESK)
    clerk.look(name)
