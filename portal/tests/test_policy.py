"""The content policy is django-csp's, with a page's own nonce and never another's."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.http import HttpResponse

from portal.policy import PolicyMiddleware


def said(middleware, rf, *, nonce=False):
    request = rf.get("/")
    middleware.process_request(request)
    told = str(request.csp_nonce) if nonce else ""
    return middleware.process_response(request, HttpResponse())[HEADER], told


def test_a_plain_page_is_told_what_django_csp_says(rf):
    middleware, theirs = (kind(lambda request: None) for kind in (PolicyMiddleware, CSPMiddleware))

    assert {said(middleware, rf)[0] for _page in range(2)} == {said(theirs, rf)[0]}


def test_a_nonce_is_for_its_own_page_alone(rf):
    middleware = PolicyMiddleware(lambda request: None)
    with_one, nonce = said(middleware, rf, nonce=True)
    after, _ = said(middleware, rf)
    another, second = said(middleware, rf, nonce=True)

    assert f"'nonce-{nonce}'" in with_one
    assert "nonce-" not in after
    assert f"'nonce-{second}'" in another
    assert nonce not in another
