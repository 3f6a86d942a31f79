"""axe-core over a page as it stands, with or without JavaScript, under its own content policy."""

from functools import cache

from django.conf import settings

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

#: axe looks from a world of its own, where the page's policy and scripts do not reach. A page
#: without JavaScript has no timers there either: what axe puts off, it does a moment later.
WITHOUT_TIMERS = """
globalThis.setTimeout = (work, wait) => { wait || Promise.resolve().then(work); return 0 };
globalThis.clearTimeout = () => {};
"""

LOOK = """
axe.run(document, {runOnly: {type: "tag", values: %s}, resultTypes: ["violations"]}).then(found =>
    found.violations.flatMap(rule => rule.nodes.map(node =>
        `${rule.id}: ${node.html} ${node.failureSummary}`)))
"""


@cache
def script():
    path = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
    return f"{WITHOUT_TIMERS}{path.read_text()};0"


def violations(page):
    """What breaks WCAG 2.2 AA on a page, as sentences."""
    devtools = page.context.new_cdp_session(page)
    try:
        frame = devtools.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = devtools.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
        here = {"contextId": world["executionContextId"], "awaitPromise": True}
        devtools.send("Runtime.evaluate", {"expression": script(), **here})
        answer = devtools.send(
            "Runtime.evaluate", {"expression": LOOK % WCAG, "returnByValue": True, **here}
        )
    finally:
        devtools.detach()
    return answer["result"]["value"]
