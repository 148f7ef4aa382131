"""The format of a drill record, in both of its versions, and the strict reading of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from engine.jsontext.digest import JsonError, parse_json
from engine.model.measurement import ProvenConfiguration
from engine.model.outcome import GapReason
from snapshots.measurements.reading import UnreadableResultError, shaped

if TYPE_CHECKING:
    from jsonschema import ValidationError

LEVELS = ("L0", "L1", "L2", "L3", "L4")
_HINT = "see docs/drill.md"
_MAX_ERRORS = 5
# The first means nothing without the second: the data that were lost are counted up to the disruption.
_NEEDED = ("last_recovered_marker", "disrupted_at")

_RFC3339 = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$"
_Time = Annotated[str, Meta(pattern=_RFC3339, description="RFC 3339 with a zone")]
_Name = Annotated[str, Meta(min_length=1, max_length=200)]
_Address = Annotated[str, Meta(min_length=1, max_length=500)]
_SHA256 = r"^sha256:[0-9a-f]{64}$"
_DIGEST = r"^[0-9a-f]{32}(@[0-9A-Za-z_.-]{1,64})?$"
# What a text of each pattern is, in words.
_PATTERNS = {
    _RFC3339: "time such as 2026-11-10T09:00:00Z",
    _SHA256: "digest as `driftgate snapshot fingerprint` prints it",
    _DIGEST: "digest as `driftgate snapshot fingerprint` prints it",
}
_Digest = Annotated[
    str,
    Meta(
        pattern=_DIGEST,
        description="32 hex digits, and behind @ the redaction key of a value that holds secrets",
    ),
]
_State = Literal["passed", "failed", "skipped"]
_Level = Literal["L0", "L1", "L2", "L3", "L4"]


class IntegrityCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check of the recovered data, with the level that it is of."""

    name: _Name
    level: _Level
    state: _State


class IntegrityProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the recovered data were checked; the level is computed from the checks, and one may be claimed."""

    checks: Annotated[list[IntegrityCheck], Meta(max_length=1000)]
    level: Annotated[_Level, Meta(description="the level that is claimed; the checks have to show it")] | UnsetType = (
        UNSET
    )


class LevellessCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check that does not say of which level it is, and so proves none."""

    name: _Name
    state: _State


class ClaimedIntegrity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A level that nothing shows, because its checks have none."""

    level: _Level
    checks: Annotated[list[LevellessCheck], Meta(max_length=1000)]


class RestoreTarget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the copy is."""

    account: _Name
    region: _Name


class ProvenResource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a resource was set when it was recovered."""

    side: Annotated[Literal["desired", "observed"], Meta(description="where it was read: in the intent or in reality")]
    attributes: Annotated[
        dict[_Name, _Digest | None],
        Meta(min_length=1, max_length=1000, description="a digest of each that counts; null where it is not set"),
    ]


_Resources = Annotated[dict[_Address, ProvenResource], Meta(min_length=1, max_length=1000)]


class Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fingerprint of the configuration that the drill proves, as `driftgate snapshot fingerprint` prints it."""

    form: Annotated[str, Meta(pattern=_SHA256, description="the rules by which the digests were made")]
    resources: Annotated[_Resources, Meta(description="the resources that were recovered, by address")]
    references: Annotated[_Resources, Meta(description="what these refer to")] | UnsetType = UNSET


class _Drill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What both versions have."""

    id: Annotated[_Name, Meta(description="of this drill and of no other one")]
    environment: _Name
    service: _Name
    kind: Literal["restore", "failover"]
    started: Annotated[_Time, Meta(description="when the disruption was declared")]
    recovered: Annotated[
        _Time | None,
        Meta(description="the first of the consecutive successful business checks; null when it never came"),
    ]
    consecutive_checks: Annotated[int, Meta(ge=0, le=1_000_000)]
    disrupted_at: (
        Annotated[_Time, Meta(description="when the disruption began; the RTO counts from here")] | UnsetType
    ) = UNSET
    last_recovered_marker: (
        Annotated[_Time, Meta(description="the last committed marker present after recovery")] | UnsetType
    ) = UNSET
    validated_by: Annotated[_Name, Meta(description="who looked at the recovered service")] | UnsetType = UNSET
    restore_target: RestoreTarget | UnsetType = UNSET
    notes: Annotated[str, Meta(max_length=10_000)] | UnsetType = UNSET


class EarlierDrill(_Drill, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A recovery drill of version 1: it has no operator, and its checks have no level."""

    schema_version: Literal["driftgate/drill/1"]
    integrity: ClaimedIntegrity | UnsetType = UNSET


