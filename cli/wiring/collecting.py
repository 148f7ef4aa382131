"""Which collector reads a source, with what the configuration says of it."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from cli.config.allowed import PATHS, how, list_allowed
from cli.config.sources import code_of, is_in_repository, is_remote, local_path, path_of
from cli.wiring.credentials.references import read_reference
from cli.wiring.credentials.trust import refusal
from cli.wiring.tools import runner
from engine.errors import ConfigError
from engine.jsontext.digest import JsonError, parse_json
from engine.model.snapshot import Origin, Side, Snapshot, SourceKind, SourceRef
from engine.ports import AskedSource, Collection, Collector, MakerSource, Progress
from snapshots.bounds import EVERYWHERE, Bounds, as_written, unlinked
from snapshots.documents.location import parse_location
from snapshots.redaction.redact import Redactor
from snapshots.terraform.plan.shelf import PlanShelf

if TYPE_CHECKING:
    from engine.provider.port import Provider
    from engine.provider.schema import SchemaTable
    from snapshots.aws.reading.location import AwsLocation
    from snapshots.documents.commit import CommitFolder
    from snapshots.documents.files import DocumentFolder
    from snapshots.repository.commit import CommitPath, CommitTree
    from snapshots.store.cache import Cache
    from snapshots.terraform.backends.interface import Backend
    from snapshots.terraform.state.entries import ReadEntries

_LOG = logging.getLogger(__name__)
KEYS = "keys"  # the folder of the keys of an installation, in its own folder


@dataclass(frozen=True, kw_only=True)
class SourceSettings:
    """What a source needs beside its location: references to secrets (`env:NAME`, `file:PATH`), never the secrets.

    `headers` are for states behind HTTP, `external_id` and `session_policy` (a file) for a role of AWS.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    external_id: str = ""
    session_policy: str = ""


