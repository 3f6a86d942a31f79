"""Every address below /staff/ that the URLconf knows, tried by all who have no business there."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from accounts import roles
from accounts.clock import PortalNow
from accounts.models import Authenticator, StaffMember, StaffSession
from accounts.tests.builders import enrolled, make_root
from bookings.tests.builders import make_clinic, make_staff

from .writes import written

pytestmark = pytest.mark.django_db
LOGIN, FACTOR = reverse("admin:login"), reverse("staff-factor")
#: Pages that ask for no permission: the way in and out, and what concerns only oneself.
OWN = {"login", "logout", "staff-factor", "staff-recovery", "staff-enrol", "staff-invited"}
ANYBODY = OWN | {"staff-codes", "staff-reveal", "staff-roles"}
#: Below these are pages for whoever has one of several permissions.
SEVERAL = ("/staff/reports/", "/staff/phone/")


def patterns(below=None, prefix=""):
    for pattern in below or get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if route.startswith("staff/") and isinstance(pattern.pattern, RoutePattern):
                yield pattern, route
        elif route.startswith("staff/") or not route:
            yield from patterns(pattern.url_patterns, route)


def sample(converter):
    """Something that a part of an address may be."""
    for text in ("1", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", *converter.regex.split("|")):
        if re.fullmatch(converter.regex, text):
            return text
    raise AssertionError(converter)


def address(pattern, route):
    """An address of a page, with some row's id in it."""
    converters = pattern.pattern.converters
    return "/" + re.sub(r"<(?:[\w-]+:)?(\w+)>", lambda at: known(converters, at[1]), route)


def known(converters, name):
    return sample(converters[name]) if name in converters else "1"


PAGES = {address(pattern, route): pattern for pattern, route in patterns()}
GUARDED = [page for page, pattern in PAGES.items() if pattern.name not in OWN]
GUARDED += ["/staff/nowhere/", "/staff/accounts/", "/staff/bookings/"]


@pytest.fixture
def park():
    return make_staff("park", "Clinic staff", make_clinic())


def answers(client, method="get"):
    """Every guarded address with where it leads, but for the query."""
    for page in GUARDED:
        r = getattr(client, method)(page)
        yield page, r.status_code, r.headers.get("Location", "").partition("?")[0]


def test_there_is_something_to_walk_through():
    assert len(GUARDED) > 80
    assert {"/staff/", "/staff/day/", "/staff/bookings/booking/1/change/"} <= set(GUARDED)


def test_what_is_written_would_be_noticed():
    before = written()
    make_clinic()

    assert written() != before


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_gets_nowhere(client, method):
    before = written()

    assert [said for said in answers(client, method) if said[1:] != (302, LOGIN)] == []
    assert written() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_password_alone_gets_nowhere_not_even_a_superusers(client, method):
    root = StaffMember.objects.create_superuser("root")
    enrolled(root)
    del root.otp_device
    client.force_login(root)
    before = written()

    assert [said for said in answers(client, method) if said[1:] != (302, FACTOR)] == []
    assert written() == before


def test_a_citizens_account_gets_nowhere(client):
    client.force_login(enrolled(StaffMember.objects.create_user("minji")))

    assert [said for said in answers(client) if said[1:] != (302, LOGIN)] == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("since", [{"active_at": 15}, {"started_at": 8 * 60}])
def test_a_stale_session_gets_nowhere(client, since, method):
    client.force_login(make_root())
    then = {name: PortalNow() - timedelta(minutes=minutes) for name, minutes in since.items()}
    StaffSession.objects.update(**then)
    shown, before = client.cookies["sessionid"].value, written()
    for page in GUARDED:
        client.cookies["sessionid"] = shown
        assert getattr(client, method)(page).url.startswith(LOGIN)
    assert written() == before


def test_whoever_is_disabled_gets_nowhere_from_the_next_click_on(client):
    client.force_login(make_root())
    StaffMember.objects.update(is_active=False)

    assert [said for said in answers(client) if said[1:] != (302, LOGIN)] == []


def test_whoever_has_lost_the_app_to_a_reset_gets_nowhere(client, park):
    client.force_login(park)
    Authenticator.objects.all().delete()

    assert [said for said in answers(client) if said[1:] != (302, FACTOR)] == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", roles.ROLES)
def test_a_page_of_another_role_is_a_403(client, role, method):
    held = set(roles.ROLES[role])
    client.force_login(make_staff("lee", role))
    said, before = {}, written()
    for page, pattern in PAGES.items():
        needs = getattr(pattern.callback, "permission", None)
        if needs and needs not in held:
            said[page] = getattr(client, method)(page).status_code

    assert {page: status for page, status in said.items() if status != 403} == {}
    assert said
    assert written() == before


def pages_without_one():
    """The pages of ours that name no permission. The admin's own ask by themselves."""
    admins = {pattern.name for pattern, _ in patterns(admin.site.urls[0], "staff/")}
    for page, pattern in PAGES.items():
        if not hasattr(pattern.callback, "permission") and pattern.name not in admins | ANYBODY:
            yield page


def test_every_page_of_ours_asks_for_a_permission():
    assert [page for page in pages_without_one() if not page.startswith(SEVERAL)] == []


def test_where_one_of_several_is_enough_none_is_too_little(client):
    client.force_login(make_staff("lee", "Supply managers"))
    pages = list(pages_without_one())

    assert pages
    assert [client.get(page).status_code for page in pages] == [403] * len(pages)
    assert [client.post(page).status_code for page in pages] == [403] * len(pages)


@pytest.mark.parametrize("role", roles.ROLES)
def test_a_list_of_the_admin_is_for_whoever_may_see_it(client, role):
    held = set(roles.ROLES[role])
    client.force_login(make_staff("lee", role))
    wrong = []
    for model in admin.site._registry:
        app, name = model._meta.app_label, model._meta.model_name
        may = {f"{app}.view_{name}", f"{app}.change_{name}"} & held
        r = client.get(reverse(f"admin:{app}_{name}_changelist"))
        wrong += [(name, r.status_code)] if r.status_code != (200 if may else 403) else []

    assert wrong == []


def test_a_form_without_its_token_is_refused(park):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(park)

    for page in ("/staff/reveal/", "/staff/factor/codes/", "/staff/logout/"):
        assert strict.post(page).status_code == 403
    assert Client(enforce_csrf_checks=True).post(LOGIN, {"username": "park"}).status_code == 403


def test_nobody_gives_themselves_a_role(client, park):
    client.force_login(park)
    change = reverse("admin:accounts_staffmember_change", args=[park.pk])

    assert (
        client.post(change, {"groups": [Group.objects.get(name="Operations").pk]}).status_code
        == 403
    )
    assert [group.name for group in park.groups.all()] == ["Clinic staff"]
