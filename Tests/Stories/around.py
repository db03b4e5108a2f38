"""Beside the straight way: who stops and comes back, moves, cancels, is let off the fee, works at the desk anew."""

import re

from absences import misses_and_explains
from browser import DESK
from calendars import Invitations
from citizen import Citizen
from codes import totp
from desk import Clerk
from ground import until
from guichet import Guichet
from line import Line
from procedures import Procedure, unique_ascii
from uploads import arrived_whole, sends_over_a_bad_line


def around(stage):
    public_pages(stage)
    for locale in reversed(stage.languages) if stage.long else ("fr",):
        citizen = stops_and_comes_back(stage, locale)
        moves_and_cancels(citizen)
    misses_and_explains(stage, citizen)
    the_desk_in_arabic(stage, citizen.reference)
    lets_off_the_fee(stage)
    new_administrator(stage)
    outbox(stage, citizen)
    print("   beside the straight way: public pages, save and resume, move, cancel, waiver, new agent, outbox",
          flush=True)


def public_pages(stage):
    for locale in stage.languages:
        person = stage.person(locale)
        person.go("/")
        for path in ("accessibility", "privacy", "sign-in", "v", "v/NOBODYKNOWS",
                     "unsubscribe/NOBODYKNOWS"):
            person.go(f"/{locale}/{path}").look(f"public-{path.replace('/', '-')}")
        person.go(f"/{locale}/no-such-page").look("failure")
        person.leave()


def stops_and_comes_back(stage, locale):
    """Saved at the first question; the link in the message leads back to it, on another device too."""
    line = Line()
    citizen = Citizen(stage, Procedure(stage.root, "p19"), locale, line=line.address)
    citizen.finds_the_procedure()
    citizen.comes_in()
    heard = citizen.heard()
    citizen.press("step.later")
    citizen.look("saved")
    link = citizen.message(lambda mail: mail.links, after=heard).links[0]
    other = stage.person(locale)
    other.go(link).look("link-to-dossier")
    other.leave()
    citizen.browser.follow(citizen.say("saved.resume"))
    citizen.answers_everything()
    photo = sends_over_a_bad_line(citizen, line)
    citizen.browser.follow(citizen.say("step.continue"))
    citizen.hands_in()
    arrived_whole(Clerk.at_work(stage, "agent").opens(citizen.reference), photo)
    return citizen


def moves_and_cancels(citizen):
    stage, page = citizen.stage, citizen.page
    heard = citizen.heard()
    invitations = Invitations(citizen)
    citizen.books()
    link = citizen.message(lambda mail: mail.links, after=heard).links[0]
    invitations.next("REQUEST")
    changes_by_link_alone(citizen, link)
    citizen.browser.follow(citizen.say("booked.move"))
    citizen.look("move")
    page.get_by_role("main").get_by_role("list").first.get_by_role("link").nth(1).click()
    page.wait_for_load_state()
    page.get_by_role("button", name=re.compile(r"\d\d[:h.]\d\d")).nth(2).click()
    page.get_by_role("heading", name=citizen.say("booked.title")).wait_for()
    invitations.next("REQUEST")
    invitations.is_the_same(citizen.browser.download(citizen.say("booked.calendar")))
    citizen.browser.follow(citizen.say("booked.cancel"))
    citizen.look("cancel")
    heard = citizen.heard()
    citizen.press("booked.cancel_button")
    page.get_by_role("heading", name=citizen.say("booked.cancelled_title")).wait_for()
    citizen.look("cancelled")
    citizen.message(after=heard)
    invitations.next("CANCEL")
    waits_for_a_place(citizen)
    comes_in_by_link(citizen)


def waits_for_a_place(citizen):
    """On the list and off it again."""
    citizen.browser.follow(citizen.say("booked.again"))
    citizen.browser.follow(citizen.say("places.waitlist"))
    citizen.look("waitlist")
    citizen.press("waitlist.join")
    citizen.page.get_by_role("heading", name=citizen.say("waitlist.waiting_title")).wait_for()
    citizen.look("waitlisted")
    citizen.press("waitlist.leave")
    citizen.browser.follow(citizen.say("places.waitlist"))
    citizen.page.get_by_role("heading", name=citizen.say("waitlist.title")).wait_for()


