"""Analyst Kim asks for files, watches them, cancels and fetches them; nobody else does."""

import hashlib

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import AccessRecord
from bookings import exports
from bookings.exports import files
from bookings.models import ExportSchedule, ReportExport

from .builders import make_clinic, make_staff
from .exports import AUGUST, URL, ask

pytestmark = pytest.mark.django_db
State = ReportExport.State


@pytest.fixture
def kim(client, at, settings, tmp_path):
    settings.EXPORTS_FOLDER = tmp_path / "exports"
    at("2021-08-30 00:30")
    kim = make_staff("kim", "Ministry analysts")
    client.force_login(kim)
    return kim


def settled(export, state, **more):
    """The row as a worker would leave it."""
    rows = ReportExport.objects.filter(pk=export.pk)
    rows.update(run="3f9d6a52-0d6f-4b5e-9c0e-6f3f1b0c7a11", state=state, **more)
    export.refresh_from_db()
    return export


def made(export, body=b"rows"):
    digest = hashlib.sha256(body).hexdigest()
    settled(export, State.DONE, sha256=digest, bytes=len(body), rows=1, ended_at=export.as_of)
    files.path(export).write_bytes(body)
    return export


def test_what_is_asked_waits_for_a_worker_and_is_recorded(client, kim):
    export = ask(client)

    assert (export.asked_by, export.state, export.rows) == (kim, "queued", 0)
    assert localtime(export.as_of).isoformat() == "2021-08-30T00:30:00+09:00"
    kept = AccessRecord.objects.get()
    assert (kept.staff, kept.act, kept.target_kind) == (kim, "export", "bookings.reportexport")
    assert kept.reason == "bookings 2021-08-01..2021-08-31 all as of 2021-08-29T15:30:00+0000"


def test_its_page_looks_again_every_second_until_it_is_over(client, kim):
    export = settled(ask(client), State.RUNNING, rows=1200, expected=5000, bytes=2_000_000)

    watched = client.get(export.get_absolute_url())
    still = client.get(export.get_absolute_url(), {"still": ""})
    made(export)
    done = client.get(export.get_absolute_url())

    assert "1,200 of about 5,000 rows are written." in watched.content.decode()
    assert "1.9\xa0MB so far" in watched.content.decode()
    again = f"1; url={export.get_absolute_url()}?by-itself="
    assert [r.get("Refresh") for r in (watched, still, done)] == [again, None, None]
    assert export.sha256 in done.content.decode()


def test_the_same_asked_twenty_times_is_one(client, kim):
    exports_ = {ask(client).pk for _ in range(20)}

    assert len(exports_) == 1
    assert AccessRecord.objects.count() == 1


def test_of_a_named_moment_what_is_made_already_is_shown(client, kim, at):
    export = made(ask(client, as_of="2021-08-29T23:00"))
    now = made(ask(client))

    assert ask(client, as_of="2021-08-29T23:00") == export
    assert ask(client) != now


def test_a_fourth_one_under_way_is_refused_in_the_page(client, kim):
    for kind in ("bookings", "doses", "places"):
        ask(client, kind=kind)

    r = client.post(URL, {**AUGUST, "kind": "counts"})

    assert "You have 3 exports under way." in r.content.decode()
    assert ReportExport.objects.count() == 3


def test_kim_cancels_and_starts_again(client, kim):
    export = ask(client)
    settle = reverse("staff-export-settle", args=[export.pk])

    client.post(settle, {"verb": "cancel"})
    export.refresh_from_db()
    assert export.state == "cancelled"
    client.post(settle, {"verb": "again"})
    export.refresh_from_db()
    assert export.state == "queued"


def test_what_is_over_is_neither_cancelled_nor_started_again(client, kim):
    export = made(ask(client))
    settle = reverse("staff-export-settle", args=[export.pk])

    told = [
        str(message)
        for verb in ("cancel", "again")
        for message in client.post(settle, {"verb": verb}, follow=True).context["messages"]
    ]

    assert told == [
        "It is not under way.",
        "Only what failed or was cancelled can be started again.",
    ]
    export.refresh_from_db()
    assert export.state == "done"


def test_what_was_asked_anew_meanwhile_is_not_started_again(client, kim):
    export = ask(client)
    exports.cancel(export)
    ask(client)

    r = client.post(
        reverse("staff-export-settle", args=[export.pk]), {"verb": "again"}, follow=True
    )

    assert "The same is being made already." in r.content.decode()


def test_a_failure_says_why_and_can_be_started_again(client, kim):
    export = settled(ask(client), State.FAILED, failure="rows")

    page = client.get(export.get_absolute_url()).content.decode()

    assert "A spreadsheet cannot hold so many rows." in page
    assert "Start again" in page


def test_the_file_comes_with_its_sum_and_each_time_is_recorded(client, kim):
    export = made(ask(client))

    r = client.get(reverse("staff-export-file", args=[export.pk]))

    assert b"".join(r.streaming_content) == b"rows"
    assert r["ETag"] == f'"{export.sha256}"'
    assert r["Repr-Digest"] == "sha-256=:vFHp5l154ckLpUSrLq4QRMzfjBr3pVm6N1y6Qnb32Z4=:"
    assert r["Content-Disposition"] == f'attachment; filename="bookings-{export.pk}.csv"'
    fetched = AccessRecord.objects.latest("pk")
    assert (fetched.reason, fetched.target_ids) == (f"fetched: {export.says}", [export.pk])


