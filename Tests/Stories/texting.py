"""A telephone is enough: a place is found, chosen, confirmed, moved, given up, waited for and taken by SMS alone."""

import yaml

from conversation import handed_in
from ground import until
from procedures import Procedure, phone, unique_ascii

POST = "ECONSULAIRE"


def texting(stage):
    """In every language that the ministry declares; the first one has a second request as well."""
    for number, locale in enumerate(_declared(stage, "ministries/cd/ministry.yaml")["locales"]):
        texter = Texter(stage, locale)
        texter.finds_and_takes_a_place()
        texter.moves_it()
        texter.gives_it_up()
        texter.waits_and_is_offered_a_place()
        texter.asks()
        texter.wants_no_more()
        if number == 0:
            texter.asks_for_one_of_two()
        print(f"   texting in {locale}: {texter.sent} SMS sent, {texter.citizen.heard()} received", flush=True)
        texter.citizen.leave()
    a_stranger_asks(stage)


class Texter:
    """Handed in a request with a telephone number for all contact; from then on there are SMS only."""

    def __init__(self, stage, locale):
        self.stage, self.locale = stage, locale
        lists = _declared(stage, f"locales/{locale}/sms.yaml")
        self.words = {name: _first(words) for name, words in lists["words"].items()}
        self.letters = [letter.strip() for letter in lists["letters"].replace("،", ",").split(",")]
        self.citizen = handed_in(stage, "p19", locale, "sms")
        self.code = self.citizen.reference.replace("-", "")[-4:]
        self.sent = 0

    def says(self, text, template):
        """Sends; gives the answer, which must be of this template and in this language."""
        heard = self.citizen.heard()
        self.sent += 1
        self.stage.sms.send(self.citizen.contact, POST, text)
        message = self.citizen.message(after=heard)
        told = self.last()
        assert told == [template, self.locale], f"“{text}” is answered by {told}, not {template}: {message.text}"
        return message

    def last(self):
        return self.sql("SELECT template, locale FROM channels.messages WHERE recipient = (SELECT person FROM "
                        "casedesk.dossiers WHERE reference = '{reference}') ORDER BY created_at DESC LIMIT 1")[0]

    def places(self):
        """What stands in the Scheduler for the request: state and channel, the newest change first."""
        return self.sql("SELECT state, appointment::jsonb ->> 'channel' FROM scheduler.appointments WHERE subject = "
                        "(SELECT id FROM casedesk.dossiers WHERE reference = '{reference}') AND state <> 'held' "
                        "ORDER BY changed DESC")

    def sql(self, text):
        return self.stage.ground.sql(text.format(reference=self.citizen.reference.replace("-", "")))

    def finds_and_takes_a_place(self):
        words = self.words
        offered = self.says(words["find"], "sms.places")
        assert all(f"{number}:" in offered.text for number in (1, 2, 3)), offered.text
        self.says(f"{words['find']} 31/2", "sms.places")
        self.says(words["more"], "sms.places")
        self.is_late()
        self.says("1", "sms.places")  # the offer is over: three new ones
        assert self.places() == [], self.places()
        taken = self.says("٢" if self.locale == "ar" else "2", "appointment.confirmed")
        assert self.citizen.reference in taken.text, taken.text
        self.stage.sms.send(self.citizen.contact, POST, "2")  # the network repeats itself
        self.says(f"{words['yes'].capitalize()} !", "sms.presence")
        assert self.places() == [["booked", "sms"]], self.places()

    def is_late(self):
        """Four hours go by, for the question that stands open."""
        self.stage.ground.sql("UPDATE casedesk.sms_dialogues SET state = jsonb_set(state, '{question,until}', '1')")

    def moves_it(self):
        asked = self.says(self.words["move"], "sms.code")
        assert self.code in asked.text, asked.text
        self.says(f"{self.words['move']} {self.code.lower()}", "sms.places")
        self.says("3", "appointment.moved")
        assert self.places() == [["booked", "sms"]], self.places()

    def gives_it_up(self):
        asked = self.says(self.words["no"], "sms.code")
        assert self.code in asked.text, asked.text
        self.says(f"{self.words['cancel']} XXXX", "sms.code")
        assert self.places() == [["booked", "sms"]], self.places()
        self.says(self.code, "appointment.cancelled")
        assert self.places()[0][0] == "cancelled", self.places()

    def waits_and_is_offered_a_place(self):
        """The place that was just given back rests no longer; the worker offers it to the one who waits."""
        self.says(self.words["wait"], "sms.waiting")
        heard, resting = self.citizen.heard(), "{cd}:booking:resting"
        places = self.stage.ground.redis_cli("ZRANGE", resting, "0", "-1").split()
        assert places, "no place rests"
        for place in places:
            self.stage.ground.redis_cli("ZADD", resting, "XX", "1", place)
        offer = self.citizen.message(after=heard)
        assert self.last() == ["waitlist.offered", self.locale], self.last()
        assert self.words["take"].upper() in offer.text.upper(), offer.text
        self.says(self.words["take"], "appointment.confirmed")

    def wants_no_more(self):
        """STOP in a sentence of its own, heard once; then nothing but answers comes, until it is lifted."""
        words = self.words
        self.says(f"{self.citizen.reference}. {words['stop'].upper()}!", "sms.stopped")
        heard = self.citizen.heard()
        self.stage.sms.send(self.citizen.contact, POST, words["stop"])
        self.says(words["status"], "sms.status")
        assert self.citizen.heard() == heard + 1, "a second STOP is answered"
        self.says(words["resume"], "sms.resumed")

    def asks(self):
        self.says(self.words["status"], "sms.status")
        self.says(self.words["help"], "sms.help")
        self.says(self.words["find"], "sms.nothing")  # there is a place already
        self.says(f"{self.words['appeal']} {self.note()}", "sms.received")
        self.says(f"{self.note()} {self.note()} {self.note()} {self.note()}", "sms.received")

    def note(self):
        words = unique_ascii()
        self.stage.note(words)
        return words

    def asks_for_one_of_two(self):
        other = also_hands_in(self.citizen, "p05")
        asked = self.says(self.words["status"], "sms.which")
        assert f"{self.letters[0]}:" in asked.text and f"{self.letters[1]}:" in asked.text, asked.text
        answer = self.says(f"{self.letters[1].lower()}.", "sms.status")
        assert other in answer.text, answer.text


