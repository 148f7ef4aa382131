"""Rate limits: below AWS's bucket without waiting for nothing, and slower after a refusal."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from hypothesis import given
from hypothesis import strategies as st

from snapshots.aws.reading.limits import DEFAULT_RATE, Bucket, Limits


class Time:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.now, self.lock = 0.0, Lock()

    def clock(self) -> float:
        """Return the seconds since the beginning."""
        return self.now

    def pause(self, seconds: float) -> None:
        """Let time pass."""
        with self.lock:
            self.now += seconds


def bucket(rate: float) -> tuple[Bucket, Time]:
    time = Time()
    return Bucket(rate, clock=time.clock, pause=time.pause), time


def refused(starts: list[float], *, capacity: float, refill: float) -> int:
    """Return how many of some calls AWS's own bucket would refuse."""
    tokens, last, count = capacity, 0.0, 0
    for start in starts:
        tokens = min(capacity, tokens + (start - last) * refill)
        last = start
        if tokens < 1:
            count += 1
        else:
            tokens -= 1
    return count


def test_a_bucket_of_twenty_is_used_and_never_overrun() -> None:
    ours, time = bucket(DEFAULT_RATE)
    starts = []
    for _ in range(2000):
        ours.take()
        starts.append(time.now)
    assert refused(starts, capacity=20, refill=20) == 0
    assert len(starts) / starts[-1] >= 0.85 * 20


@given(st.floats(1, 50), st.integers(10, 300))
def test_a_rate_is_kept(rate: float, calls: int) -> None:
    ours, time = bucket(rate)
    for _ in range(calls):
        ours.take()
    assert time.now >= (calls - 5) / rate * 0.999
    assert time.now <= calls / rate + 0.001


def test_a_refusal_halves_the_rate_and_good_answers_bring_it_back() -> None:
    ours, _ = bucket(20)
    ours.answered(throttled=True)
    assert (ours.rate, ours.throttled) == (10, 1)
    for _ in range(20):
        ours.answered(throttled=True)
    assert ours.rate == 0.5
    for _ in range(60):
        ours.answered(throttled=False)
    assert ours.rate == 20


def test_threads_share_a_bucket_and_places_have_their_own() -> None:
    limits = Limits(default=1000.0)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: limits.bucket("1", "eu-west-1", "ec2").take(), range(50)))
    assert limits.bucket("1", "eu-west-1", "ec2") is not limits.bucket("2", "eu-west-1", "ec2")
    assert limits.bucket("1", "eu-west-1", "iam").full == 15.0
    limits.bucket("2", "eu-west-1", "ec2").answered(throttled=True)
    assert limits.throttled == 1
