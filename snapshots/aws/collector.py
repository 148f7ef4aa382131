"""The AWS collector: every service of the catalogue in every region, by a bounded pool of threads."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from engine.errors import CollectorAuthError, EngineError
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import Origin, SourceKind, SourceRef
from engine.ports import Collection, Progress
from snapshots.aws.catalog import SERVICES
from snapshots.aws.reader import Reader
from snapshots.aws.service import Service
from snapshots.aws.session import AwsLocation, AwsSession
from snapshots.aws.sink import Place, Sink
from snapshots.redact import Redactor


@dataclass(frozen=True, slots=True)
class _Part:
    """One service in one region."""

    service: Service
    region: str


class AwsCollector:
    """Implements `engine.ports.Collector` for one account; `jobs` calls run at once."""

    def __init__(self, location: AwsLocation, redactor: Redactor, *, progress: Progress, jobs: int = 4) -> None:
        """Call nothing yet."""
        self._location, self._redactor, self._progress, self._jobs = location, redactor, progress, jobs

    def collect(self) -> Collection:
        """Return what the account shows; what could not be read is a gap.

        Raises CollectorAuthError without usable credentials or for another account than the expected one, and
        CollectionError when AWS cannot be reached at all.
        """
        session = AwsSession(self._location)
        account = session.account(self._location.regions[0])
        if self._location.account and account != self._location.account:
            raise CollectorAuthError(
                f"the credentials belong to account {account}, not {self._location.account}",
                hint="use the profile of the right account",
            )
        parts = list(self._parts())
        sinks: list[Sink] = []
        interrupted = self._run(session, account, parts, sinks)
        return self._collection(account, sinks, interrupted=interrupted)

    def _parts(self) -> Iterator[_Part]:
        for service in SERVICES:
            for region in self._location.regions[:1] if service.is_global else self._location.regions:
                yield _Part(service, region)

    def _run(self, session: AwsSession, account: str, parts: list[_Part], sinks: list[Sink]) -> list[_Part]:
        """Read all parts into `sinks` and return those that an interruption left out."""
        done: set[_Part] = set()
        pool = ThreadPoolExecutor(self._jobs)
        futures: dict[Future[Sink], _Part] = {}
        try:
            futures = {pool.submit(self._read, session, account, part): part for part in parts}
            waiting = set(futures)
            while waiting:
                finished, waiting = wait(waiting, timeout=1, return_when=FIRST_COMPLETED)
                for future in finished:
                    sinks.append(future.result())
                    done.add(futures[future])
                self._progress.step("AWS services", len(done), len(parts), f"{session.calls.made} calls")
        except KeyboardInterrupt:
            for future in futures:
                future.cancel()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        return [part for part in parts if part not in done]

    def _read(self, session: AwsSession, account: str, part: _Part) -> Sink:
        place = Place(
            source=f"aws:{self._location}",
            account=account,
            region=part.region,
            regions=self._location.regions,
            is_global=part.service.is_global,
        )
        sink = Sink(place, self._redactor)
        try:
            Reader(session.api(part.service.name, part.region), sink).read(part.service)
        except EngineError:
            raise
        except Exception as error:  # noqa: BLE001 - the boundary: a defect in one service must not hide the others
            sink.gaps.append(
                Gap(
                    reason=GapReason.TOOL_ERROR,
                    source=place.source,
                    detail=f"reading stopped ({type(error).__name__})",
                    operation=part.service.name,
                    account=account,
                    region=place.name,
                    types=part.service.type_names,
                    fix="run again with -vv and report what it prints",
                )
            )
            sink.unlisted |= set(part.service.type_names)
        for type_ in part.service.types:
            if type_.name not in sink.listed:
                sink.list_type(type_, part.service.name)
                sink.unlisted.add(type_.name)
        return sink

    def _collection(self, account: str, sinks: list[Sink], *, interrupted: list[_Part]) -> Collection:
        gaps = [gap for sink in sinks for gap in sink.merged_gaps()]
        gaps += [
            Gap(
                reason=GapReason.LIMIT_REACHED,
                source=f"aws:{self._location}",
                detail="the collection was interrupted",
                operation=part.service.name,
                account=account,
                region="" if part.service.is_global else part.region,
                types=part.service.type_names,
                fix="run again and let it finish",
            )
            for part in interrupted
        ]
        resources = sorted((item for sink in sinks for item in sink.resources), key=lambda item: item.key)
        listings = sorted(
            (row for sink in sinks for row in sink.listings()), key=lambda row: (row.type, row.account, row.region)
        )
        source = SourceRef(kind=SourceKind.AWS, location=str(self._location))
        return Collection(
            origins=(Origin(source=source, facts={"account": account}),),
            resources=tuple(resources),
            gaps=tuple(sorted(gaps, key=repr)),
            listings=tuple(listings),
            complete=not interrupted,
        )
