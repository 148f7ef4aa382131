"""When what AWS runs leaves support, from the table beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from engine.provider.judging import Ends, VersionForm

TABLE = Path(__file__).with_name("support.toml")
_UNREAD = "unread"
_RDS = {
    "mysql": "mysql",
    "postgres": "postgres",
    "mariadb": "mariadb",
    "aurora-mysql": "aurora-mysql",
    "aurora-postgresql": "aurora-postgresql",
    "docdb": "docdb",
    "neptune": "neptune",
}
_ENGINE = VersionForm(
    what="engine", attributes=("engine_version", "engine_version_actual"), engine="engine", families=_RDS
)
_AUTHORITY = "rds-authority"
_CACHE = {"redis": "redis", "valkey": "valkey", "memcached": "memcached"}


def _authority(name: str) -> VersionForm:
    return VersionForm(what="authority", attributes=(name,), family=_AUTHORITY, optional=True)


def _of(family: str, attribute: str = "engine_version", *, optional: bool = False) -> tuple[VersionForm, ...]:
    return (VersionForm(what="engine", attributes=(attribute,), family=family, optional=optional),)


_CACHED = VersionForm(
    what="engine", attributes=("engine_version", "engine_version_actual"), engine="engine", families=_CACHE
)
VERSIONS: Mapping[str, tuple[VersionForm, ...]] = {
    "aws_lambda_function": (VersionForm(what="runtime", attributes=("runtime",), family="lambda", optional=True),),
    "aws_eks_cluster": _of("eks", "version"),
    "aws_db_instance": (_ENGINE, _authority("ca_cert_identifier")),
    "aws_rds_cluster": (_ENGINE, _authority("ca_certificate_identifier")),
    "aws_rds_cluster_instance": (_authority("ca_cert_identifier"),),
    "aws_docdb_cluster": _of("docdb"),
    "aws_neptune_cluster": _of("neptune"),
    "aws_elasticache_cluster": (_CACHED,),
    "aws_elasticache_replication_group": (_CACHED,),
    "aws_opensearch_domain": _of("opensearch"),
    "aws_elasticsearch_domain": _of("elasticsearch", "elasticsearch_version"),
    "aws_msk_cluster": _of("kafka", "kafka_version"),
    "aws_mq_broker": (
        VersionForm(
            what="engine",
            attributes=("engine_version",),
            engine="engine_type",
            families={"ActiveMQ": "activemq", "RabbitMQ": "rabbitmq"},
        ),
    ),
}
# Attributes with times (https://registry.terraform.io/providers/hashicorp/aws/latest/docs).
DATES: Mapping[str, tuple[str, ...]] = {
    "aws_iam_access_key": ("create_date",),
    "aws_acm_certificate": ("not_after",),
    "aws_iam_server_certificate": ("expiration",),
    "aws_acmpca_certificate_authority": ("not_after",),
    "aws_ami": ("deprecation_time",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What AWS says of the versions of one thing: the days by version, and where and when it said so."""

    source: str
    read: date
    kind: str
    ends: Mapping[str, Sequence[date | str]]


@cache
def read_table() -> Mapping[str, Family]:
    """Return the table by family; it is part of driftgate, and the same in every process."""
    found: dict[str, Any] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {name: Family(**entry) for name, entry in found.items()}


@lru_cache(maxsize=1024)  # an estate runs the same versions again and again
def find_ends(family: str, version: str) -> Ends | None:
    """Return when a version leaves support, none where the table does not know it.

    A domain of OpenSearch names what it runs in its version: `Elasticsearch_7.10`.
    """
    named, _, number = version.partition("_")
    if family == "opensearch" and number:
        family, version = named.casefold(), number
    table = read_table().get(family)
    if table is None:
        return None
    listed = _listed(table, version)
    days = _oldest(table, version) if listed is None else listed
    if days is None:
        return None
    standard, extended = (days[0], days[-1]) if days else (None, None)
    return Ends(
        standard=_day(standard),
        extended=_day(extended),
        unread=_unread(days),
        source=table.source,
        read=table.read,
        latest=listed is None,
    )


def _day(value: date | str | None) -> date | None:
    return value if isinstance(value, date) else None


def _unread(days: Sequence[date | str]) -> frozenset[str]:
    return frozenset(name for name, day in zip(("standard", "extended"), days, strict=False) if day == _UNREAD)


def _listed(table: Family, version: str) -> Sequence[date | str] | None:
    if version in table.ends or table.kind == "names":
        return table.ends.get(version)
    parts = version.split(".")
    for length in range(len(parts), 0, -1):
        found = table.ends.get(".".join(parts[:length]))
        if found is not None:
            return found
    return None


def _oldest(table: Family, version: str) -> Sequence[date | str] | None:
    """Return the days of the oldest version that is listed, where all that is older is over as well."""
    if table.kind != "numbers":
        return None
    oldest = min(table.ends, key=_number)
    return table.ends[oldest] if _is_older(version, oldest) else None


def _number(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _is_older(version: str, oldest: str) -> bool:
    """Tell whether a version of numbers comes before another one, however many of them are named."""
    parts, least = version.split("."), _number(oldest)
    if not all(part.isascii() and part.isdigit() for part in parts):
        return False
    mine = [int(part) for part in parts]
    return mine[: len(least)] < least[: len(mine)]
