"""States in S3: one object, one of a workspace, an earlier version, or every state below a prefix.

A location is `s3://BUCKET/KEY`, with a slash at its end for a prefix. After a `?`: `workspace`, `version` (of the
object), `region`, `profile`, `endpoint`. Layout: https://developer.hashicorp.com/terraform/language/backend/s3
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from engine.errors import ConfigError
from engine.model.outcome import GapReason
from snapshots.aws.reading.api import Api, api_error
from snapshots.aws.reading.session import plain_client
from snapshots.aws.reading.transport import spending
from snapshots.http.budgets import STATE, Budget, Spent
from snapshots.terraform.backends.interface import BackendError, LoadedDocument, StateDocument, is_no_state, with_passed

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]")
_OPTIONS = frozenset({"workspace", "version", "region", "profile", "endpoint"})
_WORKSPACES = "env:/"  # where the backend keeps those that are not the default one
_CHUNK = 1 << 16
_ABSENT = frozenset({"NoSuchKey", "NoSuchBucket", "NoSuchVersion", "404"})


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Backend:
    """Reads states from a bucket. `location` is what a person typed, `options` what followed its `?`."""

    location: str
    bucket: str
    key: str
    options: tuple[tuple[str, str], ...] = ()
    budget: Budget = STATE

    def documents(self) -> Sequence[StateDocument]:
        """Return the object, or every object below the prefix whose name is one of a state.

        That is one that ends in `.tfstate` or has no suffix, and any of a workspace.
        """
        options = dict(self.options)
        try:
            client = plain_client(
                "s3",
                region=options.get("region", ""),
                profile=options.get("profile", ""),
                endpoint=options.get("endpoint", ""),
                budget=self.budget,
            )
        except Exception as error:
            raise _problem(error, "s3:ListBucket") from error
        workspace = options.get("workspace", "")
        if self.key and not self.key.endswith("/"):
            key = f"{_WORKSPACES}{workspace}/{self.key}" if workspace not in {"", "default"} else self.key
            return [self._document(client, key, self.location, options.get("version", ""))]
        names = [name for name in self._keys(client) if not is_no_state(name)]
        states = [name for name in names if _is_state(name)]
        found = [self._document(client, key, f"s3://{self.bucket}/{key}", "") for key in states]
        return with_passed(found, [name.removeprefix(self.key) for name in names if not _is_state(name)])

    def _keys(self, client: Any) -> list[str]:
        try:
            pages = Api(client, "s3", self.budget).pages(
                "ListObjectsV2", "Contents", Bucket=self.bucket, Prefix=self.key
            )
            names = [str(entry["Key"]) for entry in pages]
        except Exception as error:
            raise _problem(error, "s3:ListBucket") from error
        return sorted(names)

    def _document(self, client: Any, key: str, location: str, version: str) -> StateDocument:
        given = {"VersionId": version} if version else {}

        def load() -> LoadedDocument:
            spent = Spent(self.budget)
            try:
                with spending(spent):
                    answer = client.get_object(Bucket=self.bucket, Key=key, **given)
                with spent.answering(), closing(answer["Body"]) as body:
                    data = spent.read(body.iter_chunks(_CHUNK))
            except Exception as error:
                raise _problem(error, "s3:GetObject") from error
            found = str(answer.get("VersionId", "null"))
            facts = {"version_id": found} if found != "null" else {}
            if key.startswith(_WORKSPACES):
                facts["workspace"] = key.removeprefix(_WORKSPACES).partition("/")[0]
            return LoadedDocument(data=data, facts=facts)

        return StateDocument(location=location, load=load)


def _is_state(name: str) -> bool:
    return name.endswith(".tfstate") or name.startswith(_WORKSPACES) or "." not in name.rpartition("/")[2]


def parse_s3(location: str) -> S3Backend:
    """Return the backend of `s3://BUCKET/KEY?…`; raises ConfigError with what to type."""
    parts = urlsplit(location)
    options = parse_qs(parts.query, keep_blank_values=True)
    unknown = sorted(options.keys() - _OPTIONS)
    if unknown or any(len(values) != 1 for values in options.values()):
        raise ConfigError(
            f"tfstate:{location}: {', '.join(unknown) or 'an option'} is not known here or given twice",
            hint=f"after the ? may stand {', '.join(sorted(_OPTIONS))}",
        )
    if not _BUCKET.fullmatch(parts.netloc):
        raise ConfigError(
            f"tfstate:{location} names no bucket", hint="write tfstate:s3://BUCKET/KEY, or s3://BUCKET/PREFIX/"
        )
    return S3Backend(
        location=location,
        bucket=parts.netloc,
        key=parts.path.removeprefix("/"),
        options=tuple(sorted((name, values[0]) for name, values in options.items())),
    )


def _problem(error: Exception, operation: str) -> BackendError:
    found = api_error(error, operation)
    if found.code in _ABSENT:
        return BackendError(GapReason.MISSING_INPUT, f"there is no such object ({found.code})", "check bucket and key")
    if found.code == "no credentials":
        return BackendError(found.reason, f"{operation}: {found.code}", "log in, or name a profile: AWS_PROFILE=NAME")
    fix = f"allow {operation}" if found.reason is GapReason.ACCESS_DENIED else "check the bucket and the endpoint"
    return BackendError(found.reason, f"{operation}: {found.code}", fix)
