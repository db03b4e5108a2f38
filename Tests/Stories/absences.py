"""Who didn't come: what they read, how they say why, and what the desk makes of it."""

from desk import Clerk
from procedures import unique_ascii


def misses_and_explains(stage, citizen):
    """Nobody waits here until an appointment is over: the miss is written down as the worker would write it."""
    citizen.opens_dossier()
    heard = citizen.heard()
    citizen.books()
    link = citizen.message(lambda mail: mail.links, after=heard).links[0]
    place = citizen.page.url.split("?")[0]
    stage.ground.sql(
        "INSERT INTO casedesk.absences (appointment, dossier, post, starts, noted_at, sanction)"
        " SELECT id, dossier, 'bruxelles', now(), now(), 'warning' FROM casedesk.appointments"
        f" WHERE id = '{place.rsplit('/', 1)[1]}'")

    def say(key):
        return stage.words(citizen.locale, f"absences.{key}")
    other = stage.person(citizen.locale)
    other.go(link + "/absence").look("link-to-absence")
    other.leave()
    citizen.browser.go(place + "/absence").look("absence")
    words = f"Train {unique_ascii()}"
    stage.note(words)
    citizen.page.get_by_label(say("words")).fill(words)
    citizen.browser.press(say("send"))
    citizen.browser.reads(say("state.appealed"))
    citizen.browser.go(place.split("/appointment/")[0] + "/absences").look("absences")
    the_desk_excuses(stage, citizen, words)
    citizen.browser.go(place + "/absence")
    citizen.browser.reads(say("state.excused"))
    citizen.browser.go(place + "/cancellation")
    citizen.press("booked.cancel_button")


def the_desk_excuses(stage, citizen, words):
    clerk = Clerk.at_work(stage, "agent")

    def say(key):
        return stage.words(clerk.locale, f"absences.desk.{key}")
    clerk.browser.go("/fr/desk/absences").look("desk-absences")
    clerk.page.get_by_role("link", name=citizen.reference).first.click()
    clerk.page.wait_for_load_state()
    clerk.browser.reads(words)
    clerk.look("absence")
    reason = f"Retard constaté {unique_ascii()}"
    stage.note(reason)
    clerk.page.get_by_label(say("outcome.excused"), exact=True).check()
    clerk.page.get_by_label(say("reason")).fill(reason)
    heard = citizen.heard()
    clerk.browser.press(say("save"))
    clerk.browser.reads(say("state.excused"))
    citizen.message(after=heard)
    clerk.browser.go("/ar/desk/absences").look("desk-in-arabic-absences")
