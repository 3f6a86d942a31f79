import pytest

from accounts import paging
from accounts.models import StaffMember

pytestmark = pytest.mark.django_db


def test_a_list_is_counted_no_further_than_anybody_turns_pages(
    monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(paging, "MOST", 3)
    for number in range(5):
        StaffMember.objects.create_user(f"nurse-{number}")

    pages = paging.SomePages(StaffMember.objects.order_by("username"), 2)

    with django_assert_num_queries(1):
        assert (pages.count, pages.num_pages) == (3, 2)
    assert [member.username for member in pages.page(2)] == ["nurse-2"]


def test_a_short_list_is_counted_whole(db):
    StaffMember.objects.create_user("park")

    assert paging.SomePages(StaffMember.objects.order_by("pk"), 2).count == 1
