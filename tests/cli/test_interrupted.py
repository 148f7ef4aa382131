"""Ctrl-C during a collection: what was read is kept, and the line that is printed goes on with it."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.app import run
from cli.demo.estate import data
from cli.wiring.collecting import Collecting
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import Origin, Snapshot, SourceKind, SourceRef
from engine.ports import Collection, Collector

ACCOUNT = "aws:@eu-west-1"
CONFIG = """version: 1
environments:
  prod: { desired: [{ tfstate: prod.tfstate }], observed: [{ aws: { regions: [eu-west-1] } }] }
gates: { drift: {} }
"""


@dataclass(frozen=True)
class Interrupted:
    """A collection of an account that was interrupted, with the resources of a state."""

    whole: Collector

    def collect(self) -> Collection:
        """Return the resources and the gap that says so."""
        gap = Gap(reason=GapReason.LIMIT_REACHED, source=ACCOUNT, detail="the collection was interrupted")
        origin = Origin(source=SourceRef(kind=SourceKind.AWS, location="@eu-west-1"), digest="")
        return Collection(origins=(origin,), resources=self.whole.collect().resources, gaps=(gap,), complete=False)


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (("drift", "tfstate:prod.tfstate", ACCOUNT), ACCOUNT),
        (("parity", "tfstate:prod.tfstate", ACCOUNT), ACCOUNT),
        (("policy", "check", ACCOUNT), ACCOUNT),
        (("snapshot", "take", ACCOUNT), ACCOUNT),
        (("drift", "prod"), "prod"),
        (("gate", "prod"), "prod"),
    ],
)
def test_the_line_that_resumes_is_one_to_type(
    command: tuple[str, ...],
    what: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prod.tfstate").write_bytes(data("prod.tfstate"))
    (tmp_path / "driftgate.yaml").write_text(CONFIG)
    resumed: list[Snapshot] = []
    collectors = Collecting.collectors
    state = SourceRef(kind=SourceKind.TFSTATE, location="prod.tfstate")

    def broken(self: Collecting, sources: Any, *, earlier: Snapshot | None = None, **how: Any) -> list[Collector]:
        resumed.extend([earlier] if earlier is not None else [])
        if sources[0].kind is not SourceKind.AWS:
            return collectors(self, sources, **how)
        return [Interrupted(collectors(self, [state], **how)[0])]

    monkeypatch.setattr(Collecting, "collectors", broken)
    assert run(list(command)) in {1, 3}
    told = "".join(capsys.readouterr())
    found = re.search(r"^Next  driftgate (snapshot take (\S+) --resume [0-9a-f]{12})$", told, flags=re.MULTILINE)
    assert found is not None, told
    assert found[2] == what
    assert run(shlex.split(found[1])) == 3
    assert [len(snapshot.resources) > 0 for snapshot in resumed] == [True] * len(resumed) != []


def test_ctrl_c_before_anything_was_read_is_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> list[Collector]:
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Collecting, "collectors", interrupted)
    assert run(["drift", "tfstate:prod.tfstate", ACCOUNT]) == 130
    assert "nothing was decided" in capsys.readouterr().err
    assert not (tmp_path / ".driftgate" / "ledger.sqlite").exists()
