"""The thread: one request from the first page to a verified document, then revoked; as one person lives it."""

import itertools
import os
import tempfile

from citizen import Citizen, reference_in
from desk import Clerk
from ground import until
from papers import Paper, read_qr
from procedures import Procedure, languages
from readings import misread

# Every two of language, medium and JavaScript meet in the few that every change must pass; a long run has them all.
# The second procedure takes the ways that only it declares: a student, who proves it and doesn't pay, or another
# purpose, told in words.
STUDENT = {"purpose": "study", "situation": "student"}
OTHER = {"purpose": "other"}
VARIANTS = [
    ("p19", "fr", "email", True), ("p19", "ar", "sms", True), ("p19", "ar", "email", False),
    ("p05", "fr", "sms", False, STUDENT)]
LANGUAGES = languages(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
ALL = [(*way, *wanted) for way in itertools.product(("p19", "p05"), LANGUAGES, ("email", "sms"), (True, False))
       for wanted in [() if way[0] == "p19" else (STUDENT if way[1] == "fr" else OTHER,)]]
LONG = [way for way in ALL if way not in VARIANTS]


def thread(stage, name="p19", locale="fr", medium="email", javascript=True, wanted=None):
    citizen = Citizen(stage, Procedure(stage.root, name), locale, medium, javascript, wanted)
    arrival = asks(citizen)
    code = is_served(stage, citizen, arrival)
    supervisor = Clerk.at_work(stage, "supervisor").opens(citizen.reference)
    supervisor.acts(citizen.procedure.act("revoke", "fr"), reason=citizen.procedure.reason("issued_in_error", "fr"))
    third_party_is_told(stage, code, "verify.revoked", locale)
    citizen.leave()


def asks(citizen):
    """From the first page to an appointment, where there is one: gives the code for the door."""
    citizen.finds_the_procedure()
    citizen.comes_in()
    citizen.answers_everything()
    citizen.sends_the_pieces()
    heard = citizen.heard()
    citizen.hands_in()
    gets_a_proof_of_deposit(citizen, heard)
    arrival = None
    if "appointment" in citizen.procedure.declared:
        heard = citizen.heard()
        citizen.books()
        arrival = reads_the_arrival_code(citizen)
        confirmation = citizen.message(after=heard)
        if citizen.medium == "email":
            assert any(name.endswith(".ics") for name in confirmation.attachments), confirmation.attachments
    citizen.opens_dossier()
    return arrival


def is_served(stage, citizen, arrival):
    """The consulate's part, up to a document that a third party has verified: gives what its QR says."""
    procedure = citizen.procedure
    clerk = Clerk.at_work(stage, "agent").opens(citizen.reference)
    clerk.views_the_pieces()
    asks_for_a_correction(clerk, citizen)
    at_the_counter(clerk, citizen, arrival)
    heard = citizen.heard()
    supervisor = Clerk.at_work(stage, "supervisor").opens(citizen.reference)
    supervisor.acts(procedure.act("sign", "fr"))
    data = gets_the_document(citizen, heard)
    return third_party_verifies(stage, citizen, data)


def gets_a_proof_of_deposit(citizen, heard):
    message = citizen.message(after=heard)
    assert reference_in(message.text) == citizen.reference, message.text
    if citizen.medium == "email":
        proofs = [data for name, data in message.attachments.items() if name.endswith(".pdf")]
        assert proofs and proofs[0].startswith(b"%PDF"), message.attachments.keys()


def reads_the_arrival_code(citizen):
    with tempfile.NamedTemporaryFile(suffix=".png") as picture:
        citizen.page.get_by_role("img", name=citizen.say("booked.arrival")).screenshot(path=picture.name)
        code = read_qr(picture.name)
    assert code, "the arrival code can't be read by a scanner"
    return code


def asks_for_a_correction(clerk, citizen):
    procedure, heard = citizen.procedure, citizen.heard()
    piece = procedure.declared["pieces"][0]["label"]["fr"]
    clerk.acts(procedure.act("request_correction", "fr"), procedure.reason("illegible", "fr"), piece,
               note="Le bas de la page manque, merci de la photographier en entier.")
    citizen.message(after=heard)
    citizen.opens_dossier()
    citizen.replaces_a_piece()
    clerk.opens(citizen.reference)


def at_the_counter(clerk, citizen, arrival):
    procedure = citizen.procedure
    if arrival:
        clerk.checks_in(arrival)
    clerk.opens(citizen.reference)
    if clerk.owes():
        clerk.records_the_payment()
    for act in ("check_originals", "approve"):
        if act in procedure.flow["actions"]:
            clerk.acts(procedure.act(act, "fr"))
    if arrival:
        clerk.sees_the_day()


def gets_the_document(citizen, heard):
    """The signed PDF: attached to the email, or behind the link in the SMS."""
    if citizen.medium == "email":
        message = citizen.message(lambda mail: any(n.endswith(".pdf") for n in mail.attachments), after=heard)
        return next(data for name, data in message.attachments.items() if name.endswith(".pdf"))
    message = citizen.message(lambda sms: sms.links, after=heard)
    citizen.browser.go(message.links[-1]).look(f"{citizen.procedure.name}-document-link")
    return citizen.takes_the_document()


def third_party_verifies(stage, citizen, data):
    paper = Paper(data, stage.guichet.certificate())
    for check in (paper.pdfsig, paper.pyhanko, paper.qpdf, paper.tagged):
        assert check(), f"{check.__name__} says no"
    report = stage.guichet.json("document", "verify", paper.path)
    assert (report["signature"], report["covers_whole_file"]) == ("valid", True), report
    template = citizen.procedure.declared["outputs"][0]["template"]
    missed = misread(paper, f"{stage.root}/document-templates/{template}/{citizen.locale}.md",
                     citizen.procedure.printed(citizen.answers))
    assert not missed, f"the document doesn't read {missed} in: {paper.text()}"
    changed = paper.altered()
    for check in (changed.pdfsig, changed.pyhanko, changed.qpdf):
        assert not check(), f"{check.__name__} didn't notice a changed byte"
    report = stage.guichet.json("document", "verify", changed.path, succeeds=False)
    assert report["signature"] != "valid", report
    code = paper.qr()
    assert code.startswith("http"), f"the QR says {code!r}"
    third_party_is_told(stage, code, "verify.valid", citizen.locale)
    return code


def third_party_is_told(stage, code, key, locale):
    stranger = stage.person(locale)
    said = stage.words(locale, f"web.{key}")

    def shown():
        stranger.go(code)
        return stranger.page.get_by_role("heading", name=said).count() > 0
    until(f"the public page saying “{said}”", 90, shown)
    stranger.look(key.replace(".", "-"))
    stranger.leave()
