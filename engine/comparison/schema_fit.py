"""Whether the schema that a comparison goes by is that of the values which it compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from engine.model.outcome import Gap, GapReason, Stage
from engine.model.snapshot import Resource
from engine.provider.schema import SchemaTable


def find_unfit(resources: Iterable[Resource], schema: SchemaTable) -> Iterator[Gap]:
    """Yield a gap for each type and version of its schema that the table does not have; a type that it lacks is none.

    Terraform keeps the version of the schema beside the values and raises it where their form changes
    (https://developer.hashicorp.com/terraform/plugin/framework/resources/state-upgrade).
    """
    counts = Counter((item.type, item.schema_version) for item in resources if item.schema_version is not None)
    for (type_, version), count in sorted(counts.items()):
        known = schema.version_of(type_)
        if known is not None and version != known:
            yield Gap(
                stage=Stage.COMPARE,
                count=count,
                reason=GapReason.UNSUPPORTED,
                source="comparison",
                detail=f"{type_} is in version {version} of its schema and was compared by version {known} "
                f"({count} {'resources' if count > 1 else 'resource'})",
                operation="compare",
                types=(type_,),
                fix="give the provider's own schema: terraform.provider-schema in driftgate.yaml",
            )


def find_unknown_types(resources: Iterable[Resource], schema: SchemaTable) -> tuple[str, ...]:
    """Return the types without a schema, sorted: lists of theirs keep their order, and all attributes count."""
    return tuple(sorted(type_ for type_ in {item.type for item in resources} if schema.find(type_) is None))
