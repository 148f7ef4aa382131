"""Two states of one environment are one environment, whatever their bytes are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.gates.gate import KeptSnapshot
from engine.gates.recordings import find_one_estate
from engine.model.snapshot import Origin, Resource, SourceKind, SourceRef
from tests.builders import resource, snapshot

HERE = "111122223333"


def kept(name: str, lineage: str, *resources: Resource) -> KeptSnapshot:
    """Return the snapshot of a state with a lineage."""
    source = SourceRef(kind=SourceKind.TFSTATE, location=f"{name}.tfstate")
    facts = {"lineage": lineage} if lineage else {}
    taken = replace(snapshot(*resources), origins=(Origin(source=source, digest=f"sha256:{name}", facts=facts),))
    return KeptSnapshot(snapshot=taken, digest=f"sha256:{name}")


def bucket(id_: str, account: str = HERE) -> Resource:
    return resource("aws_s3_bucket", {"bucket": id_}, id=id_, account=account)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (("a", bucket("b")), ("a", bucket("b")), 1),
        (("a", bucket("b")), ("a", bucket("b"), resource("aws_sqs_queue", {}, "new")), 1),
        (("a", bucket("b")), ("a", bucket("b-preprod")), 0),
        (("a", bucket("b")), ("a", bucket("b", "444455556666")), 0),
        (("a", bucket("b")), ("c", bucket("b")), 0),
        (("", bucket("b")), ("", bucket("b")), 0),
        (("a",), ("a",), 0),
    ],
)
def test_one_estate_at_two_times_is_no_other_environment(
    one: tuple[Any, ...], other: tuple[Any, ...], found: int
) -> None:
    gaps = list(find_one_estate(kept("one", *one), kept("other", *other)))
    assert [gap.reason.value for gap in gaps] == ["identical"] * found
