"""The waiting page as Django prints it, once a second, with everybody's own numbers put in.

Of the people who wait each sees the same page but for three figures. So Django is asked for the
page of somebody who stands where nobody can, and those figures are replaced by the visitor's.
"""

import re
import time

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language_from_request, override

from . import bulletin, pacing, pages, tickets

#: A number that no line ever reaches, and that nothing else on the page looks like.
FAR = 987_654_321_098
#: Of what a visitor sends only this reaches the page that is printed for all.
KEPT = ("SERVER_", "REMOTE_ADDR", "HTTP_HOST", "HTTP_X_FORWARDED_", "SCRIPT_NAME")


class Prints:
    def __init__(self, portal):
        self.portal, self.kept = portal, {}

    def page(self, request, board, ticket):
        """Headers and body for whoever holds a ticket of the line of now.

        :returns: None for whoever is next, whose page has other words.
        """
        position = board.position(ticket.number)
        ahead = board.ahead(position)
        language = get_language_from_request(request)
        if ahead < 2 or not (printed := self.printed(request, board, language)):
            return None
        headers, parts, tokens = printed
        said = figures(board, position, ahead, language)
        mine = dict(zip(tokens, said, strict=True))
        body = "".join([mine.get(part, part) for part in parts]).encode()
        headers = [*headers, ("Content-Length", str(len(body)))]
        if pages.SCRIPT_COOKIE not in request.COOKIES:
            seconds = pacing.jittered(pages.asks(board, ahead))
            headers.append(("Refresh", f"{seconds}; url={reverse('wait')}"))
        return headers, body

    def printed(self, request, board, language):
        second, of, page = self.kept.get(language, (0, None, None))
        if second != int(time.time()) or of is not board:
            page = self.print(request, board, language)
            # Another bulletin may have come while it was printed.
            self.kept[language] = int(time.time()), bulletin.read(), page
        return page if self.kept[language][1] is board else None

    def print(self, request, board, language):
        """Headers, the body in parts, and which of these are the figures of nobody."""
        cookie = f"{tickets.COOKIE}={tickets.pack(tickets.issue(board.line, FAR))}"
        environ = {
            name: said
            for name, said in request.environ.items()
            if name.startswith(KEPT) or name.startswith("wsgi.")
        } | {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": request.path_info,
            "QUERY_STRING": "",
            "HTTP_COOKIE": f"{cookie}; {settings.LANGUAGE_COOKIE_NAME}={language}",
        }
        told = []
        response = self.portal(environ, lambda status, headers: told.append((status, headers)))
        body = b"".join(response).decode()
        response.close()
        ((status, headers),) = told
        position = board.position(FAR)
        tokens = figures(board, position, board.ahead(position), language)
        parts = re.split("({})".format("|".join(map(re.escape, tokens))), body)
        if status != "200 OK" or tokens[0] not in parts:
            return None
        own = {"content-length", "refresh", "set-cookie"}
        return [each for each in headers if each[0].lower() not in own], parts, tokens


def figures(board, position, ahead, language):
    """All that differs from one page to the next, as the page writes it."""
    with override(language):
        told = pacing.told(ahead, board.rate)
    figures = [f"{position:,}", f"{ahead:,}", str(position), str(ahead)]
    # The same words stand in an attribute, for the script.
    return [*figures, f">{told}<"] if told else figures
