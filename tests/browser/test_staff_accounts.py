"""Somebody is invited, joins, looks at people; the privacy officer sees it."""

import pytest

from accounts.models import Authenticator
from bookings.models import WorkItem
from bookings.staff.access import counting
from bookings.tests.builders import make_booking, make_person, make_staff

from .test_staff import log_in
from .visitor import Visitor


@pytest.mark.parametrize(("script", "language"), [(True, "ko"), (False, "en")])
def test_choi_is_invited_and_what_she_looks_at_is_seen(seat, town, script, language):
    make_staff("oh", "Operations")
    make_staff("yun", "Privacy officers")
    booking = make_booking(make_person("김민지혜"), town.slot)
    WorkItem.objects.create(booking=booking, kind="second_dose")

    oh = seat(Visitor, script=script, language=language)
    oh.open("/staff/people/")
    log_in(oh, "oh")
    oh.follow("Who may do what")
    oh.open("/staff/people/invite/")
    oh.fill("Family name", "최")
    oh.fill("Given name", "간호")
    oh.page.locator("#id_role").select_option("Clinic staff")
    oh.page.locator(f"[name=clinics][value='{town.hanbit.pk}']").check()
    oh.press("Make the link")
    link = oh.page.locator("code").inner_text()
    oh.follow("I have it: go on")
    oh.sees("Take the invitation back")

    choi = seat(Visitor, script=script, language=language)
    choi.open(link.removeprefix(choi.url))
    choi.fill("User name", "choi")
    choi.fill("Password", "hanbit-choi-2021")
    choi.fill("The same password again", "hanbit-choi-2021")
    choi.press("Continue")
    app = Authenticator.objects.get(user__username="choi")
    choi.page.locator("#id_token").fill(f"{app.totp.token():06}")
    choi.press("Continue")
    choi.open(f"/staff/work/{booking.work.get().pk}/")
    assert "김민지혜" not in choi.page.content()
    choi.press("Show name and phone")
    assert "김민지혜" in choi.page.content()

    counting.count_days()
    yun = seat(Visitor, script=script, language=language)
    yun.open("/staff/access/")
    log_in(yun, "yun")
    yun.fill("At whom", booking.reference)
    yun.press("Search")
    # Her look, what she asked for, and the look that showed it.
    assert yun.page.locator("tbody").get_by_text("choi").count() == 3
    yun.follow("Access in a month")
    yun.sees("This month is not over yet.")


@pytest.mark.parametrize(("script", "language"), [(True, "ko"), (False, "en")])
def test_a_new_nurse_sets_her_app_up_and_loses_it(seat, town, script, language):
    park = town.nurse
    Authenticator.objects.all().delete()
    nurse = seat(Visitor, script=script, language=language)
    nurse.open("/staff/day/")
    nurse.page.locator("#id_username").fill("park")
    nurse.page.locator("#id_password").fill("not-a-real-one")
    nurse.press("Log in")
    app = Authenticator.objects.get(user=park)
    assert app.key_to_type in nurse.page.content()
    nurse.page.locator("#id_token").fill(f"{app.totp.token():06}")
    nurse.press("Continue")
    codes = nurse.page.locator("code").all_inner_texts()
    assert nurse.download("Save as a text file").decode().split() == codes
    nurse.follow("I have kept them: go on")
    assert nurse.path() == "/staff/day/"

    nurse.press("Log out")
    nurse.open("/staff/day/")
    nurse.page.locator("#id_username").fill("park")
    nurse.page.locator("#id_password").fill("not-a-real-one")
    nurse.press("Log in")
    nurse.follow("I do not have my telephone: use a recovery code")
    nurse.page.locator("#id_token").fill(codes[0])
    nurse.press("Continue")
    nurse.follow("Go on without")
    assert nurse.path() == "/staff/day/"
