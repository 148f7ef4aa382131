"""Terraform states, version 4, from a file.

The format is Terraform's own (`internal/states/statefile/version4.go`). What is not a readable version 4 state is a
named gap and never an empty estate; an empty state that is well-formed is an estate without resources.
"""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.canonical.schema import SchemaTable, sensitive_paths
from engine.digest import JsonError, digest_bytes, parse_json
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import Mode, Origin, Resource, SourceKind, SourceRef
from engine.ports import Collection
from snapshots.redact import Path as SecretPath
from snapshots.redact import Redactor
from snapshots.terraform.address import address, arn_place

_MODES = {"managed": Mode.MANAGED, "data": Mode.DATA}
_GLOBAL_PREFIXES = ("aws_iam_", "aws_route53_", "aws_cloudfront_")


class _UnreadableError(Exception):
    """The document is no state that can be read; carries the gap that says why."""

    def __init__(self, reason: GapReason, detail: str, fix: str) -> None:
        super().__init__(detail)
        self.reason, self.detail, self.fix = reason, detail, fix


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCollector:
    """Reads one state file. `location` is the path as a person typed it and names the source in gaps.

    `sensitive` caches the schema's sensitive paths by type.
    """

    location: str
    path: Path
    redactor: Redactor
    schema: SchemaTable
    sensitive: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict, repr=False, compare=False)

    def collect(self) -> Collection:
        """Return the state's resources and outputs, redacted; a gap when it cannot be read."""
        try:
            data = self.path.read_bytes()
        except OSError as error:
            problem = error.strerror or type(error).__name__
            return self._gap(GapReason.MISSING_INPUT, f"cannot read the file: {problem}", "check the path", b"")
        return self.parse(data)

    def parse(self, data: bytes) -> Collection:
        """Return what the bytes of a state hold, redacted; a gap when they are no readable state."""
        try:
            with _no_collection():
                document = _document(data, self.location)
                narrowed = replace(self, redactor=self.redactor.for_document(data))
                resources, gaps = narrowed._resources(document)  # noqa: SLF001 - the same class
        except _UnreadableError as error:
            return self._gap(error.reason, error.detail, error.fix, data)
        facts = {
            name: str(document[name])
            for name in ("lineage", "serial", "terraform_version")
            if document.get(name) not in (None, "")
        }
        return Collection(
            origin=Origin(source=self._source, digest=digest_bytes(data), facts=facts),
            resources=tuple(sorted(resources, key=lambda resource: resource.key)),
            gaps=tuple(gaps),
            outputs=self._outputs(document.get("outputs") or {}),
        )

    @property
    def _source(self) -> SourceRef:
        return SourceRef(kind=SourceKind.TFSTATE, location=self.location)

    def _gap(self, reason: GapReason, detail: str, fix: str, data: bytes) -> Collection:
        gap = Gap(reason=reason, source=str(self._source), detail=detail, operation="read state", fix=fix)
        digest = digest_bytes(data) if data else ""
        return Collection(origin=Origin(source=self._source, digest=digest), resources=(), gaps=(gap,), complete=False)

    def _resources(self, document: Mapping[str, Any]) -> tuple[list[Resource], list[Gap]]:
        found: list[Resource] = []
        gaps: list[Gap] = []
        providers: dict[str, list[int]] = defaultdict(list)
        for entry in document["resources"]:
            for item in self._instances(entry):
                if isinstance(item, Gap):
                    gaps.append(item)
                else:
                    providers[str(entry.get("provider", ""))].append(len(found))
                    found.append(item)
        repeated = [key for key, count in Counter((item.address, item.deposed) for item in found).items() if count > 1]
        if repeated:
            raise _UnreadableError(
                GapReason.UNPARSABLE,
                f"{min(repeated)[0]} stands in the state more than once",
                "the state is corrupt: restore an earlier version of it",
            )
        for indexes in providers.values():
            _place(found, indexes)
        return found, gaps

    def _instances(self, entry: Any) -> Iterator[Resource | Gap]:
        mode = entry.get("mode") if isinstance(entry, dict) else None
        if not isinstance(entry, dict) or not isinstance(mode, str) or mode not in _MODES:
            raise _UnreadableError(GapReason.UNSUPPORTED, f"resource mode {mode!r} is unknown", "update driftgate")
        instances = entry.get("instances")
        if not isinstance(instances, list) or not all(isinstance(entry.get(key), str) for key in ("type", "name")):
            raise _UnreadableError(
                GapReason.UNPARSABLE, "a resource lacks type, name or instances", "restore the state"
            )
        for instance in instances:
            yield self._instance(entry, instance)

    def _instance(self, entry: Mapping[str, Any], instance: Any) -> Resource | Gap:
        if not isinstance(instance, dict):
            raise _UnreadableError(GapReason.UNPARSABLE, "an instance is not an object", "restore the state")
        key = instance.get("index_key")
        if isinstance(key, bool) or not isinstance(key, int | str | None):
            raise _UnreadableError(GapReason.UNPARSABLE, f"instance key {key!r} is no index", "restore the state")
        where = address(str(entry.get("module") or ""), entry["mode"], entry["type"], entry["name"], key)
        attributes = instance.get("attributes")
        paths = _sensitive(instance.get("sensitive_attributes") or [])
        if not isinstance(attributes, dict) or paths is None:
            what = "attributes" if paths is not None else "sensitive_attributes"
            return Gap(
                reason=GapReason.UNSUPPORTED,
                source=str(self._source),
                detail=f"its {what} have a form that is not known",
                operation="read state",
                types=(entry["type"],),
                address=where,
                fix="run `terraform apply -refresh-only` with a current Terraform to rewrite the state",
            )
        return self._resource(entry, instance, where, paths)

    def _resource(
        self, entry: Mapping[str, Any], instance: Mapping[str, Any], where: str, paths: list[SecretPath]
    ) -> Resource:
        type_, attributes = entry["type"], instance["attributes"]
        flags = self._flagged(type_) if entry["mode"] == "managed" else ()
        paths = [*paths, *(path for flagged in flags for path in _expand(attributes, flagged))]
        account, region = arn_place(attributes) or ("", "")
        redacted = self.redactor.resource(type_, attributes, sensitive=paths)
        identifier = redacted.get("id")
        return Resource(
            type=type_,
            address=where,
            id=identifier if isinstance(identifier, str) else "",
            attributes=redacted,
            mode=_MODES[entry["mode"]],
            account=account,
            region=region,
            deposed=str(instance.get("deposed") or ""),
            tainted=instance.get("status") == "tainted",
            dependencies=tuple(sorted(map(str, instance.get("dependencies") or ()))),
        )

    def _flagged(self, type_: str) -> tuple[tuple[str, ...], ...]:
        if type_ not in self.sensitive:
            node = self.schema.find(type_)
            self.sensitive[type_] = tuple(sensitive_paths(node)) if node is not None else ()
        return self.sensitive[type_]

    def _outputs(self, outputs: Mapping[str, Any]) -> dict[str, Any]:
        values = {
            name: self.redactor.secret(entry.get("value")) if entry.get("sensitive") else entry.get("value")
            for name, entry in outputs.items()
            if isinstance(entry, dict)
        }
        return dict(sorted(self.redactor.resource("", values).items()))


