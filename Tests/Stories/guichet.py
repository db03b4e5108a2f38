"""The program under test as a person starts it: commands, a web process and a worker process."""

import json
import os
import subprocess
import urllib.error
import urllib.request

from ground import Process, free_port, until


class Guichet:
    def __init__(self, ground, binary, root, settings=None, port=None):
        self.ground, self.binary, self.root = ground, os.path.abspath(binary), os.path.abspath(root)
        self.port = port or free_port()
        self.site = f"http://localhost:{self.port}"
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "SWIFT_BACKTRACE": "enable=no",
            "GUICHET_ROOT": self.root,
            "GUICHET_VAR": ground.var,
            "GUICHET_REDIS_URL": ground.redis_url,
            "GUICHET_DATABASE_URL": ground.database_url,
            "GUICHET_PORT": str(self.port),
            "GUICHET_SITE": self.site,
            "GUICHET_CALLBACK": f"http://127.0.0.1:{self.port}",
            **(settings or {}),
        }
        self.web = self._serve("web")
        self.worker = self._serve("worker")

    def _serve(self, role):
        words = [self.binary, "serve", "--role", role]
        return Process(words, f"{self.ground.logs}/{role}.log", self.environment)

    def run(self, *words, succeeds=True):
        """Runs a command to its end and gives what it printed."""
        answer = subprocess.run(
            [self.binary, *words], env=self.environment, capture_output=True, text=True, timeout=120)
        if succeeds and answer.returncode != 0:
            raise RuntimeError(f"guichet {' '.join(words)} → {answer.returncode}: {answer.stderr[-2000:]}")
        return answer.stdout

    def json(self, *words, succeeds=True):
        return json.loads(self.run(*words, "--json", succeeds=succeeds))

    def start(self):
        self.start_web()
        self.start_worker()
        return self

    def start_web(self):
        self.web.start()
        until("the site", 90, self.ready)

    def start_worker(self):
        self.worker.start()

    def ready(self):
        if not self.web.lives:
            raise RuntimeError(f"the web process has ended: {self.log('web')}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def log(self, role, characters=1500):
        if not os.path.exists(f"{self.ground.logs}/{role}.log"):
            return ""
        with open(f"{self.ground.logs}/{role}.log", encoding="utf-8", errors="replace") as log:
            return log.read()[-characters:]

    def certificate(self):
        """The path of the authority's certificate (PEM): what a third party trusts."""
        return f"{self.ground.var}/keys/authority.crt"

    def invariants(self):
        """The checks that don't hold; none, when all is well."""
        report = self.json("invariants", succeeds=False)
        return [check for check in report["checks"] if not check["ok"]]

    def stop(self):
        self.worker.stop()
        self.web.stop()
