"""What the names of a module stand for: variables, locals, and what an instance knows of itself.

A value is certain when the code alone says it; one that rests on the default of a variable of the root module is what
the code says as long as nobody gives another (`-var`, `-var-file`, `TF_VAR_…`). What else there is stays unknown:
https://developer.hashicorp.com/terraform/language/expressions/references.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from snapshots.terraform.code.evaluation.evaluator import Evaluator
from snapshots.terraform.code.evaluation.known import Known, Work
from snapshots.terraform.code.evaluation.values import LimitError, Unknown, UnknownError


@dataclass(slots=True)
class Scope:
    """The names of one module. `variables` without a value are none; `trees` are locals that are not resolved yet.

    `locals` are those that are, `cycles` those that were found to name themselves, `limits` what is too much to be
    worked out.
    """

    variables: Mapping[str, Known | None] = field(default_factory=dict)
    trees: Mapping[str, Any] = field(default_factory=dict)
    locals: dict[str, Known | None] = field(default_factory=dict)
    instance: Mapping[str, Known] = field(default_factory=dict)
    cycles: set[str] = field(default_factory=set)
    limits: set[str] = field(default_factory=set)
    work: Work = field(default_factory=Work)
    _open: list[str] = field(default_factory=list)

    def of_instance(self, **names: Known) -> Scope:
        """Return the scope of one instance of a block, by `each_key`, `each_value` or `count_index`."""
        return Scope(self.variables, self.trees, self.locals, names, self.cycles, self.limits, self.work)

    def resolve(self, tree: Any, of: str = "") -> Known | None:
        """Return what a tree says here, whose parts may be unknown, and none where nothing of it is known.

        `of` is what to call the tree where it is too much to be worked out.
        """
        try:
            return Evaluator(self._named, self.work).resolve(tree)
        except LimitError:
            self.limits.add(of)
        except UnknownError as error:
            return Known(Unknown(error.kind, error.of)) if error.of is not None else None
        return None

    def _named(self, root: str, name: str, depth: int) -> Known | None:
        if root == "var":
            return self.variables.get(name)
        if root == "local":
            return self._local(name, depth)
        return self.instance.get(f"{root}_{name}")

    def _local(self, name: str, depth: int) -> Known | None:
        if name in self._open:
            self.cycles.add(name)
            return None
        if name not in self.locals:
            if name not in self.trees:
                return None
            self._open.append(name)
            try:
                self.locals[name] = Evaluator(self._named, self.work).at(self.trees[name], depth, {})
            except LimitError:  # what is too deep from here may not be so from elsewhere
                raise
            except UnknownError as error:
                self.locals[name] = Known(Unknown(error.kind, error.of))
            finally:
                self._open.pop()
        return self.locals[name]
