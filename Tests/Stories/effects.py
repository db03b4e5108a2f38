"""One effect each: what is sent twice, cut or fought over happens once, and everybody is told clearly.

Ten times each; a hundred in a long run."""

import html
import re
from concurrent.futures import ThreadPoolExecutor

from applicant import Applicant
from caller import Caller
from citizen import reference_in
from clerks import DeskCaller
from post import COUNTERS
from procedures import Procedure


def run(stage):
    procedure = Procedure(stage.root, "p19")
    times = 100 if stage.long else 10
    crowd = 200 if stage.long else 20
    applicants = prepared(stage, procedure, 2 * times + COUNTERS - 1 + crowd)
    handed_in_twice(applicants[:times])
    reply_lost(applicants[times:2 * times])
    for applicant in applicants[2 * times:]:
        applicant.hands_in()
    confirmed_twice(applicants[:times])
    decided_by_two(stage, applicants[times:2 * times])
    last_place(applicants[2 * times:])
    broken = stage.guichet.invariants()
    assert not broken, broken


def prepared(stage, procedure, number):
    """Citizens who stand before the last button."""
    def prepare(index):
        applicant = Applicant(stage, procedure, index)
        applicant.comes_in()
        applicant.form = applicant.fills_in()
        return applicant
    return at_once(prepare, range(number), 16)


def at_once(work, items, width=None):
    items = list(items)
    with ThreadPoolExecutor(width or len(items)) as pool:
        return list(pool.map(work, items))


def twin(applicant):
    """The same person at a second tap: same cookies, another connection."""
    caller = Caller(applicant.caller.port)
    caller.cookies, caller.headers = dict(applicant.caller.cookies), applicant.caller.headers
    return caller


def dossiers(applicant):
    page = applicant.caller.get(f"/{applicant.locale}/requests")
    return {link for link in page.links if re.search(r"/d/[^/]+$", link)}


def handed_in_twice(applicants):
    for applicant in applicants:
        pages = at_once(lambda caller: caller.submit(applicant.form), [applicant.caller, twin(applicant)])
        assert all(page.status == 200 for page in pages), [page.status for page in pages]
        applicant.page = pages[0]
        assert len(dossiers(applicant)) == 1, dossiers(applicant)
        assert len(deposits(applicant)) == 1, [mail.subject for mail in deposits(applicant)]
    print(f"   handed in twice: {len(applicants)} times, one effect each", flush=True)


def deposits(applicant):
    """Mails with a proof of deposit; the first is waited for."""
    def proves(mail):
        return any(name.endswith(".pdf") for name in mail.attachments)
    applicant.stage.mail.wait(applicant.email, proves)
    return [mail for mail in applicant.stage.mail.to(applicant.email) if proves(mail)]


def reply_lost(applicants):
    for applicant in applicants:
        applicant.caller.cut(applicant.form)
        applicant.submit(applicant.form)
        assert len(dossiers(applicant)) == 1, dossiers(applicant)
        assert len(deposits(applicant)) == 1, [mail.subject for mail in deposits(applicant)]
    print(f"   reply lost after the press: {len(applicants)} times, one effect each", flush=True)


def confirmed_twice(applicants):
    for applicant in applicants:
        applicant.holds()
        form = applicant.page.form(action="confirm")
        pages = at_once(lambda caller: caller.submit(form), [applicant.caller, twin(applicant)])
        assert all(page.status == 200 for page in pages), [page.status for page in pages]
    booked = int(applicants[0].stage.ground.sql(
        "SELECT count(*) FROM scheduler.appointments WHERE state = 'booked'")[0][0])
    assert booked == len(applicants), f"{booked} appointments of {len(applicants)}"
    print(f"   confirmed twice: {len(applicants)} times, one effect each", flush=True)


def decided_by_two(stage, applicants):
    """Two agents refuse the same dossier at the same moment, for different reasons."""
    clerks = [DeskCaller(stage, role) for role in ("agent", "supervisor")]
    reasons = ("signature_unknown", "not_eligible")
    for applicant in applicants:
        reference = references(applicant)[0]
        forms = [clerk.prepares(reference, "reject", reason) for clerk, reason in zip(clerks, reasons)]
        pages = at_once(lambda pair: pair[0].submit(*pair[1]), list(zip(clerks, forms)))
        assert sorted(page.status for page in pages)[0] == 200, [page.status for page in pages]
        assert all(page.status < 500 for page in pages), [page.status for page in pages]
    told = stage.ground.sql(
        "SELECT count(*), count(DISTINCT event) FROM channels.messages WHERE template = 'dossier.rejected'")[0]
    assert told == [str(len(applicants))] * 2, told
    print(f"   decided by two agents: {len(applicants)} times, one decision each", flush=True)


def references(applicant):
    page = applicant.caller.get(f"/{applicant.locale}/requests")
    return [reference_in(re.sub("<[^>]+>", " ", page.text))]


def nobody_comes(stage, button):
    """Whether no appointment of before is within an hour of a start: all counters are still free then."""
    start = f"to_timestamp({int(button[1]) // 1000})"
    return stage.ground.sql(
        "SELECT count(*) FROM scheduler.appointments WHERE state = 'booked' "
        f"AND starts < {start} + interval '1 hour' AND ends > {start} - interval '1 hour'") == [["0"]]


def last_place(applicants):
    """One place is left at a time, and everybody wants it: one holds it, the others are offered what remains."""
    first, crowd = applicants[:COUNTERS - 1], applicants[COUNTERS - 1:]
    wanted = [button for button in crowd[0].chooses_a_day()["buttons"] if nobody_comes(crowd[0].stage, button)][-1]
    taken = crowd[0].stage.words(crowd[0].locale, "web.places.taken")

    def tries(applicant):
        form = applicant.chooses_a_day()
        page = applicant.caller.submit(form, button=wanted)
        if page.form(action="confirm"):
            return "held"
        offers = any(link.endswith("#times") for link in page.links)
        return "offered others" if offers and taken in html.unescape(page.text) else f"{page.status} {page.title}"
    assert [tries(applicant) for applicant in first] == ["held"] * len(first)
    outcomes = at_once(tries, crowd)
    held = outcomes.count("held")
    assert set(outcomes) <= {"held", "offered others"}, set(outcomes)
    assert held == 1, f"{held} of {len(crowd)} got the last place"
    print(f"   {len(crowd)} for the last place: {held} held, {len(crowd) - held} refused with other places", flush=True)