@contextmanager
def _no_collection() -> Iterator[None]:
    # A large state is millions of objects that all stay: looking for garbage among them doubles the time of parsing.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _document(data: bytes, name: str) -> dict[str, Any]:
    if not data.strip():
        raise _UnreadableError(GapReason.EMPTY, "the state is empty (0 bytes)", "restore the state or check the upload")
    try:
        document = parse_json(data, name=name)
    except JsonError as error:
        raise _UnreadableError(GapReason.UNPARSABLE, error.message, "check that the file is complete") from error
    if not isinstance(document, dict):
        raise _UnreadableError(GapReason.UNPARSABLE, "the document is not a JSON object", "give a Terraform state")
    _refuse_other_documents(document)
    version = document.get("version")
    if version != 4 or isinstance(version, bool):
        raise _UnreadableError(
            GapReason.UNSUPPORTED,
            f"state version {version!r} is not 4",
            "rewrite the state with Terraform 0.12 or later",
        )
    resources = document.get("resources")
    if not isinstance(resources, list) or not isinstance(document.get("lineage"), str) or not document["lineage"]:
        raise _UnreadableError(
            GapReason.UNPARSABLE,
            "the state has no list of resources or no lineage",
            "check that the file is a whole state",
        )
    if not isinstance(document.get("outputs") or {}, dict):
        raise _UnreadableError(GapReason.UNPARSABLE, "the state's outputs are not an object", "restore the state")
    return document


def _refuse_other_documents(document: Mapping[str, Any]) -> None:
    if document.get("encryption_version") or "encrypted_data" in document:
        raise _UnreadableError(
            GapReason.UNSUPPORTED,
            "the state is encrypted by OpenTofu",
            "give the output of `tofu state pull`",
        )
    if "backend" in document and "resources" not in document:
        raise _UnreadableError(
            GapReason.UNSUPPORTED,
            "the file points to a backend and holds no state",
            "give the output of `terraform state pull`",
        )
    if "format_version" in document:
        raise _UnreadableError(
            GapReason.UNSUPPORTED,
            "the file is output of `terraform show -json`, not a state",
            "give the raw state: `terraform state pull`",
        )


def _sensitive(raw: Any) -> list[SecretPath] | None:
    # A path is a list of steps {"type": "get_attr", "value": NAME} or {"type": "index", "value": {"value": KEY, …}}.
    paths: list[SecretPath] = []
    if not isinstance(raw, list):
        return None
    for steps in raw:
        if not isinstance(steps, list):
            return None
        path: list[str | int] = []
        for step in steps:
            value = step.get("value") if isinstance(step, dict) else None
            if isinstance(value, dict):
                value = value.get("value")
            if isinstance(value, bool) or not isinstance(value, str | int):
                return None
            path.append(value)
        if path:
            paths.append(tuple(path))
    return paths


def _expand(value: Any, names: tuple[str, ...]) -> Iterator[SecretPath]:
    # A schema path has names only; every position of the lists on its way is meant.
    if isinstance(value, list):
        for index, item in enumerate(value):
            for rest in _expand(item, names):
                yield (index, *rest)
    elif not names:
        yield ()
    elif isinstance(value, dict) and names[0] in value:
        for rest in _expand(value[names[0]], names[1:]):
            yield (names[0], *rest)


def _place(found: list[Resource], indexes: list[int]) -> None:
    """Give resources without an ARN the account and region that all others of the same provider share."""
    places = [(found[index].account, found[index].region) for index in indexes]
    accounts = {account for account, _ in places if account}
    regions = {region for _, region in places if region}
    account = accounts.pop() if len(accounts) == 1 else ""
    region = regions.pop() if len(regions) == 1 else ""
    for index in indexes:
        item = found[index]
        is_global = item.type.startswith(_GLOBAL_PREFIXES)
        found[index] = replace(
            item,
            account=item.account or account,
            region="" if is_global else item.region or region,
        )
