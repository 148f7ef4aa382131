"""What is read of AWS is nearly all that a configuration can set, and all that matters."""

from __future__ import annotations

from dev.pages.aws import coverage
from engine.model.outcome import Severity
from engine.provider.rating import Rater
from snapshots.aws.catalog import SERVICES, TYPES
from snapshots.aws.provider import AwsProvider
from snapshots.terraform.schema import ProviderSchema

PROVIDER = AwsProvider(ProviderSchema(newer=str))  # of the version whose attributes are read


def test_at_least_85_types_are_read_and_nearly_all_of_each() -> None:
    rows = [coverage(service, type_, PROVIDER) for service in SERVICES for type_ in service.types]
    assert len(TYPES) >= 85
    assert sum(len(row.unread) for row in rows) / sum(row.settable for row in rows) < 0.01


def test_no_attribute_is_left_out_of_which_a_change_would_fail_a_gate() -> None:
    rows = [coverage(service, type_, PROVIDER) for service in SERVICES for type_ in service.types]
    rating = Rater(PROVIDER)
    grave = {
        f"{row.type}.{name}"
        for row in rows
        for name in row.unread
        if rating.of_attribute(row.type, name).rank >= Severity.HIGH.rank
    }
    assert grave == set()
