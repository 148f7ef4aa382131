"""The AWS collector: every service of the catalogue in every region of every account, by a bounded pool of threads."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue

from engine.errors import EngineError
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import Listing, Origin, Snapshot, SourceKind, SourceRef
from engine.ports import Collection, Progress
from snapshots.aws.catalog import SERVICES
from snapshots.aws.makers.parts import confirm
from snapshots.aws.reading.api import ApiError, StoppedError
from snapshots.aws.reading.earlier import Earlier
from snapshots.aws.reading.limits import Limits
from snapshots.aws.reading.location import AwsLocation
from snapshots.aws.reading.parts import CollectionPart, Entry, Work, site
from snapshots.aws.reading.permissions import action
from snapshots.aws.reading.reader import ServiceReader
from snapshots.aws.reading.service import Service
from snapshots.aws.reading.session import AwsSession, Identity, acting
from snapshots.aws.reading.sink import Sink
from snapshots.aws.reading.together import Together
from snapshots.aws.services import cloud_control
from snapshots.redaction.redact import Redactor

_LOG = logging.getLogger(__name__)
_REGIONS = "ec2:DescribeRegions"
_FIXES = {
    GapReason.ACCESS_DENIED: "log in again, or check the profile and the role",
    GapReason.UNAVAILABLE: "check the network and AWS_ENDPOINT_URL",
}


class AwsCollector:
    """Implements `engine.ports.Collector` for accounts; `jobs` services are read at once, and as many resources.

    `services` are those that are read. `earlier` is a snapshot of the same places that was interrupted: what it has
    completely is not read again. `timeout` is how many seconds an answer may take.
    """

    def __init__(
        self,
        locations: Sequence[AwsLocation],
        redactor: Redactor,
        *,
        progress: Progress,
        jobs: int = 4,
        services: Sequence[Service] = SERVICES,
        earlier: Snapshot | None = None,
        limits: Limits | None = None,
        timeout: float = 30.0,
    ) -> None:
        """Call nothing yet."""
        self._locations, self._redactor, self._progress, self._jobs = tuple(locations), redactor, progress, jobs
        self._services, self._earlier, self._limits = tuple(services), earlier, limits
        self._timeout = timeout

    def collect(self) -> Collection:
        """Return what the accounts show; what could not be read, up to a whole account, is a gap.

        An interruption (Ctrl-C) ends it early: what was read is returned and marked incomplete.
        """
        services = {service for location in self._locations for service in self._read_of(location)}
        allowed = {name for service in services for name in service.operations} | {_REGIONS}
        attempts = max(location.max_attempts for location in self._locations)
        session = AwsSession(allowed, limits=self._limits, max_attempts=attempts, timeout=self._timeout)
        work = Work()
        together = Together(self._jobs)
        try:
            entries = together.each(lambda location: self._entry(session, location), self._locations)
        except KeyboardInterrupt:
            session.stop.set()
            raise
        finally:
            together.end()
        for location, entry in zip(self._locations, entries, strict=True):
            self._enter(location, entry, work)
        earlier = Earlier(self._earlier) if self._earlier is not None else None
        if earlier is not None:
            for part in work.parts:
                kept = earlier.kept(part.service, part.site)
                if kept is not None:
                    work.done.add(part)
                    work.resources += kept.resources
                    work.listings += kept.listings
        self._run(session, work)
        return self._collection(work, earlier)

    def _entry(self, session: AwsSession, location: AwsLocation) -> Entry | ApiError:
        """Find out whose account a location is and what can be looked at there, or why nothing can be."""
        try:
            identity = session.identity(location)
        except ApiError as error:
            return error
        return Entry(identity, self._enabled(session, location, identity))

    def _enter(self, location: AwsLocation, entry: Entry | ApiError, work: Work) -> None:
        """Note what is to be read of a location."""
        source = SourceRef(kind=SourceKind.AWS, location=str(location))
        if isinstance(entry, ApiError):
            work.origins.append(Origin(source=source, facts={"account": location.account}))
            self._closed(location, entry, work)
            return
        identity, enabled = entry.identity, entry.regions
        work.origins.append(Origin(source=source, facts={"account": identity.account}))
        for region in set(location.regions) - enabled:
            gap = Gap(
                reason=GapReason.UNSUPPORTED,
                source=str(source),
                detail=f"{region} is not enabled in the account: nothing can be asked there",
                operation=_REGIONS,
                account=identity.account,
                region=region,
                fix="take the region out of the source, or enable it",
            )
            work.gaps.append(gap)
        for service in self._read_of(location):
            for region in self._regions(service, location):
                if region in enabled or service.is_global:
                    work.add(CollectionPart(location, identity, service, site(location, identity, service, region)))

    def _read_of(self, location: AwsLocation) -> tuple[Service, ...]:
        """Return the services that are read of a location."""
        return (*self._services, cloud_control.SERVICE) if location.cloud_control else self._services

    def _regions(self, service: Service, location: AwsLocation) -> Iterator[str]:
        if not service.is_global:
            yield from location.regions
        else:
            yield service.home or location.regions[0]

    def _enabled(self, session: AwsSession, location: AwsLocation, identity: Identity) -> frozenset[str]:
        """Return the regions that the account has enabled; all, when it may not be asked."""
        try:
            with acting(identity):
                api = session.api("ec2", location.regions[0])
                answer = list(api.pages("DescribeRegions", "Regions", AllRegions=True))
        except ApiError:
            return frozenset(location.regions)
        off = {entry.get("RegionName") for entry in answer if entry.get("OptInStatus") == "not-opted-in"}
        return frozenset(location.regions) - off

    def _closed(self, location: AwsLocation, error: ApiError, work: Work) -> None:
        """Note that nothing of an account could be read."""
        services = self._read_of(location)
        names = tuple(sorted({name for service in services for name in service.type_names}))
        fix = _FIXES.get(error.reason, "run again")
        if error.operation == "sts:AssumeRole" and error.reason is GapReason.ACCESS_DENIED:
            fix = f"allow {action(error.operation)}, and let the role trust who asks"
        work.gaps.append(
            Gap(
                reason=error.reason,
                source=f"aws:{location}",
                detail=error.code,
                operation=error.operation,
                account=location.account,
                types=names,
                fix=fix,
            )
        )
        for service in services:
            for name in service.type_names:
                for region in ("",) if service.is_global else location.regions:
                    work.listings.append(
                        Listing(
                            type=name,
                            account=location.account,
                            region=region,
                            complete=False,
                            count=0,
                            operation=error.operation,
                        )
                    )

    def _run(self, session: AwsSession, work: Work) -> None:
        """Read all parts that are not done; an interruption stops every call that has not begun."""
        started = time.monotonic()
        pool, together = ThreadPoolExecutor(self._jobs), Together(self._jobs)
        todo = [part for part in work.parts if part not in work.done]
        futures: dict[Future[Sink], CollectionPart] = {}
        finished: SimpleQueue[Future[Sink]] = SimpleQueue()
        extent = work.extent()
        try:
            for part in todo:
                future = pool.submit(self._read, session, part, together)
                futures[future] = part
                future.add_done_callback(finished.put)
            left = len(todo)
            while left:
                with suppress(Empty):
                    future = finished.get(timeout=1)
                    left -= 1
                    self._take(future, futures[future], work)
                if finished.empty():
                    self._tell(session, work, extent, time.monotonic() - started)
        except KeyboardInterrupt:
            session.stop.set()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            together.end()
        for future, part in futures.items():
            if part not in work.done and future.done() and not future.cancelled():
                self._take(future, part, work)

    def _take(self, future: Future[Sink], part: CollectionPart, work: Work) -> None:
        try:
            sink = future.result()
        except StoppedError:
            return
        work.done.add(part)
        work.resources += sink.resources
        work.gaps += sink.merged_gaps()
        work.listings += sink.listings()

    def _tell(self, session: AwsSession, work: Work, extent: str, seconds: float) -> None:
        note = (
            f"({extent}, {session.calls.made} calls, "
            f"{session.calls.made / max(seconds, 0.1):.0f}/s, {session.limits.throttled} throttled)"
        )
        self._progress.step("AWS", len(work.done), len(work.parts), note)

    def _read(self, session: AwsSession, part: CollectionPart, together: Together) -> Sink:
        sink, start = Sink(part.site, self._redactor), time.monotonic()
        try:
            with acting(part.identity):
                ServiceReader(session.api(part.service.name, part.site.region), sink, together).read(part.service)
        except (EngineError, StoppedError):
            raise
        except Exception as error:  # noqa: BLE001 - the boundary: a defect in one service must not hide the others
            _LOG.exception("reading_broken", extra={"service": part.service.name, "source": part.site.source})
            sink.broken(part.service, error)
        _LOG.debug(
            "service_read",
            extra={
                "service": part.service.name,
                "account": part.identity.account,
                "region": part.site.place.region,
                "resources": len(sink.resources),
                "gaps": len(sink.gaps),
                "seconds": round(time.monotonic() - start, 3),
            },
        )
        return sink

    def _collection(self, work: Work, earlier: Earlier | None) -> Collection:
        left = [part for part in work.parts if part not in work.done]
        for part in left:
            work.gaps.append(
                Gap(
                    reason=GapReason.LIMIT_REACHED,
                    source=part.site.source,
                    detail="the collection was interrupted",
                    operation=part.service.name,
                    account=part.identity.account,
                    region=part.site.place.region,
                    types=part.service.type_names,
                    fix="resume it with the command at the end",
                )
            )
            sink = Sink(part.site, self._redactor)
            sink.unread(part.service)
            work.listings += sink.listings()
        return Collection(
            origins=tuple(work.origins),
            resources=tuple(sorted(confirm(work.resources), key=lambda item: item.order)),
            gaps=tuple(sorted(work.gaps, key=repr)),
            listings=tuple(sorted(work.listings, key=lambda row: (row.type, row.account, row.region))),
            complete=not left,
            made_at=earlier.taken_at if earlier is not None and earlier.used else None,
        )
