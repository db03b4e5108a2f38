"""Somebody has a telephone and nothing else: an agent books for them, gives them a priority, and cancels for them."""

import re

import yaml

from conversation import handed_in
from desk import Clerk
from procedures import unique_ascii


def behalf(stage):
    for locale in stage.languages if stage.long else ["fr"]:
        citizen = handed_in(stage, "p19", locale, "sms")
        clerk = Clerk.at_work(stage, "agent").opens(citizen.reference)
        link = books(stage, clerk, citizen)
        gives_a_priority(stage, clerk, citizen)
        moves_by_link(stage, citizen, link)
        cancels(stage, clerk, citizen)
        in_arabic(clerk)
        citizen.leave()
    print("   behalf: booked by telephone, a priority, moved by the link in the SMS, cancelled with its reason",
          flush=True)


def said(stage, key, locale="fr"):
    return stage.words(locale, f"behalf.{key}")


def takes_a_time(person, day=0):
    main = person.page.get_by_role("main")
    main.locator("ul.days").first.get_by_role("link").nth(day).click()
    person.page.wait_for_load_state()
    person.page.get_by_role("button", name=re.compile(r"^\W*\d\d[:h.]\d\d\W*$")).first.click()
    person.page.wait_for_load_state()


def books(stage, clerk, citizen):
    """By telephone, after a look at what the counter would be offered; gives the link that the person gets."""
    heard = citizen.heard()
    clerk.browser.follow(said(stage, "book_by.desk"))
    clerk.look("behalf-places")
    clerk.browser.follow(said(stage, "channel.phone"))
    is_refused(stage, clerk)
    takes_a_time(clerk.browser, day=2)
    clerk.page.get_by_role("heading", level=1, name=said(stage, "held.title")).wait_for()
    clerk.look("behalf-held")
    clerk.browser.press(said(stage, "held.confirm"))
    clerk.browser.reads(said(stage, "done.booked"))
    clerk.look("behalf-booked")
    assert stands(stage, citizen) == [["agents", "phone"]], stands(stage, citizen)
    message = citizen.message(lambda message: message.links, after=heard)
    assert citizen.reference in message.text, message.text
    return message.links[0]


def is_refused(stage, clerk):
    """A time that nobody offers, a year ahead; the nearest that are free stand beside the refusal."""
    clerk.page.locator("ul.days a").first.click()
    clerk.page.wait_for_load_state()
    clerk.page.evaluate("""() => {
        const button = document.querySelector("button[name=slot]")
        button.value = String(Number(button.value) + 365 * 86400000)
    }""")
    clerk.page.locator("button[name=slot]").first.click()
    clerk.page.get_by_role("heading", name=stage.words("fr", "web.places.nearest")).wait_for()
    assert clerk.page.locator(".times.full button").count() == 5
    clerk.look("behalf-refused")


def stands(stage, citizen):
    """Pool and channel of what is booked."""
    return stage.ground.sql(
        "SELECT appointment->>'pool', appointment->>'channel' FROM scheduler.appointments WHERE state = 'booked' AND "
        f"subject = (SELECT id FROM casedesk.dossiers WHERE reference = '{citizen.reference.replace('-', '')}')")


def gives_a_priority(stage, clerk, citizen):
    """First without a reason; then with one that nobody but agents reads."""
    clerk.browser.follow(said(stage, "priority.change"))
    clerk.look("behalf-priority")
    words = f"Précision {unique_ascii()}"
    stage.note(words)
    clerk.page.locator("#note-vulnerable").fill(words)
    clerk.browser.press(said(stage, "priority.button.vulnerable"))
    clerk.browser.reads(said(stage, "priority.refusal.reason_missing"))
    clerk.look("behalf-priority-error")
    assert clerk.page.locator("#note-vulnerable").input_value() == words
    clerk.page.locator("#reason-vulnerable").select_option(index=1)
    clerk.browser.press(said(stage, "priority.button.vulnerable"))
    clerk.browser.reads(said(stage, "done.priority"), said(stage, "priority.vulnerable"))
    clerk.look("behalf-prioritised")
    clerk.browser.follow(said(stage, "priority.change"))
    clerk.browser.reads(words, said(stage, "priority.past.vulnerable"))


def moves_by_link(stage, citizen, link):
    """Without coming in; the page says that places are kept, and the new one is of their pool."""
    heard = citizen.heard()
    other = stage.person(citizen.locale)
    other.go(link).look("behalf-link")
    other.follow(citizen.say("booked.move"))
    other.reads(said(stage, "kept", citizen.locale))
    other.look("behalf-kept")
    takes_a_time(other, day=3)
    other.page.get_by_role("heading", name=citizen.say("booked.title")).wait_for()
    message = citizen.message(lambda message: message.links, after=heard)
    assert citizen.reference in message.text, message.text
    assert stands(stage, citizen) == [["vulnerable", "web"]], stands(stage, citizen)
    other.leave()


def cancels(stage, clerk, citizen):
    """After a look at other times; the person reads why in their own language."""
    clerk.opens(citizen.reference)
    clerk.browser.follow(said(stage, "move"))
    clerk.look("behalf-move")
    clerk.opens(citizen.reference)
    clerk.browser.follow(said(stage, "cancel.title"))
    clerk.browser.press(said(stage, "cancel.button"))
    clerk.browser.reads(said(stage, "cancel.reason_missing"))
    clerk.look("behalf-cancel")
    with open(f"{stage.declared}/ministries/cd/ministry.yaml", encoding="utf-8") as file:
        reason = yaml.safe_load(file)["cancellations"]["request"]
    clerk.page.get_by_label(reason["fr"]).check()
    heard = citizen.heard()
    clerk.browser.press(said(stage, "cancel.button"))
    clerk.browser.reads(said(stage, "done.cancelled"))
    clerk.look("behalf-cancelled")
    message = citizen.message(after=heard)
    assert reason[citizen.locale] in message.text, message.text


def in_arabic(clerk):
    root = re.sub(r"^.*?/fr(/desk/d/[^/?]+).*", r"\1", clerk.page.url)
    for name, path in {"places": f"{root}/booking/phone", "priority": f"{root}/priority", "dossier": root}.items():
        clerk.browser.go(f"/ar{path}").look(f"behalf-in-arabic-{name}")
        assert clerk.page.locator("html").get_attribute("dir") == "rtl"