def also_hands_in(citizen, procedure):
    """A second request of the same person, who is still inside; its reference."""
    first, reference = citizen.procedure, citizen.reference
    citizen.procedure = Procedure(citizen.stage.root, procedure)
    citizen.answers = citizen.procedure.answers(citizen.locale)
    citizen.stage.note(*citizen.procedure.typed(citizen.answers))
    citizen.finds_the_procedure()
    citizen.answers_everything()
    citizen.sends_the_pieces()
    heard = citizen.heard()
    citizen.hands_in()
    citizen.message(after=heard)
    other, citizen.procedure, citizen.reference = citizen.reference, first, reference
    return other


def a_stranger_asks(stage):
    """From a number nobody gave us: told once where the site is."""
    number = phone()
    stage.note(number)
    stage.sms.send(number, POST, "RDV")
    answer = stage.sms.wait(number)
    assert stage.guichet.site in answer.text, answer.text
    stage.sms.send(number, POST, "1")
    aside = "SELECT count(*) FROM casedesk.conversation WHERE dossier IS NULL AND medium = 'sms'"
    until("the stranger's second message to be kept aside", 20, lambda: stage.ground.sql(aside) == [["2"]])
    rows = stage.ground.sql("SELECT count(*) FROM channels.messages WHERE template = 'sms.unknown'")
    assert rows == [["1"]], rows


def _first(words):
    return words.replace("،", ",").split(",")[0].strip()


def _declared(stage, path):
    with open(f"{stage.declared}/{path}", encoding="utf-8") as file:
        return yaml.safe_load(file)
