"""A whole plan without secrets, in the form in which `terraform show -json` prints it, for rules that read all of it.

Resources are redacted as everywhere. What a plan or its configuration marks as sensitive is hidden wherever else in the
plan it stands: a variable is repeated by the attributes that it was given to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.model.address import with_keys
from engine.model.secret import fingerprint_of, is_secret_mark, marked_text
from engine.provider.port import Provider
from engine.provider.schema import sensitive_paths
from snapshots.redaction.marks import texts_at, texts_in
from snapshots.redaction.redact import Redactor
from snapshots.redaction.values import looks_secret
from snapshots.terraform.state.resources import expanded
from snapshots.terraform.state.values import marked_paths

_ESTATES = frozenset({"planned_values", "prior_state"})
_CHANGES = frozenset({"resource_changes", "resource_drift", "deferred_changes"})
_ADDRESSES = frozenset({"address", "previous_address", "module_address"})


def shown_plan(document: Mapping[str, Any], redactor: Redactor, provider: Provider) -> dict[str, Any]:
    """Return a plan without secrets."""
    plan = _Shown(redactor, provider)
    found = {key: plan.part(key, value, document) for key, value in redactor.disown(document).items()}
    told = sorted(plan.told, key=len, reverse=True)
    return {key: plan.without(value, told) for key, value in found.items()} if told else found


class _Shown:
    """Shows the parts of one plan; `told` are the texts that it hides by a mark of its own."""

    def __init__(self, redactor: Redactor, provider: Provider) -> None:
        self._redactor, self._provider = redactor, provider
        self.told: set[str] = set()

    def part(self, key: str, value: Any, document: Mapping[str, Any]) -> Any:
        """Return a part of a plan by its name."""
        if key in _ESTATES:
            return self._estate(value)
        if key in _CHANGES and isinstance(value, list):
            return [self._change(entry) for entry in value]
        if key == "variables" and isinstance(value, Mapping):
            sensitive = set(_sensitive_variables(document))
            return {name: self._value(name, entry, is_hidden=name in sensitive) for name, entry in value.items()}
        if key == "output_changes" and isinstance(value, Mapping):
            return {name: self._changed(name, entry, "") for name, entry in value.items()}
        return self._redactor.named("", value)

    def without(self, value: Any, told: list[str]) -> Any:
        """Return a value in which no text stands that is told elsewhere to be a secret."""
        if isinstance(value, Mapping):
            if is_secret_mark(value):
                return value
            return {key: self.without(inner, told) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.without(inner, told) for inner in value]
        if isinstance(value, str):
            for text in told:
                if text in value:
                    value = value.replace(text, marked_text(fingerprint_of(self._redactor.hide(text))))
        return value

    def _estate(self, value: Any) -> Any:
        """Return an estate: modules with resources, and outputs, wherever they stand in it."""
        if isinstance(value, list):
            return [self._estate(inner) for inner in value]
        if not isinstance(value, Mapping):
            return self._redactor.named("", value)
        if isinstance(value.get("values"), Mapping) and isinstance(value.get("type"), str):
            return self._resource(value)
        return {key: self._inside(key, inner) for key, inner in value.items()}

    def _inside(self, key: str, value: Any) -> Any:
        if key == "outputs" and isinstance(value, Mapping):
            return {
                name: self._value(name, entry, is_hidden=isinstance(entry, Mapping) and entry.get("sensitive") is True)
                for name, entry in value.items()
            }
        if key in {"root_module", "child_modules", "resources", "values"}:
            return self._estate(value)
        return self._named(key, value)

    def _value(self, name: str, entry: Any, *, is_hidden: bool) -> Any:
        if not isinstance(entry, Mapping):
            return self._redactor.named(name, entry)
        if is_hidden:
            self._hear(entry.get("value"))
            return {**entry, "value": self._redactor.hide(entry.get("value"))}
        return {key: self._redactor.named(name if key == "value" else "", inner) for key, inner in entry.items()}

    def _resource(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        shown = self._attributes(str(entry["type"]), entry["values"], entry.get("sensitive_values"))
        return {key: shown if key == "values" else self._named(key, inner) for key, inner in entry.items()}

    def _change(self, entry: Any) -> Any:
        if not isinstance(entry, Mapping):
            return self._redactor.named("", entry)
        inner = entry.get("resource_change")  # of a deferred change
        if isinstance(inner, Mapping):
            return {
                **{key: self._named(key, one) for key, one in entry.items()},
                "resource_change": self._change(inner),
            }
        return {
            key: self._changed("", value, str(entry.get("type", ""))) if key == "change" else self._named(key, value)
            for key, value in entry.items()
        }

    def _changed(self, name: str, change: Any, type_: str) -> Any:
        """Return a change with both of its sides."""
        if not isinstance(change, Mapping):
            return self._redactor.named(name, change)
        found = {}
        for key, value in change.items():
            if key not in {"before", "after"}:
                found[key] = self._redactor.named("", value)
            elif change.get(f"{key}_sensitive") is True:
                self._hear(value)
                found[key] = self._redactor.hide(value)
            elif isinstance(value, Mapping) and type_:
                found[key] = self._attributes(type_, value, change.get(f"{key}_sensitive"))
            else:
                found[key] = self._redactor.named(name, value)
        return found

    def _attributes(self, type_: str, values: Mapping[str, Any], marks: Any) -> dict[str, Any]:
        node = self._provider.find(type_)
        flagged = () if node is None else sensitive_paths(node)
        paths = [*marked_paths(marks, ()), *(path for names in flagged for path in expanded(dict(values), names))]
        for path in paths:
            self.told.update(text for text in texts_at(values, path) if looks_secret(text))
        return self._redactor.resource(type_, values, sensitive=paths)

    def _named(self, key: str, value: Any) -> Any:
        if key in _ADDRESSES and isinstance(value, str):
            return with_keys(value, self._redactor.text)
        return self._redactor.named("", value)

    def _hear(self, value: Any) -> None:
        self.told.update(text for text in texts_in(value) if looks_secret(text))


def _sensitive_variables(document: Mapping[str, Any]) -> Iterator[str]:
    configuration = document.get("configuration")
    root = configuration.get("root_module") if isinstance(configuration, Mapping) else None
    variables = root.get("variables") if isinstance(root, Mapping) else None
    if isinstance(variables, Mapping):
        yield from (
            name for name, told in variables.items() if isinstance(told, Mapping) and told.get("sensitive") is True
        )
