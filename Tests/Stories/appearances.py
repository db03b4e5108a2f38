"""How a page looks to who doesn't see it as its author does: in the dark, with letters twice as large, on paper."""

import re

from axe_playwright_python.sync_playwright import Axe

PRINTED = re.compile(r"(info|check|done|booked|dossier|with-document|link-to-appointment|verify-\w+|waived)$")
# What stands out of the screen to either side and isn't meant to be scrolled on its own.
WIDE = """() => document.documentElement.scrollWidth <= innerWidth + 1 ? null :
    Array.from(document.querySelectorAll("body *")).filter(element => {
        const box = element.getBoundingClientRect();
        return (box.right > innerWidth + 1 || box.left < -1) && !element.closest(".scroll, .hidden");
    }).map(element => element.outerHTML.slice(0, 120))[0] ?? "something" """


def wider_than_screen(page):
    """The markup of what is, or None."""
    return page.evaluate(WIDE)


def others(page, name, path):
    """A picture of each; gives (what, detail) for each fault."""
    yield from dark(page, path)
    yield from large(page, path)
    if PRINTED.search(name):
        printed(page, path)


def dark(page, path):
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=f"{path}.dark.png", full_page=True)
    found = Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
    page.emulate_media(color_scheme="light")
    for violation in found:
        yield "axe in the dark", "; ".join(node["html"][:160] for node in violation["nodes"][:3])


def large(page, path):
    """On a phone twice the size of text, at a desk the browser's zoom of 200 %."""
    screen = page.viewport_size
    if screen["width"] < 600:
        page.evaluate("""() => { const root = document.documentElement;
            root.style.fontSize = 2 * parseFloat(getComputedStyle(root).fontSize) + "px" }""")
    else:
        page.set_viewport_size({name: length // 2 for name, length in screen.items()})
    page.screenshot(path=f"{path}.large.png", full_page=True)
    wide = wider_than_screen(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(screen)
    if wide:
        yield "layout at 200 %", f"wider than the screen: {wide}"


def printed(page, path):
    page.emulate_media(media="print")
    page.screenshot(path=f"{path}.print.png", full_page=True)
    page.emulate_media(media="screen")
