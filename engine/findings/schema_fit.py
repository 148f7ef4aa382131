"""Whether the schema that a comparison goes by is that of the values which it compares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from engine.findings.catalogue import FindingRule
from engine.findings.findings import make_estate_finding
from engine.model.outcome import FailOn, Finding, Severity
from engine.model.snapshot import Resource
from engine.provider.meaning import Meaning
from engine.provider.rating import Weight
from engine.provider.schema import SchemaTable


def find_unfit(
    resources: Iterable[Resource], schema: SchemaTable, rule: FindingRule, fail_on: FailOn
) -> Iterator[Finding]:
    """Yield a finding of `rule` for each type that is compared in several versions of its schema.

    Terraform keeps the version of the schema beside the values and raises it where their form changes
    (https://developer.hashicorp.com/terraform/plugin/framework/resources/state-upgrade). Who tells none, such as an
    API, speaks that of the table. Where all are in one version, their values have one form, also in one that the
    table does not have.
    """
    versions: dict[str, set[int]] = defaultdict(set)
    for type_, version in {(item.type, item.schema_version) for item in resources}:
        known = schema.version_of(type_)
        if known is not None:
            versions[type_].add(known if version is None else version)
    for type_, told in sorted(versions.items()):
        if len(told) > 1:
            listed = " and ".join(map(str, sorted(told)))
            message = f"{type_} is in versions {listed} of its schema: what both have was compared, by version "
            weight = Weight(Severity.LOW, Meaning.METADATA, "a value may mean something else in another version")
            yield make_estate_finding(
                rule, weight, f"{message}{schema.version_of(type_)}", fail_on, about=f"{type_} {listed}"
            )


def find_unknown_types(resources: Iterable[Resource], schema: SchemaTable) -> tuple[str, ...]:
    """Return the types without a schema, sorted: lists of theirs keep their order, and all attributes count."""
    return tuple(sorted(type_ for type_ in {item.type for item in resources} if schema.find(type_) is None))
