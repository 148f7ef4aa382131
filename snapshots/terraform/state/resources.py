"""Makes resources of the instances that a state, a plan or `show -json` lists: redacted, and with their place."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.jsontext.packed import packed
from engine.model.outcome import Gap, GapReason
from engine.model.place import Place
from engine.model.snapshot import Mode, Resource
from engine.provider.facts import TypeFacts
from engine.provider.port import Provider
from engine.provider.schema import sensitive_paths
from engine.provider.settable import find_own
from snapshots.redaction.marks import Path as SecretPath
from snapshots.redaction.redact import Redactor
from snapshots.terraform.documents import UnreadableDocumentError
from snapshots.terraform.place import arn_place
from snapshots.terraform.state.digests import with_digests

_MODES = {"managed": Mode.MANAGED, "data": Mode.DATA}
_KINDS = {str: "text", int: "whole number"}
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}")
_NOWHERE = Place()
_GLOBAL_PREFIXES = ("aws_iam_", "aws_route53_", "aws_cloudfront_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One instance as a document has it. `secrets` are the paths that the document marks sensitive."""

    type: str
    mode: str
    address: str
    attributes: Mapping[str, Any]
    provider: str = ""
    secrets: tuple[SecretPath, ...] = ()
    deposed: str = ""
    tainted: bool = False
    dependencies: tuple[str, ...] = ()
    schema_version: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A resource that was made of an instance, with the place that it tells itself, and the instance's provider."""

    provider: str
    resource: Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfType:
    """What is asked about a type again and again.

    `sensitive` are the paths that its schema marks, `has_arn` and `has_region` tell whether its `arn` names itself and
    its `region` where it is.
    """

    facts: TypeFacts
    sensitive: tuple[tuple[str, ...], ...]
    has_arn: bool
    has_region: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceMaker:
    """Makes the resources of one document; `known` keeps what was asked about their types."""

    redactor: Redactor
    provider: Provider
    known: dict[str, _OfType] = field(default_factory=dict, repr=False, compare=False)

    def resources(self, instances: Iterable[Instance | Made | Gap]) -> tuple[tuple[Resource, ...], tuple[Gap, ...]]:
        """Return the resources of all instances, sorted, and the gaps among them; some may be made already.

        Raises UnreadableDocumentError when an instance stands in the document twice.
        """
        found: list[Resource] = []
        gaps: list[Gap] = []
        providers: dict[str, list[int]] = defaultdict(list)
        for item in instances:
            if isinstance(item, Gap):
                gaps.append(item)
            else:
                providers[item.provider].append(len(found))
                found.append(item.resource if isinstance(item, Made) else self.resource(item))
        repeated = [key for key, count in Counter((item.address, item.deposed) for item in found).items() if count > 1]
        if repeated:
            raise UnreadableDocumentError(
                GapReason.UNPARSABLE,
                f"{min(repeated)[0]} stands in the state more than once",
                "the state is corrupt: restore an earlier version of it",
            )
        for indexes in providers.values():
            _place(found, indexes)
        return tuple(sorted(found, key=lambda resource: resource.order)), tuple(gaps)

    def outputs(self, outputs: Any) -> dict[str, Any]:
        """Return root outputs by name: `{"value": …, "sensitive": …}` each, as values without secrets.

        Raises UnreadableDocumentError when they are something else.
        """
        found = {} if outputs is None else outputs
        if not isinstance(found, dict) or not all(isinstance(entry, dict) for entry in found.values()):
            raise UnreadableDocumentError(
                GapReason.UNPARSABLE, "the outputs are not an object, or one of them is not", "restore the state"
            )
        open_ = {name: entry.get("value") for name, entry in found.items() if entry.get("sensitive", False) is False}
        shown = self.redactor.resource("", open_)
        closed = {
            self.redactor.text(name): self.redactor.secret(entry.get("value"))
            for name, entry in found.items()
            if name not in open_
        }
        return dict(sorted({**shown, **closed}.items()))

    def resource(self, item: Instance) -> Resource:
        """Return the resource of an instance; where it is, is only what it tells itself."""
        known = self._of(item.type)
        flags = known.sensitive if item.mode == "managed" else ()
        paths = [*item.secrets, *(path for flagged in flags for path in expanded(item.attributes, flagged))]
        place = _own_place(item, known)
        attributes = with_digests(item.attributes, known.facts)
        redacted = self.redactor.resource(item.type, attributes, sensitive=paths)
        identifier = redacted.get("id")
        return Resource(
            type=item.type,
            address=item.address,
            id=identifier if isinstance(identifier, str) else "",
            attributes=packed(redacted),
            mode=_MODES[item.mode],
            account=place.account,
            region=place.region,
            deposed=item.deposed,
            tainted=item.tainted,
            dependencies=item.dependencies,
            schema_version=item.schema_version,
        )

    def _of(self, type_: str) -> _OfType:
        known = self.known.get(type_)
        if known is None:
            node, facts = self.provider.find(type_), self.provider.facts(type_)
            has_region = type_ == "aws_s3_bucket" or (
                node is not None and ("region" not in node.fields or "region" in node.varying)
            )
            known = self.known[type_] = _OfType(
                facts=facts,
                sensitive=tuple(sensitive_paths(node)) if node is not None else (),
                has_arn=bool(find_own(("arn",), facts, node)),
                has_region=has_region and not type_.startswith(_GLOBAL_PREFIXES),
            )
        return known


