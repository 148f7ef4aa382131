"""What the performance gate can be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from engine.errors import ConfigError
from engine.gates.settings import Between, Duration, ResultSettings, Says, Share


class Pairing(StrEnum):
    """Whether runs of candidate and baseline are compared in pairs."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceSettings(ResultSettings):
    """What is allowed of load tests. Raises ConfigError for values without a meaning."""

    max_p95: Annotated[
        Duration | None, Says("The 95th percentile of the response times at most; not judged without it.")
    ] = None
    max_error_rate: Annotated[Share, Says("The share of failed requests at most.")] = 0.01
    max_failed_checks: Annotated[Share, Says("The share of failed checks of the load script at most.")] = 0.01
    max_regression: Annotated[
        Share | None,
        Says("How much slower the 95th percentile may be than the baseline's; not judged without it."),
    ] = None
    min_runs: Annotated[
        int,
        Between(1, 1000),
        Says(
            "How many different runs there must be, of each side; for max-regression at least 3, whatever stands here. "
            "Set it to the number that is planned: looking again after further runs needs more proof."
        ),
    ] = 1
    min_duration: Annotated[
        Duration | None, Says("How long each run must have lasted; a shorter one was cut off and proves nothing.")
    ] = None
    max_dropped: Annotated[Share, Says("The share of iterations at most that the load generator may skip.")] = 0.05
    paired: Annotated[
        Pairing,
        Says(
            "Compare candidate and baseline run by run: auto where their times show that they were made in turns, on "
            "in the order of their times, or of their paths where a run does not tell its time."
        ),
    ] = Pairing.AUTO

    @property
    def early_end(self) -> str:
        """Return how the shortest run is set, where none is: a threshold with `abortOnFail` ends one at once."""
        return "" if self.min_duration is not None else "say how long a run has to last: min-duration"

    def __post_init__(self) -> None:
        """Refuse limits that no run could break or keep."""
        ratios = (self.max_error_rate, self.max_failed_checks, self.max_dropped)
        if (
            not all(0 <= ratio <= 1 for ratio in ratios)
            or (self.max_p95 is not None and not self.max_p95 > timedelta())
            or (self.max_regression is not None and not 0 <= self.max_regression <= 10)
            or self.min_runs < 1
        ):
            raise ConfigError(
                "performance gate: a limit is out of range",
                hint="max-p95 above 0 ms, ratios from 0 % to 100 %, max-regression up to 1000 %, min-runs at least 1",
            )