class Drill(_Drill, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A recovery drill."""

    schema_version: Literal["driftgate/drill/2"]
    detected_at: Annotated[_Time, Meta(description="when somebody or something noticed the disruption")] | UnsetType = (
        UNSET
    )
    operator: Annotated[_Name, Meta(description="who recovered; somebody else than who validated")] | UnsetType = UNSET
    integrity: IntegrityProof | UnsetType = UNSET
    proves: Proof | UnsetType = UNSET


VERSION = "driftgate/drill/2"
_VERSIONS: Mapping[str, type[_Drill]] = {"driftgate/drill/1": EarlierDrill, VERSION: Drill}


def schema(version: str = VERSION) -> dict[str, Any]:
    """Return the JSON Schema of a drill record; raises KeyError for a version that there is not."""
    kind = _VERSIONS[version]
    _, parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    drill = parts.pop(kind.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **drill,
        "title": f"A recovery drill, {version}",
        "dependentRequired": {_NEEDED[0]: [_NEEDED[1]]},
        "$defs": parts,
    }


def write_proof(proven: ProvenConfiguration) -> dict[str, Any]:
    """Return the `proves` of a record as JSON: the fingerprint of the configuration that a drill proves."""
    groups = {"resources": proven.resources, "references": proven.references}
    told = {
        group: {name: {"side": str(entry.side), "attributes": dict(entry.attributes)} for name, entry in entries}
        for group, entries in groups.items()
        if entries
    }
    return {"form": proven.form, **told}


def read_record(data: bytes, name: str) -> dict[str, Any]:
    """Return the fields of a valid record; raises UnreadableResultError that names everything wrong with another."""
    try:
        record = parse_json(data, name=name)
    except JsonError as error:
        raise UnreadableResultError(GapReason.UNPARSABLE, error.message, hint=_HINT) from error
    version = _version(record, name)
    counted = record.get("consecutive_checks") if isinstance(record, dict) else None
    if isinstance(counted, float) and counted.is_integer():
        record = {**record, "consecutive_checks": int(counted)}  # 3.0 is an integer in JSON Schema, and so in ours
    try:
        checked: dict[str, Any] = msgspec.to_builtins(shaped(record, _VERSIONS[version], name))
    except UnreadableResultError as error:
        said = _all_errors(record, version, name) or error.message
        raise UnreadableResultError(error.reason, said, hint=_HINT) from error
    if _NEEDED[0] in checked and _NEEDED[1] not in checked:
        raise UnreadableResultError(GapReason.UNPARSABLE, _all_errors(record, version, name), hint=_HINT)
    return checked


def _version(record: Any, name: str) -> str:
    """Return the version of a record, the newest one where it does not say any."""
    version = record.get("schema_version") if isinstance(record, dict) else None
    if not isinstance(version, str):
        return VERSION
    if version not in _VERSIONS:
        known = " and ".join(map(repr, _VERSIONS))
        said = f"{name}: schema_version is {version!r}, {known} are known"
        raise UnreadableResultError(GapReason.UNSUPPORTED, said, hint=_HINT)
    return version


def _all_errors(record: Any, version: str, name: str) -> str:
    """Return everything that keeps a record from being one, with its path; a person writes it, and mends it at once."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - only for a record that is none

    found = Draft202012Validator(schema(version)).iter_errors(record)
    errors = sorted(found, key=lambda error: (error.json_path, error.message))
    told = "; ".join(f"{error.json_path}: {_words(error)}" for error in errors[:_MAX_ERRORS])
    more = f"; and {len(errors) - _MAX_ERRORS} more" if len(errors) > _MAX_ERRORS else ""
    claimed = isinstance(record, dict) and record.get("schema_version") == version
    what = f"no record of {version}, which it says it is" if claimed else f"not a drill record; held against {version}"
    return f"{name}: {what}: {told}{more}" if errors else ""


def _words(error: ValidationError) -> str:
    """Return what is wrong with a value; of one that may be of several kinds what keeps it from being each."""
    if error.context:
        inner = [found for found in error.context if found.validator != "type"] or error.context
        return " and ".join(dict.fromkeys(map(_words, inner)))
    if error.validator == "pattern":
        return f"{error.instance!r} is no {_PATTERNS[str(error.validator_value)]}"
    return error.message
