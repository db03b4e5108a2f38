"""The list of pages comes from the router; each one must have been looked at, each file and way on been used."""

import re


def every_page_was_seen(stage):
    answered = {path for method, path in stage.browser.answered if method in ("GET", "HEAD")}
    missed = []
    for route in stage.guichet.json("routes"):
        if route["method"] != "GET" or route["audience"] == "machine":
            continue
        pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(route["path"]))
        if not any(re.fullmatch(pattern + "/?", path) for path in stage.browser.seen | answered):
            missed.append(route["path"])
    assert not missed, f"pages nobody has looked at: {missed}"
