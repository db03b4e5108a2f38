"""A partner's server: written down on the desk, tried out, told of everything that the other stories do, then stopped
and taken up again. The receiver checks every signature by itself."""

import datetime
import json
import os
import shutil
import sys
import tempfile

from agenda import looks_everywhere, looks_at_this
from desk import Clerk
from ground import Process, until

PEER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Peers/webhook_receiver.py")


class Partner:
    def __init__(self):
        # Not on the ground of the story: what the partner keeps is theirs.
        self.folder = tempfile.mkdtemp(prefix="gs-partner-", dir="/tmp")
        self.secrets = f"{self.folder}/secrets.json"
        self.process = Process([sys.executable, PEER, self.folder, "--secrets", self.secrets], f"{self.folder}/log")
        self.process.start()
        until("the partner's server", 30, lambda: os.path.exists(f"{self.folder}/port"))
        with open(f"{self.folder}/port", encoding="utf-8") as file:
            self.port = int(file.read())

    def address(self, way):
        return f"http://127.0.0.1:{self.port}/{way}"

    def knows(self, name, secrets):
        with open(f"{self.secrets}.part", "w", encoding="utf-8") as file:
            json.dump({name: secrets}, file)
        os.rename(f"{self.secrets}.part", self.secrets)

    def received(self):
        if not os.path.exists(f"{self.folder}/received.jsonl"):
            return []
        with open(f"{self.folder}/received.jsonl", encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def end(self):
        self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def types(self):
        return {json.loads(line["body"])["type"] for line in self.received() if line["signed"]}


def begins(stage):
    """A supervisor writes the server down, mends what was wrong, tries it out."""
    partner = Partner()
    clerk = Clerk.at_work(stage, "supervisor")
    clerk.browser.go("/fr/desk")
    clerk.browser.follow(words(stage, "title"))
    looks_everywhere(clerk, "webhooks-none")
    clerk.browser.follow(words(stage, "form.new"))
    looks_everywhere(clerk, "webhooks-new")
    fills(clerk, "https://169.254.169.254/latest")
    clerk.browser.reads(words(stage, "target.address"))
    looks_at_this(clerk, "webhooks-refused")
    fills(clerk, partner.address("fine@one"))
    learns_the_secret(clerk, partner)
    clerk.browser.press(words(stage, "test"))
    arrives(clerk, words(stage, "state.delivered"))
    looks_everywhere(clerk, "webhooks-delivery")
    until("the test event", 20, lambda: "webhook.test" in partner.types())
    return partner


def ends(stage, partner):
    """Everything was signed; then the secret changes, the server is stopped, and what it missed is sent again."""
    clerk = Clerk.at_work(stage, "supervisor")
    expected = {"dossier.submitted", "dossier.state_changed", "appointment.confirmed", "appointment.moved",
                "appointment.cancelled", "payment.waived"}
    until("the events of the stories", 30, lambda: expected <= partner.types())
    assert all(line["signed"] and line["by_library"] is not False for line in partner.received())
    ids = [line["id"] for line in partner.received()]
    assert len(ids) == len(set(ids)), "an event came twice though nothing failed"
    clerk.browser.go("/fr/desk/webhooks")
    looks_everywhere(clerk, "webhooks")
    clerk.page.locator("tbody a").first.click()
    clerk.page.wait_for_load_state()
    looks_everywhere(clerk, "webhook")
    one = clerk.page.url
    clerk.page.get_by_label(words(stage, "log.state")).select_option("delivered")
    clerk.page.get_by_label(words(stage, "log.type")).select_option("dossier.submitted")
    clerk.browser.press(words(stage, "log.filter"))
    assert clerk.page.locator("tbody tr").count() > 0
    clerk.browser.go(one)
    changes_the_secret(clerk, partner)
    stops_and_goes_on(clerk, partner)
    print(f"   a partner's server: {len(partner.received())} events, all signed, {len(partner.types())} types; "
          "secret changed, stopped, replayed", flush=True)
    partner.end()


def fills(clerk, url):
    page, stage = clerk.page, clerk.stage
    stage.note("partenaire@example.net", "Le registre de la commune")
    page.get_by_label(words(stage, "form.url"), exact=True).fill(url)
    page.get_by_label(words(stage, "form.description")).fill("Le registre de la commune")
    page.get_by_label(words(stage, "form.contact")).fill("partenaire@example.net")
    clerk.browser.press(words(stage, "form.save"))


def learns_the_secret(clerk, partner):
    clerk.browser.press(words(clerk.stage, "secret.show"))
    looks_at_this(clerk, "webhook-secret")
    shown = clerk.page.locator(".notice code").all_inner_texts()
    secrets = [text.strip("\u2066\u2067\u2068\u2069 ") for text in shown]
    clerk.stage.note(*secrets)
    partner.knows("one", secrets)
    return secrets


def changes_the_secret(clerk, partner):
    stage, one = clerk.stage, clerk.page.url
    clerk.browser.press(words(stage, "rotation.button"))
    assert len(learns_the_secret(clerk, partner)) == 2
    clerk.browser.go(one)
    clerk.browser.press(words(stage, "test"))
    until("an event with two signatures", 20, lambda: partner.received()[-1]["signatures"] == 2)
    assert partner.received()[-1]["signed"]
    clerk.browser.go(one)


def stops_and_goes_on(clerk, partner):
    """A server that says 410 is stopped; the desk says so; once it is mended, what it missed arrives."""
    stage, one = clerk.stage, clerk.page.url
    clerk.browser.follow(words(stage, "form.edit"))
    looks_everywhere(clerk, "webhooks-edit")
    fills(clerk, partner.address("gone@one"))
    clerk.browser.press(words(stage, "test"))
    arrives(clerk, words(stage, "state.failed"))
    clerk.browser.go("/fr/desk").reads(words(stage, "alarm"))
    clerk.look("queue-with-webhook-alarm")
    clerk.browser.go(one).reads(words(stage, "reason.gone"))
    looks_everywhere(clerk, "webhook-disabled")
    clerk.browser.follow(words(stage, "form.edit"))
    fills(clerk, partner.address("fine@one"))
    clerk.browser.press(words(stage, "enable"))
    before = len(partner.received())
    clerk.page.get_by_label(words(stage, "replay.since")).fill(datetime.date.today().isoformat())
    clerk.browser.press(words(stage, "replay.button"))
    looks_at_this(clerk, "webhook-replayed")
    until("what was missed", 20, lambda: len(partner.received()) > before)


def arrives(clerk, state):
    """The delivery's page, until it says so."""
    until(f"“{state}”", 20, lambda: state in clerk.browser.go(clerk.page.url).page.locator("main").inner_text())


def words(stage, key):
    return stage.words("fr", f"webhooks.{key}")
