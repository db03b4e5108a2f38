"""An upload that the network cuts in the middle is taken up again where it stood, by the page itself."""

import re

import scans
from ground import until


def sends_over_a_bad_line(citizen, line):
    """The first piece, cut after half of its bytes; gives them for comparison."""
    page, photo, asked = citizen.page, scans.photo(), []

    def hears(request):
        if re.search(r"/uploads/", request.url):
            asked.append((request.method, int(request.headers.get("upload-offset", -1))))
    page.on("request", hears)
    requirement = citizen.procedure.declared["pieces"][0]["label"][citizen.locale]
    card = page.get_by_role("region", name=requirement)
    card.get_by_label(citizen.say("pieces.choose")).set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": photo})
    line.falls_after(len(photo) // 2)
    card.get_by_role("button", name=citizen.say("pieces.send")).click()

    def refused():
        page.wait_for_timeout(50)
        return line.down and line.refused
    until("the line to be cut", 90, refused)
    line.is_back()
    page.get_by_role("region", name=requirement).get_by_role(
        "button", name=citizen.say("pieces.replace")).wait_for()
    page.remove_listener("request", hears)
    methods = [method for method, _ in asked]
    offsets = [offset for method, offset in asked if method == "PATCH"]
    assert "HEAD" in methods, f"nobody asked how far it came: {asked}"
    assert offsets.count(0) == 1 and offsets[-1] >= len(photo) // 3, f"it began anew: {asked}"
    return photo


def arrived_whole(clerk, photo):
    """What the agent sees is, byte for byte, what was sent."""
    clerk.page.locator("main a[href*='?piece=']").first.click()
    clerk.page.wait_for_load_state()
    seen = clerk.page.evaluate(
        "path => fetch(path).then(answer => answer.arrayBuffer()).then(bytes => Array.from(new Uint8Array(bytes)))",
        clerk.page.locator(".viewer").get_attribute("src"))
    assert bytes(seen) == photo, f"{len(seen)} bytes of {len(photo)}, or others"
