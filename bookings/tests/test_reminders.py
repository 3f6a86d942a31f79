"""Reminders are chosen by how things stand when they are sent, never by how they once stood."""

import pytest

from accounts.models import Person
from bookings import desk, notices, reminders, rounds
from bookings.models import Booking, Notification, Round

from .builders import (
    make_booking,
    make_clinic,
    make_person,
    make_round,
    make_slot,
    make_staff,
    seoul,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def gaon(at):
    at("2021-08-09 20:00")
    make_round()
    return make_clinic("Gaon Clinic")


@pytest.fixture
def minji(gaon):
    """Minji is booked for the 26th and was told so long ago."""
    return told(make_booking(make_person("Minji"), make_slot(gaon, "2021-08-26 10:00")))


def told(booking):
    Notification.objects.filter(booking=booking).update(
        delivered_at=seoul("2021-08-09 20:00"), due_at=None
    )
    return booking


def send(at, moment, outbox):
    """Let both tasks run at a moment. :returns: the texts that went out."""
    at(moment)
    outbox.clear()
    while reminders.write():
        pass
    while notices.deliver_batch():
        pass
    return [message.text for message in outbox]


def evening(at, outbox, day="2021-08-25"):
    """The reminders of a whole day: written in the morning, sent when they are due."""
    at(f"{day} 09:00")
    reminders.write()
    return send(at, f"{day} 16:00", outbox)


class TestTheDayBefore:
    def test_minji_is_reminded_once_and_by_day(self, at, minji, outbox):
        assert send(at, "2021-08-24 15:00", outbox) == []
        assert send(at, "2021-08-25 08:59:59", outbox) == []
        at("2021-08-25 09:00")
        assert reminders.write() == 1
        assert send(at, "2021-08-25 16:00", outbox) == [
            "[Vaccination] Tomorrow, 26 August, 10:00: dose 1, Gaon Clinic."
            " Please bring proof of identity."
        ]
        assert send(at, "2021-08-25 18:00", outbox) == []
        assert send(at, "2021-08-26 09:30", outbox) == []

    def test_the_second_dose_is_reminded_of_too(self, at, gaon, minji, outbox):
        second = Booking.objects.get(pk=minji.pk)
        second.pk, second.dose, second.reference, second.first_dose = None, 2, "SECOND", minji
        second.slot = make_slot(gaon, "2021-10-07 10:00")
        second.idempotency_key = "00000000-0000-0000-0000-000000000002"
        second.save(force_insert=True)
        told(second)

        (text,) = evening(at, outbox, "2021-10-06")

        assert "dose 2" in text

    def test_they_fall_due_spread_over_hours(self, at, gaon, minji):
        slot = make_slot(gaon, "2021-08-26 11:00", capacity=40)
        for number in range(20):
            make_booking(make_person(f"Guest {number}"), slot)
        at("2021-08-25 09:00")
        reminders.write()

        due = Notification.objects.filter(template="day_before").values_list("due_at", flat=True)
        assert len(set(due)) == 21
        assert {moment.hour for moment in due} <= set(range(1, 7))  # UTC: 10 to 16 in Korea

    def test_who_cancelled_is_not_reminded(self, at, minji, outbox):
        at("2021-08-25 09:00")
        reminders.write()
        desk.cancel(minji, staff=make_staff("lee", "Call-centre operators"), reason="asked to")

        (text,) = send(at, "2021-08-25 16:00", outbox)

        assert "Cancelled" in text
        dropped = Notification.objects.get(template="day_before")
        assert (dropped.due_at, dropped.delivered_at, dropped.rested_at) == (None, None, None)
        assert dropped.dropped_at is not None

    def test_who_was_moved_is_reminded_of_the_new_day_only(self, at, gaon, minji, outbox):
        at("2021-08-25 09:00")
        reminders.write()
        later = make_slot(gaon, "2021-08-30 14:00")
        Booking.objects.filter(pk=minji.pk).update(slot=later)

        assert [text for text in send(at, "2021-08-25 16:00", outbox) if "Tomorrow" in text] == []
        (text,) = [text for text in evening(at, outbox, "2021-08-29") if "Tomorrow" in text]
        assert "30 August, 14:00" in text

    def test_who_is_told_of_another_hour_that_day_needs_no_reminder(self, at, gaon, minji, outbox):
        at("2021-08-25 09:00")
        reminders.write()
        Booking.objects.filter(pk=minji.pk).update(slot=make_slot(gaon, "2021-08-26 15:30"))

        (text,) = send(at, "2021-08-25 16:00", outbox)

        assert "Dose 1 was moved. It is now: Thursday 26 August 2021, 15:30" in text

    def test_one_that_comes_too_late_is_not_sent(self, at, minji, outbox):
        at("2021-08-25 09:00")
        reminders.write()

        assert send(at, "2021-08-25 21:00", outbox) == []
        assert Notification.objects.get(template="day_before").dropped_at is not None

    def test_who_was_told_of_the_booking_today_is_not_reminded_today(self, at, gaon, outbox):
        at("2021-08-25 08:00")
        told(make_booking(make_person("Jun"), make_slot(gaon, "2021-08-26 11:00")))

        assert send(at, "2021-08-25 16:00", outbox) == []

    def test_writing_costs_as_many_statements_for_many_as_for_one(
        self, at, gaon, minji, django_assert_num_queries
    ):
        slot = make_slot(gaon, "2021-08-26 11:00", capacity=40)
        for number in range(20):
            make_booking(make_person(f"Guest {number}"), slot)
        at("2021-08-25 09:00")

        with django_assert_num_queries(2):
            assert reminders.write() == 21


class TestOfAnOpening:
    @pytest.fixture
    def coming(self, at):
        at("2021-08-08 12:00")
        return make_round(digit=9)

    @pytest.fixture
    def jun(self, coming):
        jun = make_person("Jun", "1991-08-19")
        assert reminders.ask(jun, coming.pk)
        return jun

    def test_jun_reads_shortly_before_when_he_can_book(self, at, jun, outbox):
        assert send(at, "2021-08-09 16:29", outbox) == []
        assert send(at, "2021-08-09 19:30", outbox) == [
            "[Vaccination] round-1: you can book from Monday 9 August 2021, 20:00. You asked for"
            " this message; to stop such messages see My bookings."
        ]
        assert send(at, "2021-08-09 19:45", outbox) == []

    def test_they_fall_due_spread_over_three_hours(self, at, coming):
        for number in range(30):
            assert reminders.ask(make_person(f"Guest {number}", "1991-08-19"), coming.pk)
        at("2021-08-09 16:30")
        assert reminders.write() == 30

        due = Notification.objects.order_by("due_at").values_list("due_at", flat=True)
        assert len(set(due)) == 30
        assert due.last() <= coming.current.opens_at

    @pytest.mark.parametrize(
        ("opens", "silent", "speaks"),
        [
            ("2021-08-10 00:00", "2021-08-09 17:29", "2021-08-09 20:30"),
            ("2021-08-10 10:00", "2021-08-09 17:29", "2021-08-09 20:30"),
            ("2021-08-09 22:00", "2021-08-09 17:29", "2021-08-09 20:30"),
            ("2021-08-09 15:00", "2021-08-09 11:29", "2021-08-09 14:30"),
        ],
    )
    def test_nobody_is_woken(self, at, outbox, opens, silent, speaks):
        at("2021-08-08 12:00")
        round_ = make_round(opens, "2021-08-11 18:00")
        reminders.ask(make_person("Jun"), round_.pk)

        assert send(at, silent, outbox) == []
        assert len(send(at, speaks, outbox)) == 1

    def test_who_thought_better_of_it_is_not_reminded(self, at, coming, jun, outbox):
        at("2021-08-09 16:30")
        reminders.write()
        reminders.forget(jun, coming.pk)

        assert send(at, "2021-08-09 19:30", outbox) == []

    def test_who_is_booked_by_then_is_not_reminded(self, at, jun, gaon, outbox):
        at("2021-08-09 16:30")
        told(make_booking(jun, make_slot(gaon, "2021-08-26 10:00")))

        assert send(at, "2021-08-09 19:30", outbox) == []

    def test_a_round_that_was_stopped_reminds_nobody(self, at, jun, outbox):
        at("2021-08-09 16:30")
        reminders.write()
        Round.objects.update(stopped=True)

        assert send(at, "2021-08-09 19:30", outbox) == []

    def test_an_opening_put_off_is_told_at_its_new_hour(self, at, coming, jun, outbox):
        at("2021-08-09 16:30")
        reminders.write()
        version = coming.current
        terms = {term: getattr(version, term) for term in rounds.TERMS}
        at("2021-08-09 16:31")
        terms["opens_at"] = at("2021-08-10 14:00")
        at("2021-08-09 16:31")
        rounds.revise(coming, **terms)

        assert send(at, "2021-08-09 19:30", outbox) == []
        (text,) = send(at, "2021-08-10 13:30", outbox)
        assert "Tuesday 10 August 2021, 14:00" in text

    def test_nobody_asks_for_a_round_that_is_open_or_not_theirs(self, at, coming):
        at("2021-08-09 20:00")
        assert not reminders.ask(make_person("Jun", "1991-08-19"), coming.pk)
        at("2021-08-09 19:59:59")
        assert not reminders.ask(make_person("Haneul", "1991-08-18"), coming.pk)
        assert not reminders.ask(make_person("Sora", "1991-08-29"), coming.pk + 1)
        assert not Person.objects.exclude(opening_reminders=None).exists()
