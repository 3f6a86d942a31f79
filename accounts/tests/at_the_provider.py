"""What a person does on the pages of a certificate provider, as plain HTTP."""

import re

import requests


def sign_in(address, login="minji"):
    """Sign in at the provider's pages, agree, and :returns: the way back to the portal."""
    with requests.Session() as browser:
        page = follow(browser, browser.get(address, allow_redirects=False))
        for answers in (
            {"prompt": "login", "login": login, "password": "x"},
            {"prompt": "consent"},
        ):
            form = re.search(r'action="([^"]+)"', page.text)[1]
            page = follow(browser, browser.post(form, answers, allow_redirects=False))
    return page


def cancel(address):
    with requests.Session() as browser:
        page = follow(browser, browser.get(address, allow_redirects=False))
        link = re.search(r'href="([^"]+/abort)"', page.text)[1]
        return follow(browser, browser.get(link, allow_redirects=False))


def follow(browser, page):
    """Follow redirects inside the provider; one to the portal is returned as path and query."""
    while page.is_redirect:
        address = requests.compat.urljoin(page.url, page.headers["Location"])
        if address.startswith("http://testserver"):
            return address.removeprefix("http://testserver")
        page = browser.get(address, allow_redirects=False)
    return page
