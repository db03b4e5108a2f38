"""Both sides write: a reminder is answered by SMS, a mail by mail, an agent answers from the desk."""

import email.message
import email.policy
import os
import re

from citizen import Citizen
from desk import Clerk
from ground import until
from procedures import Procedure, phone, unique, unique_ascii

# What people send as a yes, a no and a cancellation; each word is taken however it is typed.
WORDS = {"fr": ("oui", "Non.", "ANNULER"), "ar": ("نعم", "لا!", "الغاء"), "ln": ("Iyo", "te.", "Longola"),
         "en": ("Yes", "no.", "Cancel"), "sw": ("Ndiyo", "hapana.", "Futa")}
LATER = 3  # days ahead: both reminders are still to come


def conversation(stage):
    """By telephone in one language and by email in another; a long run has both in all."""
    for locale in stage.languages if stage.long else ["ar"]:
        citizen = by_telephone(stage, locale)
        an_agent_writes(stage, citizen)
        citizen.leave()
    for locale in stage.languages if stage.long else ["fr"]:
        by_email(stage, locale)
    a_stranger_writes(stage)
    print("   conversation: reminders answered by SMS, mails by mail, an agent, a stranger", flush=True)


def by_telephone(stage, locale):
    """The first reminder is confirmed, then the place is given up; a second one is cancelled by the other word."""
    yes, no, cancel = WORDS[locale]
    citizen = handed_in(stage, "p19", locale, "sms")
    citizen.books(LATER)
    place = citizen.page.url
    reminder, heard = is_reminded(stage, citizen, "2d"), citizen.heard()
    writes(citizen, reminder, yes)
    citizen.message(after=heard)
    shows(citizen, place, citizen.say("booked.presence_confirmed"))
    clerk = Clerk.at_work(stage, "agent").opens(citizen.reference)
    clerk.browser.reads(yes, clerk.stage.words("fr", "messages.report.delivered"))
    clerk.look("conversation").sees_the_day(LATER)
    clerk.browser.reads(clerk.say("day.presence_confirmed"))
    gives_up(stage, citizen, no)
    citizen.opens_dossier()
    citizen.browser.reads(yes, no)
    assert citizen.page.get_by_text(citizen.say("message.delivered")).count(), "no SMS is shown as delivered"
    citizen.books(LATER)
    is_reminded(stage, citizen, "3h")
    gives_up(stage, citizen, cancel)
    return citizen


def is_reminded(stage, citizen, reminder):
    """Gives the reminder; its hour comes because the story moves it in Redis: the clock goes on as it does."""
    appointment, heard, jobs = citizen.page.url.rsplit("/", 1)[-1], citizen.heard(), "{cd}:jobs"
    names = stage.ground.redis_cli("HKEYS", f"{jobs}:names").splitlines()
    name = next(name for name in names if appointment in name and name.endswith(reminder))
    job = stage.ground.redis_cli("HGET", f"{jobs}:names", name)
    member = next(line for line in stage.ground.redis_cli("ZRANGE", f"{jobs}:due", "0", "-1").splitlines()
                  if line[1:] == job)
    assert stage.ground.redis_cli("ZADD", f"{jobs}:due", "XX", "CH", "1", member) == "1"
    return citizen.message(after=heard)


def writes(citizen, answered, text):
    """To whoever sent the message that is answered."""
    citizen.stage.sms.send(citizen.contact, answered.sender, text)


def gives_up(stage, citizen, word):
    """The place is free again, and the person is told: after they have shown that our messages reach them."""
    code = citizen.reference.replace("-", "")[-4:]
    heard = citizen.heard()
    writes(citizen, citizen.message(), word)
    asked = citizen.message(after=heard)
    assert code in asked.text, asked.text
    heard = citizen.heard()
    writes(citizen, asked, code)
    assert citizen.reference in citizen.message(after=heard).text
    place = citizen.page.url.rsplit("/", 1)[-1]
    state = stage.ground.sql(f"SELECT state FROM scheduler.appointments WHERE id = '{place}'")
    assert state == [["cancelled"]], state