def comes_in_by_link(citizen):
    """The link beside the code works once, by a press."""
    other = citizen.stage.person(citizen.locale)
    other.go(f"/{citizen.locale}/sign-in")
    other.page.get_by_label(citizen.say("contact.question")).fill(citizen.contact)
    heard = citizen.heard()
    other.press(citizen.say("contact.send"))
    link = citizen.message(lambda mail: mail.code, after=heard).links[0]
    other.go(link).look("enter")
    other.press(citizen.say("enter.button"))
    other.reads(citizen.reference)
    other.leave()


def changes_by_link_alone(citizen, link):
    """Whoever holds the message may look and ask; only a press changes something."""
    other = citizen.stage.person(citizen.locale)
    other.go(link).look("link-to-appointment")
    other.go(link + "/move").look("link-to-move")
    other.go(link + "/cancellation").look("link-to-cancel")
    other.go(link + "/cancelled").look("link-cancelled")
    other.page.evaluate("path => fetch(path)", link + "/calendar.ics")
    other.leave()


def the_desk_in_arabic(stage, reference):
    """Its pages mirror as citizens' pages do."""
    clerk = Clerk.at_work(stage, "agent").opens(reference)
    dossier = re.search("/desk/d/.*", clerk.page.url).group()
    for name, path in {"queue": "/desk", "day": "/desk/day", "arrival": "/desk/arrival", "dossier": dossier,
                       "act": f"{dossier}/act/request_correction"}.items():
        clerk.browser.go(f"/ar{path}").look(f"desk-in-arabic-{name}")
        assert clerk.page.locator("html").get_attribute("dir") == "rtl"


def lets_off_the_fee(stage):
    """A supervisor's decision, with words that are kept."""
    citizen = Citizen(stage, Procedure(stage.root, "p05"))
    citizen.finds_the_procedure()
    citizen.comes_in()
    citizen.answers_everything()
    citizen.sends_the_pieces()
    citizen.hands_in()
    citizen.leave()
    clerk = Clerk.at_work(stage, "supervisor").opens(citizen.reference)
    clerk.browser.follow(clerk.say("waiver.title"))
    clerk.look("waiver")
    words = f"Dispense {unique_ascii()}"
    stage.note(words)
    clerk.page.get_by_label(clerk.say("waiver.reason")).fill(words)
    clerk.browser.press(clerk.say("waiver.confirm"))
    clerk.browser.reads(clerk.say("check.waived"))
    clerk.look("waived")


def new_administrator(stage):
    """Invited by the command line; the secret of the one-time password stands on the page once."""
    link = stage.guichet.run("admin", "create", f"{unique_ascii()}@example.org", "--role", "agent").split()[-1]
    person = stage.person("fr", screen=DESK)
    person.go(link).look("desk-enrol")
    secret = person.page.locator("code").inner_text().strip("\u2066\u2067\u2068\u2069 ")
    person.page.get_by_label(stage.words("fr", "desk.sign_in.code")).fill(totp(secret))
    person.press(stage.words("fr", "desk.enrol.bind"))
    person.page.get_by_role("heading", level=1, name=stage.words("fr", "desk.queue.title")).wait_for()
    person.go("/desk").leave()


def outbox(stage, citizen):
    """Without providers, what would have left is read in the browser, with the files that belong to it."""
    usual = stage.guichet
    usual.stop()
    alone = Guichet(stage.ground, usual.binary, stage.declared, port=usual.port).start()
    try:
        citizen.opens_dossier()
        citizen.books()
        citizen.leave()
        person = stage.person("fr")

        def arrived():
            person.go("/outbox")
            return person.page.locator("tbody a").count()
        until("a message in the outbox", 90, arrived)
        person.look("outbox")
        person.page.locator("tbody a").first.click()
        person.page.wait_for_load_state()
        person.look("outbox-message")
        assert person.download(re.compile(r"\.ics$")).startswith(b"BEGIN:VCALENDAR")
        person.leave()
    finally:
        alone.stop()
        usual.start()
