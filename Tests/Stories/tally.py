"""What came of messages: what the program took on and says of each, against what stood in the peer's mailbox."""

import collections


class Tally:
    """Begun before a round, read after it; `rows` are the messages of the round, `mails` how often each arrived."""

    def __init__(self, stage):
        self.stage = stage
        self._known, self._seen = set(self._states()), len(stage.mail.mails)

    def _states(self):
        return dict(self.stage.ground.sql("SELECT id, state FROM channels.messages WHERE medium = 'email'"))

    def read(self):
        self.states = {id: state for id, state in self._states().items() if id not in self._known}
        self.mails = collections.Counter(
            mail.id.strip("<>").split("@")[0] for mail in self.stage.mail.mails[self._seen:])
        self.outcomes = collections.defaultdict(collections.Counter)
        for id, outcome in self.stage.ground.sql("SELECT message, coalesce(outcome, 'unknown') FROM channels.attempts"):
            if id in self.states:
                self.outcomes[id][outcome] += 1
        return self

    @property
    def unsent(self):
        """Taken on, and never seen by the peer."""
        return [id for id in self.states if id not in self.mails]

    @property
    def expired(self):
        return [id for id in self.unsent if self.states[id] == "expired"]

    @property
    def lost(self):
        return [id for id in self.unsent if self.states[id] != "expired"]

    @property
    def strange(self):
        return [id for id in self.mails if id not in self.states]

    @property
    def doubled(self):
        return sum(count - 1 for count in self.mails.values())

    @property
    def excess(self):
        """Came more often than attempts with a yes or without an answer can explain."""
        return [id for id, count in self.mails.items()
                if count > self.outcomes[id]["accepted"] + self.outcomes[id]["unknown"]]

    @property
    def unknown(self):
        """Attempts without an answer: all, and those of them that had arrived."""
        attempts = sum(outcomes["unknown"] for outcomes in self.outcomes.values())
        arrived = sum(max(0, self.mails[id] - outcomes["accepted"]) for id, outcomes in self.outcomes.items())
        return attempts, arrived

    @property
    def uncertain(self):
        """Messages that ended without an answer: all, and those of them that had arrived."""
        ended = [id for id, state in self.states.items() if state == "uncertain"]
        return len(ended), sum(id in self.mails for id in ended)

    def __str__(self):
        attempts, arrived = self.unknown
        uncertain, came = self.uncertain
        return (f"sent {len(self.states)}, received {len(self.mails)}, lost {len(self.lost)}, "
                f"expired {len(self.expired)}, doubled {self.doubled}, "
                f"unknown attempts {attempts} ({arrived} arrived, {attempts - arrived} did not), "
                f"ended uncertain {uncertain} ({came} arrived, {uncertain - came} did not)")

    def check(self):
        assert not self.lost, f"lost: {[(id, self.states[id]) for id in self.lost[:10]]}"
        assert not self.strange, f"never taken on: {self.strange[:10]}"
        assert not self.excess, f"came too often: {self.excess[:10]}"