def an_agent_writes(stage, citizen):
    """On the desk; by SMS only a link goes out, and the words stand behind it."""
    words, heard = f"Bonjour, apportez aussi l'original {unique_ascii()}.", citizen.heard()
    says_at_the_desk(stage, citizen, words)
    message = citizen.message(after=heard)
    if citizen.medium == "email":
        assert words in message.text, message.text
    else:
        assert words not in message.text, message.text
    citizen.opens_dossier()
    citizen.browser.reads(words)
    citizen.look("conversation")
    return message


def says_at_the_desk(stage, citizen, words):
    stage.note(words)
    clerk = Clerk.at_work(stage, "agent").opens(citizen.reference)
    clerk.page.get_by_label(clerk.say("dossier.write")).fill(words)
    clerk.browser.press(clerk.say("dossier.send"))
    clerk.browser.reads(clerk.say("dossier.sent"), words)


def by_email(stage, locale):
    """The answer stands in the dossier without what it repeats; a machine's doesn't stand there at all."""
    citizen = handed_in(stage, "p05", locale, "email")
    message = an_agent_writes(stage, citizen)
    answer, away = unique(locale), f"Absent {unique_ascii()}"
    drops(stage, message, away, {"Auto-Submitted": "auto-replied"})
    drops(stage, message, f"{answer}\n\nLe 21 novembre 2026, le consulat a écrit :\n> {message.text[:40]}\n")
    path = citizen.page.url
    shows(citizen, path, answer)
    body = citizen.page.locator(".thread").inner_text()
    assert away not in body and "a écrit" not in body, body
    clerk = Clerk.at_work(stage, "agent").opens(citizen.reference)
    clerk.browser.reads(answer)
    citizen.page.get_by_label(citizen.say("dossier.write")).fill(words := unique(locale))
    stage.note(words)
    citizen.press("dossier.send")
    citizen.browser.reads(words)
    clerk.opens(citizen.reference)
    clerk.browser.reads(words)
    citizen.leave()


def drops(stage, answered, text, headers=None):
    """As the mail server does: written beside, then moved in."""
    stage.note(text.split("\n")[0])
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"] = answered.recipients[0], answered.message["Reply-To"]
    mail["Subject"], mail["Message-ID"] = f"Re: {answered.subject}", f"<{unique_ascii()}@example.org>"
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(text)
    folder, name = f"{stage.ground.folder}/maildir", unique_ascii()
    with open(f"{folder}/tmp/{name}", "wb") as file:
        file.write(bytes(mail))
    os.rename(f"{folder}/tmp/{name}", f"{folder}/new/{name}")


def a_stranger_writes(stage):
    """From a number nobody gave us: kept for the agents to look at, in no dossier; told where the site is."""
    number, words = phone(), f"Bonjour {unique_ascii()}, êtes-vous ouverts ?"
    stage.note(number, words)
    stage.sms.send(number, "ECONSULAIRE", words)
    aside = "SELECT count(*) FROM casedesk.conversation WHERE dossier IS NULL AND medium = 'sms'"
    until("the stranger's message to be kept aside", 90, lambda: stage.ground.sql(aside) == [["1"]])
    assert stage.guichet.site in stage.sms.wait(number).text


def handed_in(stage, procedure, locale, medium):
    citizen = Citizen(stage, Procedure(stage.root, procedure), locale, medium)
    citizen.finds_the_procedure()
    citizen.comes_in()
    citizen.answers_everything()
    citizen.sends_the_pieces()
    citizen.hands_in()
    return citizen


def shows(citizen, path, words):
    """Sooner or later the page shows it."""
    def there():
        citizen.browser.go(path)
        return re.search(words, citizen.page.locator("body").inner_text()) if isinstance(words, re.Pattern) \
            else words in citizen.page.locator("body").inner_text()
    until(f"“{words}” on {path}", 90, there)
