"""In an emergency one operator acts at once, and a second looks at it within half an hour."""

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from bookings.models import Round
from bookings.tests.builders import make_round, seoul
from portal.operations import desk
from portal.operations.models import OperatorAct
from portal.waiting.models import Gate

pytestmark = pytest.mark.django_db
ROOM, ACTS = reverse("operations"), reverse("operations-acts")
WHY = "Wrong times"


@pytest.fixture
def pause(seo, at):
    at("2021-08-09 20:10")
    desk.set_state(seo, {"state": Gate.read().state}, {"state": "paused"}, "Wrong times")
    return OperatorAct.objects.get()


def review(act):
    return reverse("operations-review", args=[act.pk])


def test_bae_reviews_what_seo_did(client, other_client, bae, pause, at):
    at("2021-08-09 20:25")
    assert "To be reviewed within 15 minutes" in other_client.get(ROOM).text

    other_client.post(review(pause), {"finding": "Right: three clinics had wrong times"})

    pause.refresh_from_db()
    assert (pause.reviewed_by, pause.review) == (bae, "Right: three clinics had wrong times")
    assert "To be reviewed within" not in client.get(ROOM).text
    assert "Right: three clinics had wrong times" in client.get(ACTS).text


def test_after_half_an_hour_it_is_overdue_and_can_still_be_reviewed(other_client, pause, at):
    at("2021-08-09 20:41")
    assert "Review overdue" in other_client.get(ROOM).text
    assert "Review overdue" in other_client.get(ACTS).text

    other_client.post(review(pause), {"finding": "Late, but right"})

    assert not OperatorAct.objects.to_review().exists()


def test_seo_cannot_review_herself(client, pause):
    r = client.post(review(pause), {"finding": "I was right"})

    assert "Another person has to review this." in r.text
    assert OperatorAct.objects.to_review().exists()


def test_a_review_says_something_and_is_there_once(other_client, pause):
    empty = other_client.post(review(pause), {"finding": " "})
    assert empty.context["form"].errors.keys() == {"finding"}

    other_client.post(review(pause), {"finding": "Right"})
    r = other_client.post(review(pause), {"finding": "Wrong"})

    assert "This has been reviewed already." in r.text
    pause.refresh_from_db()
    assert pause.review == "Right"


def test_ordinary_acts_are_not_reviewed(other_client, seo):
    desk.set_state(seo, {"state": Gate.read().state}, {"state": "metered"})

    assert other_client.get(review(OperatorAct.objects.get())).status_code == 404


@pytest.mark.parametrize(
    "forged",
    [
        {"reason": "Something else"},
        {"operator_id": None},
        {"at": seoul("2021-08-09 10:00")},
        {"after": {}},
        {"emergency": False},
    ],
)
def test_the_database_keeps_what_was_done_as_it_was(pause, bae, forged):
    forged = {**forged, "operator_id": bae.pk} if "operator_id" in forged else forged
    acts = OperatorAct.objects.filter(pk=pause.pk)

    with pytest.raises(IntegrityError, match="not changed any more"), transaction.atomic():
        acts.update(**forged)
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        acts.delete()


def test_the_database_takes_no_second_review_and_none_by_the_same_person(pause, seo, bae):
    acts = OperatorAct.objects.filter(pk=pause.pk)
    finding = {"reviewed_at": seoul("2021-08-09 20:20"), "review": "Right"}

    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        acts.update(reviewed_by=seo, **finding)
    acts.update(reviewed_by=bae, **finding)
    with pytest.raises(IntegrityError, match="not changed any more"), transaction.atomic():
        acts.update(review="Wrong")


def test_a_window_is_extended_at_once_by_a_new_version(client, seo, at):
    at("2021-08-10 17:50")
    round_ = make_round()
    first = round_.current
    url = reverse("operations-extend", args=[round_.pk])
    seen = client.get(url).context["form"].initial["seen"]

    r = client.post(url, {"seen": seen, "closes_at": "2021-08-10T20:00", "reason": WHY})

    assert r.status_code == 302
    round_ = Round.objects.get()
    assert round_.current.closes_at == seoul("2021-08-10 20:00")
    assert (round_.current.number, round_.current.made_by) == (2, seo)
    assert str(round_.current.birth_from) == first.birth_from
    act = OperatorAct.objects.get()
    assert (act.act, act.emergency, act.subject) == ("extend", True, round_.code)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"closes_at": "2021-08-10T18:00"}, "closes_at"),
        ({"closes_at": "2021-08-10T10:00"}, "closes_at"),
        ({"closes_at": "2021-12-10T10:00"}, "closes_at"),
        ({"closes_at": "evening"}, "closes_at"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_window_is_not_extended_to_nonsense(client, seo, at, wrong, where):
    at("2021-08-10 17:50")
    round_ = make_round()
    answers = {"seen": round_.current_id, "closes_at": "2021-08-10T20:00", "reason": WHY}

    r = client.post(reverse("operations-extend", args=[round_.pk]), {**answers, **wrong})

    assert r.context["form"].errors.keys() == {where}
    assert Round.objects.get().current.number == 1
    assert not OperatorAct.objects.exists()


def test_two_operators_do_not_extend_over_each_other(client, seo, other_client, at):
    at("2021-08-10 17:50")
    round_ = make_round()
    url = reverse("operations-extend", args=[round_.pk])
    answers = {"seen": round_.current_id, "reason": WHY}
    client.post(url, {**answers, "closes_at": "2021-08-10T22:00"})

    r = other_client.post(url, {**answers, "closes_at": "2021-08-10T23:00"})

    assert "Somebody changed this in the meantime" in r.text
    assert Round.objects.get().current.closes_at == seoul("2021-08-10 22:00")


def test_a_round_is_stopped_and_goes_on(client, seo):
    round_ = make_round()
    url = reverse("operations-stop", args=[round_.pk])

    client.post(url, {"stopped": "True", "reason": WHY})
    assert Round.objects.get().stopped
    again = client.post(url, {"stopped": "True", "reason": WHY})
    assert "It is like this already." in again.text
    client.post(url, {"stopped": "False", "reason": "Corrected"})

    assert not Round.objects.get().stopped
    assert [act.act for act in OperatorAct.objects.order_by("pk")] == ["stop", "go_on"]
    assert OperatorAct.objects.to_review().count() == 2


def test_no_round_is_stopped_without_a_word(client, seo):
    r = client.post(reverse("operations-stop", args=[make_round().pk]), {"stopped": "True"})

    assert r.context["form"].errors.keys() == {"reason"}
    assert not Round.objects.get().stopped
