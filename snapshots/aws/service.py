"""What a service module is, and where it puts what it reads.

A module names the types it reads and has one function that reads them: list calls through `Sink.listing`, calls about
one resource through `Sink.detail`. Both turn a failed call into a gap that names what is unknown because of it, so that
a module never handles errors and no error is ever lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import Listing, Resource
from snapshots.aws.session import Api, ApiError
from snapshots.redact import Redactor

# The IAM action where its name is not the operation's.
ACTIONS: Mapping[str, str] = {
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service: its boto3 name, the types it reads, the operations it uses, and the function that reads.

    `is_global` services are read once, in the first region. `operations` are `service:Operation`; `doctor` and the
    tests take them from here.
    """

    name: str
    types: tuple[str, ...]
    operations: tuple[str, ...]
    read: Callable[[Api, Sink], None]
    is_global: bool = False


@dataclass(slots=True)
class Sink:
    """Takes what one service gives in one account and region, redacts it at once, and keeps the books."""

    source: str
    account: str
    region: str
    regions: tuple[str, ...]
    redactor: Redactor
    resources: list[Resource] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    unlisted: dict[str, str] = field(default_factory=dict)
    listed: dict[str, str] = field(default_factory=dict)
    is_global: bool = False

    @property
    def place(self) -> str:
        """Return the region of what is read: none for a global service."""
        return "" if self.is_global else self.region

    def add(
        self,
        type_: str,
        id_: str,
        attributes: Mapping[str, Any],
        *,
        region: str | None = None,
        provider_owned: bool = False,
    ) -> None:
        """Take a resource with exactly the attributes that were read."""
        redacted = self.redactor.resource(type_, {"id": id_, **attributes})
        self.resources.append(
            Resource(
                type=type_,
                address="",
                id=str(redacted["id"]),
                attributes=redacted,
                account=self.account,
                region=self.place if region is None else region,
                provider_owned=provider_owned,
            )
        )

    @contextmanager
    def listing(self, *types: str, operation: str) -> Iterator[None]:
        """Read the whole list of some types inside the block; a failure makes them unknown here."""
        for type_ in types:
            self.listed.setdefault(type_, operation)
        try:
            yield
        except ApiError as error:
            self._failed(error, types)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            self._failed(ApiError(GapReason.UNPARSABLE, operation, f"answer without {type(error).__name__}"), types)

    @contextmanager
    def detail(self, type_: str, id_: str, path: str = "") -> Iterator[None]:
        """Read something about one resource inside the block; a failure makes that one thing unknown.

        Without a `path` it is a resource of its own (a sub-resource), whose list is then not complete.
        """
        try:
            yield
        except ApiError as error:
            self._unknown(error, type_, id_, path)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            operation = self.listed.get(type_, type_)
            broken = ApiError(GapReason.UNPARSABLE, operation, f"answer of another form ({type(error).__name__})")
            self._unknown(broken, type_, id_, path)

    def listings(self) -> list[Listing]:
        """Return the coverage rows of everything that was listed."""
        rows = []
        for type_, operation in sorted(self.listed.items()):
            counts: dict[str, int] = {}
            for item in self.resources:
                if item.type == type_:
                    counts[item.region] = counts.get(item.region, 0) + 1
            places = self.regions if type_.startswith("aws_s3_") else (self.place,)
            rows += [
                Listing(
                    type=type_,
                    account=self.account,
                    region=place,
                    complete=type_ not in self.unlisted,
                    count=counts.get(place, 0),
                    operation=operation,
                )
                for place in places
            ]
        return rows

    def _failed(self, error: ApiError, types: tuple[str, ...]) -> None:
        for type_ in types:
            self.unlisted[type_] = error.operation
        self.gaps.append(self._gap(error, types))

    def _unknown(self, error: ApiError, type_: str, id_: str, path: str) -> None:
        if not path:
            self.unlisted[type_] = error.operation
            self.listed.setdefault(type_, error.operation)
        self.gaps.append(self._gap(error, (type_,), id_=self.redactor.text(id_), path=path))

    def _gap(self, error: ApiError, types: tuple[str, ...], *, id_: str = "", path: str = "") -> Gap:
        action = ACTIONS.get(error.operation, error.operation)
        fixes = {
            GapReason.ACCESS_DENIED: f"allow {action}",
            GapReason.THROTTLED: "run again with fewer --jobs, or at a quieter time",
            GapReason.UNAVAILABLE: "run again; check the network and the service's health",
        }
        return Gap(
            reason=error.reason,
            source=self.source,
            detail=error.code,
            operation=error.operation,
            account=self.account,
            region=self.place,
            types=types,
            id=id_,
            path=path,
            fix=fixes.get(error.reason, "report this: the answer has a form that driftgate does not know"),
        )


def tags_of(pairs: Any, *, key: str = "Key", value: str = "Value") -> dict[str, Any]:
    """Return `tags` and `tags_all` of a list of key-value pairs or a mapping, without those of AWS itself."""
    if not isinstance(pairs, Mapping):
        pairs = {pair[key]: pair[value] for pair in pairs or ()}
    tags = {name: text for name, text in sorted(pairs.items()) if not name.startswith("aws:")}
    return {"tags": tags, "tags_all": tags}
