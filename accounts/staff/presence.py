"""Whether a person asks, or a page that they left open."""

#: Marks an address that a page without JavaScript asks for by itself.
BY_ITSELF = "by-itself"


def somebody_is_there(request):
    """Whether a person did this, and not a page that asks for its news."""
    if request.method not in ("GET", "HEAD"):
        return True
    # Browsers say themselves what is a look at a page and what a script's question.
    scripted = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    return not (scripted or "HX-Request" in request.headers or BY_ITSELF in request.GET)