def _own_place(item: Instance, known: _OfType) -> Place:
    """Return the account and region that an instance tells of itself: by its ARN, and its own `region`.

    Every resource of AWS has one since version 6 of the provider; before, a few types had one with another meaning
    (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support).
    """
    region = item.attributes.get("region")
    place = (arn_place(item.attributes) if known.has_arn else None) or _NOWHERE
    if not known.has_region or place.region or not isinstance(region, str) or not _REGION.fullmatch(region):
        return place
    return replace(place, region=region)


def checked_fact(document: Mapping[str, Any], name: str, kind: type) -> str:
    """Return what a document says of itself, empty if nothing; raises UnreadableDocumentError for another type."""
    value = document.get(name)
    if value is None:
        return ""
    if type(value) is not kind:
        raise UnreadableDocumentError(
            GapReason.UNPARSABLE, f"the {name} is no {_KINDS[kind]}", "check that the file is whole"
        )
    return str(value)


def checked_mode(mode: Any) -> str:
    """Return a resource mode; raises UnreadableDocumentError for one that is not known."""
    if not isinstance(mode, str) or mode not in _MODES:
        raise UnreadableDocumentError(GapReason.UNSUPPORTED, f"resource mode {mode!r} is unknown", "update driftgate")
    return mode


def is_schema_version(value: Any) -> bool:
    """Tell whether a value is the version of a type's schema, or none is told."""
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0)


def expanded(value: Any, names: tuple[str, ...]) -> Iterator[SecretPath]:
    """Yield the paths in a value that a path of the schema means: every position of the lists on its way."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            for rest in expanded(item, names):
                yield (index, *rest)
    elif not names:
        yield ()
    elif isinstance(value, dict) and names[0] in value:
        for rest in expanded(value[names[0]], names[1:]):
            yield (names[0], *rest)


def _place(found: list[Resource], indexes: list[int]) -> None:
    """Give resources without an ARN the account and region that all others of the same provider share."""
    accounts = {found[index].account for index in indexes if found[index].account}
    regions = {found[index].region for index in indexes if found[index].region}
    account = accounts.pop() if len(accounts) == 1 else ""
    region = regions.pop() if len(regions) == 1 else ""
    for index in indexes:
        item = found[index]
        own = Place(item.account or account, "" if item.type.startswith(_GLOBAL_PREFIXES) else item.region or region)
        if own != item.place:
            found[index] = replace(item, account=own.account, region=own.region)
