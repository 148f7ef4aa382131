"""The errors of driftgate: one root, a branch per kind of failure, each with advice.

A negative compliance result is never an exception; it is a value. An exception means that the tool could not
do what it was asked to do.
"""

from __future__ import annotations

from engine.text import visible


class EngineError(Exception):
    """The root of every error that driftgate raises on purpose.

    `message` says where and what, a line a problem; `hint` says what to type or to change.
    """

    def __init__(self, *problems: str, hint: str = "") -> None:
        """Keep problems and `hint`, each as one line: both are shown to people and must hold no secret.

        Names and values of others may stand in them as they are. They are made harmless here, once for every error.
        """
        self.problems = tuple(map(visible, problems))
        self.message = "\n".join(self.problems)
        self.hint = visible(hint)
        super().__init__(self.message)

    def diagnostics(self) -> tuple[str, ...]:
        """Return what happened and, when it is known, what to do about it, in lines."""
        told = ("error: " if number == 0 else "" for number in range(len(self.problems)))
        return (*map(str.__add__, told, self.problems), *((f"  fix: {self.hint}",) if self.hint else ()))


class ConfigError(EngineError):
    """A wrong option, configuration, waiver file or policy catalogue: exit code 2, before any work."""


class InputError(EngineError):
    """A document that was given to us is not what it must be."""


class UnsupportedSchemaError(InputError):
    """A document names a schema version that this version of driftgate does not know."""


class BundleFormatError(InputError):
    """An evidence bundle is malformed."""


class CollectionError(EngineError):
    """Nothing at all could be read from a source."""


class EvaluationError(EngineError):
    """A policy evaluator could not do its work."""


class EvaluatorMissingError(EvaluationError):
    """The program or module of an evaluator is not installed."""


class EvaluatorCrashedError(EvaluationError):
    """An evaluator ended without a usable answer."""


class EvaluatorOutputError(EvaluationError):
    """An evaluator answered something that we do not understand."""


class EvaluatorMemoryError(EvaluationError):
    """The machine has no room for an evaluator: nothing was judged, exit code 3."""


class StoreError(EngineError):
    """The snapshot store, the history or the ledger could not be read or written."""


class OutputError(EngineError):
    """What was found cannot be told: nobody has seen a verdict, exit code 3."""


class LedgerChangedError(StoreError):
    """The ledger is not what was written: nothing that it says is proven, exit code 3."""


class UnknownIdError(StoreError):
    """The id of a snapshot or run that was given names none, or several: exit code 2 like every wrong argument."""


class EvidenceError(EngineError):
    """A bundle could not be written, signed or verified."""


class SignatureError(EvidenceError):
    """A key that was given to sign or verify with is none of that kind: exit code 2 like every wrong argument."""