@dataclass(frozen=True, kw_only=True)
class Collecting:
    """Makes collectors. `base` is the folder that relative paths start from, `folder` that of the installation.

    `provider_schemas` are files with the output of `terraform providers schema -json`, beside our own table. With a
    `commit` files are read as they are there, and a plan shows what it found instead of what it will make. Where a
    `stranger` has made changes, nothing is asked over the network.
    """

    base: Path
    folder: Path
    redactor: Redactor
    settings: Mapping[SourceRef, SourceSettings] = field(default_factory=dict)
    provider_schemas: tuple[Path, ...] = ()
    commit: CommitTree | None = None
    stranger: str = ""
    plans: PlanShelf = field(default_factory=PlanShelf)

    def collectors(
        self,
        sources: Sequence[SourceRef],
        *,
        side: Side,
        progress: Progress,
        jobs: int,
        offline: bool,
        earlier: Snapshot | None = None,
    ) -> list[Collector]:
        """Return the collectors of the sources of one side; raises ConfigError for a source that cannot be read.

        All accounts are read by one collector, so that they share its pool of calls. `earlier` is what an interrupted
        collection of the same sources has.
        """
        found: list[Collector] = []
        accounts = [source for source in sources if source.kind is SourceKind.AWS]
        for source in sources:
            self.check_reachable(source, offline=offline)
            if source.kind is not SourceKind.AWS:
                found.append(_Told(str(source), self._collector(source, side=side, progress=progress, jobs=jobs)))
        if accounts:
            from snapshots.aws.collector import AwsCollector  # noqa: PLC0415 - boto3 takes half a second

            locations = [self.location(source) for source in accounts]
            collector = AwsCollector(locations, self.redactor, progress=progress, jobs=jobs, earlier=earlier)
            found.append(_Told(", ".join(map(str, accounts)), collector))
        return found

    def check_reachable(self, source: SourceRef, *, offline: bool) -> None:
        """Raise ConfigError for a source on the network where nobody may go there."""
        if offline and is_remote(source):
            raise ConfigError(f"{source} needs the network and --offline was given", hint="drop --offline")
        if self.stranger and is_remote(source):
            raise refusal(f"{source} needs credentials and the network", self.stranger)

    def makers(self, sources: Sequence[SourceRef], *, progress: Progress, jobs: int) -> list[MakerSource]:
        """Return what tells who made what nobody intends, of the accounts among the sources."""
        accounts = [source for source in sources if source.kind is SourceKind.AWS]
        if not accounts:
            return []
        from snapshots.aws.makers.stacks import StackMakers  # noqa: PLC0415 - boto3 takes half a second

        return [StackMakers(self.location(source), self.redactor, progress=progress, jobs=jobs) for source in accounts]

    def asked(self, sources: Sequence[SourceRef], *, jobs: int) -> list[AskedSource]:
        """Return what looks up resources that nobody can list, of the accounts among the sources."""
        accounts = [source for source in sources if source.kind is SourceKind.AWS]
        if not accounts:
            return []
        from snapshots.aws.asked import AskedReader  # noqa: PLC0415 - boto3 takes half a second

        return [AskedReader(self.location(source), self.redactor, jobs=jobs) for source in accounts]

    def location(self, source: SourceRef) -> AwsLocation:
        """Return what an AWS source names, with its settings; raises ConfigError."""
        from snapshots.aws.reading.location import parse_location  # noqa: PLC0415 - botocore takes a tenth of a second

        settings = self.settings.get(source, SourceSettings())
        policy = self._policy(settings.session_policy) if settings.session_policy else ""
        external = self.secret(settings.external_id, "external-id") if settings.external_id else ""
        return replace(parse_location(source.location), external_id=external, session_policy=policy)

    def _collector(self, source: SourceRef, *, side: Side, progress: Progress, jobs: int) -> Collector:
        if self.commit is not None and is_in_repository(source) and not self._in_commit(source, self.commit).exists():
            return _Nothing(source)
        match source.kind:
            case SourceKind.TFSTATE | SourceKind.TFPLAN:
                from snapshots.terraform.collector import TerraformCollector  # noqa: PLC0415 - one adapter a source
                from snapshots.terraform.state.parse_cache import ParseCache  # noqa: PLC0415

                provider, is_plan = self.provider, source.kind is SourceKind.TFPLAN
                return TerraformCollector(
                    source=source,
                    backend=self.backend(source),
                    redactor=self.redactor,
                    provider=provider,
                    side=Side.OBSERVED if is_plan and self.commit is not None else side,
                    is_before_refresh=self.commit is not None,
                    parse_cache=ParseCache(self._cache("readings"), self._basis),
                    entries=self.entries,
                    progress=progress,
                    plans=self.plans,
                )
            case SourceKind.HCL:
                from snapshots.terraform.code.collector import CodeCollector  # noqa: PLC0415 - the same
                from snapshots.terraform.code.files import CodeReader  # noqa: PLC0415
                from snapshots.terraform.code.kept import KeptCode  # noqa: PLC0415

                folder, files = code_of(source.location)
                reader = CodeReader(
                    redactor=self.redactor,
                    schema=self.schema,
                    cache=self._cache("hcl"),
                    jobs=jobs,
                    bounds=EVERYWHERE if self.commit is not None else self.bounds(self.base / folder),
                )
                here = local_path(source, self.base)
                path = here if self.commit is None else self._in_commit(source, self.commit)
                collector = CodeCollector(
                    location=folder,
                    path=path,
                    redactor=self.redactor,
                    reader=reader,
                    var_files=files,
                    kept=self._kept,
                )
                if self.commit is not None:
                    return collector
                return KeptCode(collector=collector, folder=here, cache=self._cache("code"), basis=self._basis)
            case SourceKind.DOC:
                from snapshots.documents.collector import DocumentCollector  # noqa: PLC0415 - the same

                return DocumentCollector(
                    source=source,
                    folder=self.documents(source, side=side),
                    redactor=self.redactor,
                    namespace=parse_location(source.location).namespace,
                    progress=progress,
                )
            case _:
                raise ConfigError(f"{source} is a stored snapshot and cannot be collected", hint="name its source")

    def _kept(self, folder: PurePath) -> str | None:
        """Return the first file that git keeps of a folder of code, as `snapshots.repository.git.find_kept` does."""
        if self.commit is not None:  # it has nothing but what is kept
            from snapshots.terraform.code.installed import MANIFEST  # noqa: PLC0415 - only for a change

            return MANIFEST
        from snapshots.repository.git import find_kept  # noqa: PLC0415 - only where modules are installed

        return find_kept(runner(), Path(folder))

    @property
    def _basis(self) -> tuple[str, ...]:
        """Return what a reading depends on beside what is read."""
        return (self.redactor.epoch, self.provider.version, self.redactor.own.basis)

    def _cache(self, name: str) -> Cache:
        return cache_in(self.folder, name)

    @cached_property
    def schema(self) -> SchemaTable:
        """Return the provider schema: the project's own where it names some, beside the table of the AWS provider.

        It is read once for all sources: a table has to be unpacked. Raises ConfigError.
        """
        from snapshots.terraform.schema import ProviderSchema, Schemas  # noqa: PLC0415 - only comparing verbs need it

        if not self.provider_schemas:
            return ProviderSchema()
        from snapshots.terraform.schema_json import load_schema  # noqa: PLC0415 - only where there is one

        return Schemas([load_schema(path, self._cache("schemas")) for path in self.provider_schemas])

    @cached_property
    def provider(self) -> Provider:
        """Return what is known of documents, and of AWS by that schema."""
        from snapshots.aws.provider import AwsProvider  # noqa: PLC0415 - the same
        from snapshots.documents.provider import DocumentProvider  # noqa: PLC0415 - the same

        return DocumentProvider(AwsProvider(self.schema))

    @cached_property
    def entries(self) -> ReadEntries:
        """Return what remembers the entries of the states that are read: those of two sides are mostly the same."""
        from snapshots.terraform.state.entries import ReadEntries  # noqa: PLC0415 - only verbs that read states need it

        return ReadEntries()

    def backend(self, source: SourceRef) -> Backend:
        """Return where the documents of a Terraform source are; raises ConfigError with what to type."""
        location = source.location
        if location.startswith("s3://"):
            from snapshots.terraform.backends.s3 import parse_s3  # noqa: PLC0415 - boto3 takes half a second

            return parse_s3(location)
        if location.startswith(("http://", "https://")):
            from snapshots.terraform.backends.http import Credentials, parse_http  # noqa: PLC0415 - only for these

            headers = self.settings.get(source, SourceSettings()).headers
            user, password = (os.environ.get(f"TF_HTTP_{name}", "") for name in ("USERNAME", "PASSWORD"))  # noqa: TID251 - Terraform's own variables
            login = (user, password) if user and password else None
            known = {name: self.secret(reference, f"header {name}") for name, reference in headers.items()}
            return parse_http(location, Credentials(headers=known, login=login))
        if location.startswith("hcp://"):
            from snapshots.terraform.backends.http import parse_hcp  # noqa: PLC0415 - the same

            return parse_hcp(location, os.environ)  # noqa: TID251 - Terraform's own variables
        if self.commit is not None and is_in_repository(source):
            from snapshots.terraform.backends.commit import CommitBackend  # noqa: PLC0415 - only for a change

            return CommitBackend(location=location, path=self._in_commit(source, self.commit))
        from snapshots.terraform.backends.files import FileBackend  # noqa: PLC0415 - one adapter a source

        path = local_path(source, self.base)
        return FileBackend(location=location, path=path, bounds=self.bounds(path))

    def documents(self, source: SourceRef, *, side: Side = Side.DESIRED) -> DocumentFolder | CommitFolder:
        """Return where the files of documents are; raises ConfigError where nothing is there."""
        if self.commit is not None:
            from snapshots.documents.commit import CommitFolder  # noqa: PLC0415 - only for a change

            return CommitFolder(location=path_of(source), path=self._in_commit(source, self.commit))
        from snapshots.documents.files import DocumentFolder  # noqa: PLC0415 - one adapter a source

        path = local_path(source, self.base)
        found = DocumentFolder(location=path_of(source), path=path, bounds=self.bounds(path))
        if side is not Side.OBSERVED:  # intent has no age
            return found
        from snapshots.repository.age import find_written  # noqa: PLC0415 - the same

        return replace(found, written=partial(find_written, runner()))

    def bounds(self, path: Path) -> Bounds:
        """Return where the files of a source may lie: below its path, in the repository, and where it is allowed."""
        repository = next((one for one in (self.base, *self.base.parents) if (one / ".git").exists()), self.base)
        inside = as_written(path).is_relative_to(as_written(repository))
        # What is named outside of the repository was meant; what only a link in it leads to may be a stranger's.
        roots = (repository, *(() if inside else (path,)), *map(Path, list_allowed(PATHS)))
        return Bounds(roots=tuple(map(unlinked, roots)), fix=f"keep it below, or {how(PATHS, 'FOLDER')}")

    def _in_commit(self, source: SourceRef, commit: CommitTree) -> CommitPath:
        found = commit.at(self.base, path_of(source))
        if found is None:
            raise ConfigError(
                f"--since: {source} lies outside of the repository, so that nobody knows how it was",
                hint="give a plan, whose prior state is what was there: --plan FILE",
            )
        return found

    def secret(self, reference: str, what: str) -> str:
        """Return the secret that a reference names; raises ConfigError when it is not there."""
        try:
            return read_reference(reference, self.base, what).decode().strip()
        except UnicodeDecodeError:  # the error would hold what the file holds
            raise ConfigError(f"{what}: {reference} is not UTF-8 text", hint="write it again as text") from None

    def _policy(self, name: str) -> str:
        """Return the text of a session policy; raises ConfigError for what AWS could take for none."""
        text = self.secret(f"file:{name}", "session-policy")
        try:
            document = parse_json(text.encode(), name=name)
        except JsonError as error:
            raise ConfigError(f"session-policy: {error.message}", hint="write a policy of IAM in JSON") from error
        if not isinstance(document, dict):
            raise ConfigError(f"session-policy: {name} is no JSON object", hint="write a policy of IAM in JSON")
        return text


