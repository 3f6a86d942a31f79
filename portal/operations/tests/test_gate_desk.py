"""Operator Seo sets the gate, and the room remembers it."""

import json

import pytest
from django.urls import reverse

from accounts.models import StaffMember
from bookings.tests.builders import make_staff
from portal.operations.models import OperatorAct
from portal.waiting.models import Gate

pytestmark = pytest.mark.django_db
RATES = {"target": 500, "capacity": 900, "most_per_second": 50}


def url(what):
    return reverse("operations-gate", args=[what])


def seen(client, what):
    """What the form of a page carries of the gate."""
    return json.dumps(client.get(url(what)).context["form"].initial["seen"])


def test_seo_sets_how_many_are_let_in(client, seo):
    r = client.post(url("rates"), {**RATES, "seen": seen(client, "rates"), "reason": "A rehearsal"})

    assert r.status_code == 302
    gate = Gate.read()
    assert {name: getattr(gate, name) for name in RATES} == RATES
    act = OperatorAct.objects.get()
    assert (act.operator, act.act, act.reason, act.emergency) == (
        seo,
        "rates",
        "A rehearsal",
        False,
    )
    assert act.before == {"target": 2000, "capacity": 3000, "most_per_second": 200}
    assert act.after == RATES


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"target": 901}, "target"),
        ({"target": 0}, "target"),
        ({"target": -5}, "target"),
        ({"capacity": "many"}, "capacity"),
        ({"most_per_second": ""}, "most_per_second"),
        ({"most_per_second": 10**12}, "most_per_second"),
        ({"reason": "x" * 301}, "reason"),
        ({"seen": "{"}, "seen"),
        ({"seen": ""}, "seen"),
    ],
)
def test_nonsense_gets_words_at_the_field_and_changes_nothing(client, seo, wrong, where):
    r = client.post(url("rates"), {**RATES, "seen": seen(client, "rates"), **wrong})

    assert r.status_code == 200
    assert r.context["form"].errors.keys() == {where}
    assert Gate.read().target == 2000
    assert not OperatorAct.objects.exists()


def test_seo_pauses_at_once_and_says_why(client, seo):
    answers = {"state": "paused", "seen": seen(client, "state")}

    refused = client.post(url("state"), answers)
    assert refused.context["form"].errors.keys() == {"reason"}
    assert Gate.read().state == "open"

    client.post(url("state"), {**answers, "reason": "Clinics report wrong times"})
    assert Gate.read().state == "paused"
    act = OperatorAct.objects.get()
    assert (act.act, act.emergency, act.after) == ("pause", True, {"state": "paused"})


def test_resuming_needs_no_second_person(client, seo):
    Gate.read()
    Gate.objects.update(state="paused")

    client.post(url("state"), {"state": "metered", "seen": seen(client, "state")})

    assert Gate.read().state == "metered"
    assert (OperatorAct.objects.get().act, OperatorAct.objects.get().emergency) == ("state", False)


def test_a_message_comes_in_both_languages_or_not_at_all(client, seo):
    half = {"message_ko": "잠시 멈춥니다", "seen": seen(client, "message")}

    r = client.post(url("message"), half)
    assert r.context["form"].errors.keys() == {"message_en"}
    assert Gate.read().message_ko == ""

    client.post(url("message"), {**half, "message_en": "A short pause"})
    assert (Gate.read().message_ko, Gate.read().message_en) == ("잠시 멈춥니다", "A short pause")
    client.post(url("message"), {"seen": seen(client, "message")})
    assert Gate.read().message_ko == ""
    assert OperatorAct.objects.count() == 2


def test_seo_switches_the_task_before_a_number_on_and_off(client, seo):
    client.post(url("puzzle"), {"puzzle": "on", "seen": seen(client, "puzzle"), "reason": "Macros"})
    assert Gate.read().puzzle
    assert "with a task before a number" in client.get(reverse("operations")).text

    client.post(url("puzzle"), {"seen": seen(client, "puzzle")})
    assert not Gate.read().puzzle
    acts = OperatorAct.objects.order_by("pk").values_list("act", "after", "emergency")
    assert list(acts) == [
        ("puzzle", {"puzzle": True}, False),
        ("puzzle", {"puzzle": False}, False),
    ]


def test_bae_does_not_silently_undo_what_seo_did(client, seo, other_client):
    old = seen(other_client, "rates")
    client.post(url("rates"), {**RATES, "seen": seen(client, "rates")})

    r = other_client.post(url("rates"), {**RATES, "target": 100, "seen": old})

    assert "Somebody changed this in the meantime" in r.text
    assert dict(r.context["facts"])["People inside"] == "500"
    assert Gate.read().target == 500

    # Bae has seen it now, and may decide.
    again = json.dumps(json.loads(r.context["form"].data["seen"]))
    other_client.post(url("rates"), {**RATES, "target": 100, "seen": again})
    assert Gate.read().target == 100


def test_a_message_in_the_meantime_hinders_no_pause(client, seo, other_client):
    before = seen(client, "state")
    words = {"message_ko": "안내", "message_en": "News"}
    other_client.post(url("message"), {**words, "seen": seen(other_client, "message")})

    client.post(url("state"), {"state": "paused", "reason": "Trouble", "seen": before})

    assert Gate.read().state == "paused"
    assert Gate.read().message_en == "News"


def test_what_is_so_already_leaves_no_record(client, seo):
    r = client.post(url("state"), {"state": "open", "seen": seen(client, "state")})

    assert "It is like this already." in r.text
    assert not OperatorAct.objects.exists()


PAGES = [
    reverse("operations"),
    reverse("operations-table"),
    reverse("operations-lines"),
    reverse("operations-new-line"),
    reverse("operations-rounds"),
    reverse("operations-acts"),
    reverse("operations-extend", args=[1]),
    reverse("operations-stop", args=[1]),
    reverse("operations-review", args=[1]),
    *(url(what) for what in ("rates", "state", "message", "puzzle")),
]


@pytest.mark.parametrize("role", ["Clinic staff", "Call-centre operators", "Ministry analysts"])
@pytest.mark.parametrize("page", PAGES)
def test_other_staff_have_no_key_to_the_room(client, role, page):
    client.force_login(make_staff("kim", role))

    assert client.get(page).status_code == 403
    assert client.post(page, {"state": "paused", "reason": "x", "seen": "{}"}).status_code == 403
    assert not Gate.objects.filter(state="paused").exists()
    assert not OperatorAct.objects.exists()


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_asked_to_log_in(client, page):
    r = client.post(page)

    assert (r.status_code, r.url.split("?")[0]) == (302, reverse("admin:login"))


def test_operations_are_not_staff_by_name_alone(client):
    StaffMember.objects.create_user("oh")
    client.force_login(StaffMember.objects.get())

    assert client.get(reverse("operations")).url.startswith(reverse("admin:login"))
