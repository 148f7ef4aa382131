"""What makes the evidence of a run: the key that signs it, and the page and the policies that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cli.wiring.credentials.keys import signer_of
from cli.wiring.credentials.references import value_of
from cli.wiring.reports import renderer
from engine.evidence.bundle import Sealing
from engine.model.verdict import Run
from engine.ports import Signer
from engine.report.interface import ReportKind


@dataclass(frozen=True, slots=True)
class Signing:
    """Where the key is that signs evidence, as the configuration has it: `env:NAME` or `file:PATH` from `base`."""

    reference: str
    base: Path

    @property
    def is_there(self) -> bool:
        """Tell whether the key is at hand: a machine that has none makes evidence which is signed later."""
        kind, _, rest = self.reference.partition(":")
        if kind == "file":
            try:
                (self.base / rest).stat()
            except (FileNotFoundError, NotADirectoryError):
                return False
            except OSError:  # a key that may be there is no missing one: whoever reads it says what is wrong
                return True
            return True
        return value_of(self.reference, self.base) is not None

    def sealing(self) -> Sealing | None:
        """Return what seals a run, none without the key; raises SignatureError for what is none."""
        return Sealing(signer=signer_of(self.reference, self.base), more=list_more) if self.is_there else None


def sealing_with(signer: Signer | None) -> Sealing | None:
    """Return what seals a run with a signer; none without one."""
    return None if signer is None else Sealing(signer=signer, more=list_more)


def list_more(run: Run) -> Mapping[str, bytes]:
    """Return what evidence has beside the documents of a run: the page, and the policies where some judged."""
    page = {"report.html": renderer(ReportKind.HTML)(run).encode()}
    judged = any(item.kind == "policies" for item in run.verdict.inputs)
    return {**page, **(_policies() if judged else {})}


def _policies() -> dict[str, bytes]:
    from importlib import resources  # noqa: PLC0415 - only evidence carries the policies

    folder = resources.files("policies")
    return {
        "policies/pack.wasm": folder.joinpath("rego/pack.wasm").read_bytes(),
        "policies/pack.json": folder.joinpath("rego/pack.json").read_bytes(),
        "policies/checkov.json": folder.joinpath("evaluators/checkov/facts.json").read_bytes(),
        "policies/checkov.tsv": folder.joinpath("evaluators/checkov/table.tsv").read_bytes(),
    }
