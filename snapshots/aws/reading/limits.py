"""How fast AWS is called: a token bucket for each account, region and service that backs off when AWS throttles.

AWS limits calls by buckets of its own (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html). We
stay below their refill: a call that is throttled is made again and costs its turn twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

# Calls a second; AWS documents 20 for most reads of EC2, and the others where people were throttled.
DEFAULT_RATE = 19.0
RATES: Mapping[str, float] = {
    "apigateway": 8.0,
    "cloudfront": 5.0,
    "config": 5.0,
    "iam": 15.0,
    "route53": 4.5,
    "wafv2": 4.5,
}
# Of LookupEvents AWS documents two, below what CloudTrail's other reads may have.
LOOKUPS: Mapping[str, float] = {"cloudtrail": 1.9}
_BURST = 5.0
_BACK_OFF = 0.5
_LEAST = 0.5
_RECOVERY = 0.02  # of the full rate, for each call that went through


@dataclass(slots=True)
class Bucket:
    """A token bucket: `full` is its rate in calls a second, `rate` what it is after throttling."""

    full: float
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    rate: float = 0.0
    tokens: float = _BURST
    last: float = 0.0
    throttled: int = 0
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        """Start full."""
        self.rate, self.last = self.full, self.clock()

    def take(self) -> None:
        """Wait for a turn. Turns are handed out in order, so that waiting threads do not all start at once."""
        with self.lock:
            now = self.clock()
            self.tokens = min(_BURST, self.tokens + (now - self.last) * self.rate)
            self.last = now
            self.tokens -= 1
            wait = -self.tokens / self.rate if self.tokens < 0 else 0.0
        if wait > 0:
            self.pause(wait)

    def answered(self, *, throttled: bool) -> None:
        """Take note of an answer: half the rate after a refusal, a little more after each good one."""
        with self.lock:
            if throttled:
                self.throttled += 1
                self.rate = max(_LEAST, self.rate * _BACK_OFF)
                self.tokens = min(self.tokens, 0.0)
            else:
                self.rate = min(self.full, self.rate + self.full * _RECOVERY)


class Limits:
    """The buckets of a collection; safe to use from several threads."""

    def __init__(self, rates: Mapping[str, float] = RATES, default: float = DEFAULT_RATE) -> None:
        """Start without buckets."""
        self._rates, self._default = rates, default
        self._lock = Lock()
        self._buckets: dict[tuple[str, str, str], Bucket] = {}

    def bucket(self, account: str, region: str, service: str) -> Bucket:
        """Return the bucket of a service in an account and region."""
        key = (account, region, service)
        with self._lock:
            if key not in self._buckets:
                self._buckets[key] = Bucket(self._rates.get(service, self._default))
            return self._buckets[key]

    @property
    def throttled(self) -> int:
        """Return how many calls AWS has refused for being too many."""
        with self._lock:
            return sum(bucket.throttled for bucket in self._buckets.values())
