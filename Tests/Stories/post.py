"""A post that receives people at any hour: its citizens ask for an appointment and come on the same day."""

import datetime
import re
import shutil
import tempfile
import zoneinfo

AGENDA = """\
zone: {zone}
holidays: [moon]
groups:
  guichets:
    services:
      legalisation: {{ base: 5, per_unit: 3, step: 10, lead: 0, horizon: 60, grace: 15 }}
    hours:
      - days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
        from: "00:00"
        to: "23:55"
        counters: 2
tours:
  luxembourg:
    city: {{ fr: Luxembourg, ar: لوكسمبورغ, ln: Luxembourg, en: Luxembourg, sw: Luxembourg }}
    place: {{ fr: "{address}", ar: "{address}", ln: "{address}", en: "{address}", sw: "{address}" }}
    zone: Europe/Lisbon  # another clock than the post's: nobody may mix them up
    services: [legalisation]
    days:
      - {{ on: {tour}, from: "10:00", to: "12:00", counters: 2 }}
"""
# A feast whose day isn't sure: it closes nothing before somebody confirms it.
MOON = """\
days:
  - id: feast-of-the-stories
    on: {date}
    name: {{ fr: Fête des récits, ar: عيد الحكايات, ln: Feti ya masolo, en: Feast of the stories,
            sw: Sikukuu ya hadithi }}
    source: estimation
    checked: 2026-11-21
    confirmed: false
"""
FEAST = 40  # days from today
# Where the tour receives people, and in how many days from today.
ADDRESS, AHEAD = "Maison des associations, Luxembourg", 20
COUNTERS = 2


def open_at_any_hour(root):
    """A folder with everything declared, where only the post's hours are others, and no telephone sleeps; its path."""
    folder = tempfile.mkdtemp(prefix="gr-", dir="/tmp")
    for name in ("ministries", "procedures", "message-templates", "document-templates", "locales"):
        shutil.copytree(f"{root}/{name}", f"{folder}/{name}")
    shutil.copy(f"{root}/numbers.yaml", folder)
    with open(f"{folder}/ministries/cd/sending.yaml", encoding="utf-8") as file:
        sending = file.read()
    with open(f"{folder}/ministries/cd/sending.yaml", "w", encoding="utf-8") as file:
        file.write(re.sub(r"^quiet_hours: .*$", "", sending, flags=re.MULTILINE))
    post = f"{folder}/ministries/cd/posts/bruxelles"
    with open(f"{post}/agenda.yaml", "w", encoding="utf-8") as file:
        file.write(AGENDA.format(zone=zone(), address=ADDRESS, tour=tour()))
    with open(f"{folder}/ministries/cd/holidays/moon.yaml", "w", encoding="utf-8") as file:
        file.write(MOON.format(date=ahead(FEAST)))
    with open(f"{post}/post.yaml", encoding="utf-8") as file:
        profile = file.read()
    with open(f"{post}/post.yaml", "w", encoding="utf-8") as file:
        file.write(re.sub(r"^zone: .*$", f"zone: {zone()}", profile, flags=re.MULTILINE))
    return folder


def tour():
    """The day on which the post receives elsewhere."""
    return ahead(AHEAD)


def ahead(days):
    return (datetime.date.today() + datetime.timedelta(days=days)).isoformat()


def zone():
    """Where the day isn't nearly over: nobody should come on the next one because a story ran late."""
    here = "Europe/Brussels"
    late = datetime.datetime.now(zoneinfo.ZoneInfo(here)).hour >= 20
    return "America/New_York" if late else here
