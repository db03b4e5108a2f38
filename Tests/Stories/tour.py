"""The post receives for a day in another city, by another clock: somebody without JavaScript chooses to go there, every
page, message and calendar says where and when, the desk sees them there, and they come to the post after all."""

import datetime
import re
import zoneinfo

from calendars import Invitations
from citizen import Citizen
from desk import Clerk
from post import ADDRESS, tour as day_of_tour
from procedures import Procedure

THERE = zoneinfo.ZoneInfo("Europe/Lisbon")


def tour(stage):
    citizen = Citizen(stage, Procedure(stage.root, "p19"), javascript=False)
    citizen.finds_the_procedure()
    citizen.comes_in()
    citizen.answers_everything()
    citizen.sends_the_pieces()
    citizen.hands_in()
    goes_to_the_city(citizen)
    is_printed(stage)
    the_desk_expects(stage, citizen.reference)
    comes_to_the_post(citizen)
    citizen.leave()
    print("   a tour: chosen, told with its address and clock, seen by the desk, left for the post", flush=True)


def goes_to_the_city(citizen):
    page, invitations = citizen.page, Invitations(citizen)
    citizen.browser.follow(citizen.say("done.book"))
    citizen.look("venues")
    page.get_by_role("main").get_by_role("navigation").get_by_role("link", name="Luxembourg").click()
    page.wait_for_load_state()
    citizen.browser.reads(ADDRESS)
    citizen.look("tour-days")
    page.get_by_role("main").get_by_role("list").first.get_by_role("link").first.click()
    page.wait_for_load_state()
    citizen.look("tour-times")
    page.get_by_role("button", name=re.compile(r"10[:h.]00")).click()
    page.get_by_role("heading", name=citizen.say("held.title")).wait_for()
    citizen.browser.reads(ADDRESS)
    citizen.look("tour-held")
    heard = citizen.heard()
    citizen.press("held.confirm")
    page.get_by_role("heading", name=citizen.say("booked.title")).wait_for()
    citizen.browser.reads(ADDRESS)
    citizen.look("tour-booked")
    told = citizen.message(lambda mail: mail.links, after=heard)
    assert ADDRESS in told.text and "10:00" in told.text, told.text
    event = invitations.next("REQUEST")
    assert event["location"] == ADDRESS, event
    start = datetime.datetime.combine(
        datetime.date.fromisoformat(day_of_tour()), datetime.time(10), tzinfo=THERE)
    assert event["start"] == int(start.timestamp()), (event, start)


def is_printed(stage):
    """What is left of the two counters; times are those of the city."""
    free = stage.guichet.json("slots", "--post", "bruxelles", "--service", "legalisation", "--tour", "luxembourg",
                              "--from", day_of_tour(), "--days", "1")["slots"]
    first = free[0]
    assert (first["start"], first["places"]) == (f"{day_of_tour()}T10:00:00", 1), first


def the_desk_expects(stage, reference):
    """On the tour's day, with its city and its hours."""
    clerk = Clerk.at_work(stage, "agent")
    for locale in ("ar", "fr"):
        clerk.browser.go(f"/{locale}/desk/day?date={day_of_tour()}").look(f"desk-day-of-tour-{locale}")
    row = clerk.page.get_by_role("row").filter(has_text=re.compile(re.escape(reference)))
    assert "10:00" in row.inner_text() and "Luxembourg" in row.inner_text(), row.inner_text()


def comes_to_the_post(citizen):
    page = citizen.page
    citizen.browser.follow(citizen.say("booked.move"))
    citizen.browser.reads(ADDRESS)
    citizen.look("tour-move")
    page.get_by_role("main").get_by_role("navigation").get_by_role("link", name="Bruxelles").click()
    page.wait_for_load_state()
    page.get_by_role("main").get_by_role("list").first.get_by_role("link").nth(1).click()
    page.wait_for_load_state()
    page.get_by_role("button", name=re.compile(r"\d\d[:h.]\d\d")).first.click()
    page.get_by_role("heading", name=citizen.say("booked.title")).wait_for()
    assert ADDRESS not in page.get_by_role("main").inner_text()