def test_a_file_that_is_gone_says_so(client, kim):
    export = made(ask(client))
    files.path(export).unlink()

    r = client.get(reverse("staff-export-file", args=[export.pk]), follow=True)

    assert "The file is not there any more." in r.content.decode()
    assert AccessRecord.objects.count() == 1


def test_beside_a_csv_lies_what_its_columns_mean(client, kim):
    export = ask(client)

    page = client.get(reverse("staff-export-columns", args=[export.pk])).content.decode("utf-8-sig")

    assert page.startswith("Column,Field,Meaning\nbooking,booking,")
    assert "born in,born,Five years.\n" in page


@pytest.mark.parametrize(
    "role", ["Ministry analysts", "Ministry investigators", "Privacy officers"]
)
def test_nobody_reaches_another_s_export(client, kim, role):
    export = made(ask(client))
    client.force_login(make_staff("other", role))

    pages = ("", "-file", "-columns")
    for page in pages:
        assert client.get(reverse(f"staff-export{page}", args=[export.pk])).status_code == 404
    for verb in ("cancel", "again"):
        settle = reverse("staff-export-settle", args=[export.pk])
        assert client.post(settle, {"verb": verb}).status_code == 404
    assert f"/staff/reports/{export.pk}/" not in client.get(URL).content.decode()


@pytest.mark.parametrize("role", ["Clinic staff", "Call-centre operators", "Supply managers"])
def test_other_roles_cannot_export(client, kim, role):
    export = made(ask(client))
    client.force_login(make_staff("park", role, make_clinic()))

    answers = [client.post(URL, AUGUST), client.get(URL)]
    answers += [
        client.get(reverse(f"staff-export{page}", args=[export.pk])) for page in ("", "-file")
    ]

    assert [r.status_code for r in answers] == [403] * 4
    assert ReportExport.objects.count() == 1


def test_a_stranger_is_sent_to_log_in(client, db):
    r = client.post(URL, AUGUST, headers={"referer": f"http://testserver{URL}"})

    assert r.url == f"{reverse('admin:login')}?next={URL.replace('/', '%2F')}"


def test_who_may_see_names_no_more_fetches_none(client, kim):
    lee = make_staff("lee", "Ministry investigators")
    client.force_login(lee)
    export = made(ask(client, named="on", reason="outbreak"))
    page = reverse("staff-export-file", args=[export.pk])
    assert client.get(page).status_code == 200
    lee.groups.set(Group.objects.filter(name="Ministry analysts"))

    assert client.get(page).status_code == 403


def test_kim_has_no_names_however_she_asks(client, kim):
    export = ask(client, named="on", reason="please")

    assert (export.named, export.reason) == (False, "")


def test_names_without_a_reason_are_refused(client, kim):
    client.force_login(make_staff("lee", "Ministry investigators"))

    r = client.post(URL, {**AUGUST, "named": "on", "reason": " "})

    assert r.context["form"].errors == {"reason": ["Please say what the names are needed for."]}


def test_each_kind_is_for_whoever_may_read_it(client, kim):
    refused = client.post(URL, {**AUGUST, "kind": "access"})
    client.force_login(make_staff("seo", "Privacy officers"))

    assert refused.context["form"].errors.keys() == {"kind"}
    assert client.post(URL, AUGUST).context["form"].errors.keys() == {"kind"}
    assert ask(client, kind="access").kind == "access"


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"first": "2021-08-31", "last": "2021-08-01"}, "__all__"),
        ({"first": "2020-01-01", "last": "2021-08-01"}, "__all__"),
        ({"first": "2021-02-30"}, "first"),
        ({"last": ""}, "last"),
        ({"region": "1"}, "region"),
        ({"region": "\x00"}, "region"),
        ({"kind": "people"}, "kind"),
        ({"format": "exe"}, "format"),
        ({"as_of": "2021-08-30T00:30:01"}, "as_of"),
        ({"as_of": "yesterday"}, "as_of"),
    ],
)
def test_wrong_answers_are_told_in_the_page_and_export_nothing(client, kim, answers, wrong):
    r = client.post(URL, {**AUGUST, **answers})

    assert r.context["form"].errors.keys() == {wrong}
    assert not ReportExport.objects.exists()


def test_kim_has_her_counts_every_midnight_until_she_stops_it(client, kim):
    daily = {"kind": "counts", "format": "csv", "daily": "1"}

    client.post(URL, daily)
    twice = client.post(URL, daily)
    (schedule,) = ExportSchedule.objects.all()
    assert (schedule.asked_by, schedule.active) == (kim, True)
    assert "You get this every day already." in twice.content.decode()
    client.post(reverse("staff-daily-stop", args=[schedule.pk]))
    assert not ExportSchedule.objects.get().active


def test_nobody_stops_another_s(client, kim):
    client.post(URL, {"kind": "counts", "format": "csv", "daily": "1"})
    client.force_login(make_staff("ko", "Ministry analysts"))

    r = client.post(reverse("staff-daily-stop", args=[ExportSchedule.objects.get().pk]))

    assert r.status_code == 404
    assert ExportSchedule.objects.get().active
