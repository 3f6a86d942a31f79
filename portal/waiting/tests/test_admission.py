"""How many are called: arithmetic, held over many seconds of invented crowds."""

from hypothesis import given
from hypothesis import strategies as st

from portal.waiting import pacing
from portal.waiting.admission import LEAST, Crowd, Health, throttle, to_call

SICK = [Health(slow=0.5), Health(errors=0.05), Health(lag=30.0)]


def crowd(inside=0, fresh=0, late=0, waiting=10_000, share=1.0):
    return Crowd(inside, fresh, late, waiting, share)


def test_an_empty_room_fills_as_fast_as_operations_allow():
    assert to_call(crowd(), target=1000, most_per_second=50) == 50
    assert to_call(crowd(), target=30, most_per_second=50) == 30


def test_those_inside_and_those_expected_take_up_room():
    assert to_call(crowd(inside=900, fresh=100), target=1000, most_per_second=50) == 0
    assert to_call(crowd(inside=900, fresh=70), target=1000, most_per_second=50) == 30


def test_where_half_of_the_called_come_twice_as_many_are_called():
    assert to_call(crowd(inside=980, share=0.5), target=1000, most_per_second=50) == 40


def test_people_who_were_called_and_left_hold_nobody_up():
    """Nine hundred closed the browser minutes ago: the room is not kept for them."""
    gone = crowd(inside=100, late=900, share=0.1)

    assert to_call(gone, target=1000, most_per_second=50) == 50


def test_a_long_second_is_made_up_for_but_not_a_long_stop():
    assert to_call(crowd(), target=1000, most_per_second=50, seconds=2.0) == 100
    assert to_call(crowd(), target=10_000, most_per_second=50, seconds=600) == 250


def test_it_backs_off_within_seconds_and_recovers():
    for sick in SICK:
        level = 1.0
        for _second in range(5):
            level = throttle(level, sick)
        assert level < 0.5
        for _second in range(60):
            level = throttle(level, sick)
        assert level == LEAST
        for _second in range(20):
            level = throttle(level, Health())
        assert level == 1.0


def test_the_least_throttle_still_lets_somebody_through_to_be_measured():
    assert to_call(crowd(), target=2000, most_per_second=200, throttle=LEAST) == 20


counts = st.integers(0, 100_000)


@given(
    st.builds(Crowd, counts, counts, counts, counts, st.floats(0, 1)),
    st.integers(1, 100_000),
    st.integers(0, 10_000),
    st.floats(LEAST, 1),
    st.floats(0, 1e6),
)
def test_it_is_never_negative_and_never_more_than_wait_or_are_allowed(
    seen, target, most, throttle, seconds
):
    number = to_call(seen, target=target, most_per_second=most, throttle=throttle, seconds=seconds)

    assert 0 <= number <= min(seen.waiting, most * 5 + 1)


@given(st.floats(0, 1))
def test_while_people_wait_and_all_others_left_somebody_is_called(share):
    """Whatever share comes: once those called are late the line moves on."""
    nobody_came = crowd(inside=0, late=600, share=share)

    assert to_call(nobody_came, target=200, most_per_second=20) > 0


class TestPacing:
    def test_further_away_is_later(self):
        asked = [pacing.pace(ahead, 10) for ahead in (0, 300, 1200, 6000, 18_000, 10_000_000)]

        assert asked == [2, 2, 5, 15, 30, 60]

    def test_at_a_line_that_stands_one_asks_all_the_same(self):
        assert pacing.pace(10_000_000, 0) == pacing.UNKNOWN

    @given(st.integers(1, 100), st.floats(0, 1))
    def test_jitter_keeps_near_and_above_nothing(self, seconds, chance):
        asked = pacing.jittered(seconds, lambda: chance)

        assert max(1, seconds * 0.69 - 0.5) <= asked <= seconds * 1.31 + 0.5

    def test_it_is_a_range_around_the_measured_rate(self):
        assert pacing.eta(6000, 10) == (8, 15)

    def test_at_rate_zero_nobody_invents_a_time(self):
        assert pacing.eta(100, 0) is None
        assert pacing.eta(100, -1) is None

    @given(st.integers(0, 50_000_000), st.floats(0.01, 5000))
    def test_it_is_at_least_a_minute_and_a_range(self, ahead, rate):
        low, high = pacing.eta(ahead, rate)

        assert 1 <= low < high