def cache_in(folder: Path, name: str) -> Cache:
    """Return what is kept under a name in the folder of an installation, bound to its key."""
    from snapshots.store.binding import Binding  # noqa: PLC0415 - only where something is kept
    from snapshots.store.cache import Cache  # noqa: PLC0415 - the same

    return Cache(folder / "cache" / name, Binding(folder / KEYS))


@dataclass(frozen=True, slots=True)
class _Nothing:
    """The collector of a source that was not there yet."""

    source: SourceRef

    def collect(self) -> Collection:
        """Return nothing."""
        return Collection(origins=(Origin(source=self.source),), resources=())


@dataclass(frozen=True, slots=True)
class _Told:
    """A collector that tells the log what it has read of a source, and each thing that it could not read."""

    source: str
    collector: Collector

    def collect(self) -> Collection:
        """Return what the collector returns."""
        start = time.monotonic()
        found = self.collector.collect()
        _LOG.info(
            "source_read",
            extra={
                "source": self.source,
                "documents": len(found.origins),
                "resources": len(found.resources),
                "gaps": len(found.gaps),
                "complete": found.complete,
                "seconds": round(time.monotonic() - start, 3),
            },
        )
        for gap in found.gaps:
            _LOG.warning(
                "gap_found",
                extra={
                    "reason": str(gap.reason),
                    "source": gap.source,
                    "operation": gap.operation,
                    "account": gap.account,
                    "region": gap.region,
                    "detail": gap.detail,
                },
            )
        return found
