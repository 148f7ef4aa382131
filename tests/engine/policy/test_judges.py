"""Who judges a type: ours before Checkov, and what nobody judges is never told as judged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.model.outcome import Severity
from engine.model.policy import Evaluator, Policy
from engine.policy.judges import Judge, find_judges
from snapshots.aws.provider import AwsProvider
from snapshots.terraform.schema import ProviderSchema

PROVIDER = AwsProvider(ProviderSchema())


def policy(id_: str, evaluator: Evaluator, *types: str, related: tuple[str, ...] = ()) -> Policy:
    return Policy(id=id_, title=id_, severity=Severity.LOW, evaluator=evaluator, resource_types=types, related=related)


POLICIES = (
    policy("one", Evaluator.REGO, "aws_s3_bucket", related=("aws_s3_bucket_versioning",)),
    policy("two", Evaluator.REGO, "aws_s3_bucket"),
    policy("CKV_1", Evaluator.CHECKOV, "aws_s3_bucket", "aws_glue_job"),
)


def test_each_type_is_told_once_with_who_judges_it_and_why_not() -> None:
    counts = {
        "aws_s3_bucket": 3,
        "aws_s3_bucket_versioning": 2,
        "aws_glue_job": 1,
        "random_id": 4,
        "aws_quicksight_user": 5,
        "datadog_monitor": 6,
    }
    found = find_judges(counts, POLICIES, PROVIDER, outside=lambda type_: "d" if type_.startswith("datadog") else "")
    assert [(row.type, row.judge, row.resources, row.policies, row.checks, row.reason) for row in found] == [
        ("aws_s3_bucket", Judge.POLICIES, 3, 2, 1, ""),
        ("aws_glue_job", Judge.CHECKOV, 1, 0, 1, ""),
        ("aws_s3_bucket_versioning", Judge.NOTHING, 2, 0, 0, "judged with aws_s3_bucket"),
        ("random_id", Judge.NOTHING, 4, 0, 0, "a value for other resources"),
        ("datadog_monitor", Judge.OUTSIDE, 6, 0, 0, "d"),
        ("aws_quicksight_user", Judge.NOBODY, 5, 0, 0, ""),
    ]


@given(st.dictionaries(st.sampled_from(["aws_s3_bucket", "aws_glue_job", "aws_x", "random_id"]), st.integers(1, 9)))
def test_nothing_is_lost_and_another_policy_never_takes_one_away(counts: dict[str, int]) -> None:
    fewer, more = find_judges(counts, POLICIES[:1], PROVIDER), find_judges(counts, POLICIES, PROVIDER)
    assert {row.type: row.resources for row in fewer} == {row.type: row.resources for row in more} == counts
    judged = {row.type for row in fewer if row.judge is not Judge.NOBODY}
    assert judged <= {row.type for row in more if row.judge is not Judge.NOBODY}
