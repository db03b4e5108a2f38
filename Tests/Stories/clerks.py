"""An agent by plain HTTP: for what must happen at the same instant."""

import time

from caller import Caller


class DeskCaller:
    def __init__(self, stage, role):
        self.stage, self.agent = stage, stage.agents[role]
        self.caller = Caller(stage.guichet.port)
        for _ in range(3):
            form = self.caller.get("/fr/desk/sign-in").form(control="email")
            page = self.caller.submit(form, {"email": self.agent.email, "code": self.agent.code})
            if not page.has("email"):
                return
            time.sleep(30 - time.time() % 30)  # a code counts once: the next one
        raise AssertionError(f"{role} can't sign in")

    def prepares(self, reference, act, reason):
        """The form of an act, filled in but not sent."""
        page = self.caller.get(f"/fr/desk?q={reference}")
        way = next(link for link in page.links if link.endswith(f"/act/{act}"))
        form = self.caller.get(way).form(control="reason")
        return self.caller.submit(form, {"reason": reason}).form(action=f"/act/{act}$"), {}

    def submit(self, form, values):
        return self.caller.submit(form, values)
