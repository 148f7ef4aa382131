"""The schedule that a run belongs to: what came before it in the ledger, and what did not come."""

from __future__ import annotations

from datetime import datetime

from engine.model.history import Nightly
from engine.ports import Ledger
from engine.run.request import Request
from engine.run.status import counted_command


def find_nightly(request: Request, now: datetime, ledger: Ledger, run_id: str) -> Nightly | None:
    """Return the schedule that a run belongs to, none where it belongs to none.

    A run for a time that somebody named belongs to none, and neither does one of a verb that does not count.
    """
    schedule = request.schedule
    if schedule is None or request.time_given:
        return None
    before = [
        entry
        for entry in ledger.entries()
        if entry.environment == request.environment and not entry.time_given and entry.run_id != run_id
    ]
    if counted_command({request.command, *(entry.command for entry in before)}, schedule.command) != request.command:
        return None
    last = next((entry for entry in reversed(before) if entry.command == request.command), None)
    if last is None:
        return Nightly(every=schedule.every, max_age=schedule.max_age)
    return Nightly(
        every=schedule.every,
        max_age=schedule.max_age,
        previous=last.run_id,
        previous_at=last.as_of,
        missed=schedule.count_between(last.as_of, now),
    )
