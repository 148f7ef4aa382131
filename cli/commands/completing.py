"""What a shell completes: the names that are typed behind each verb, without the network and without a word on stderr.

A verb takes longer to import than a person waits for a key. So the arguments of verbs are told here once more, in a
table, and a verb is imported only where one of its options is completed. A test compares the table with the verbs.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from engine.text import terminal

MOST = 200  # that are offered at once
_NEWEST = 50  # runs, and snapshots
_STORE = ".driftgate"
_SHELL = frozenset(" \"'`$\\;&|<>(){}*?!~#")  # what is not itself in a shell

Named = Iterator[tuple[str, str]]  # what is typed, and what it is


def environments(config: Path | None) -> Named:
    """Yield the environments of the configuration."""
    for name in _section(_document(config)[1], "environments"):
        yield name, "environment"


def runs(config: Path | None) -> Named:
    """Yield `latest` and the newest runs of the ledger."""
    entries = list(reversed(_ledger(config).entries()))
    if entries:
        yield "latest", "the newest run"
    for entry in entries[:_NEWEST]:
        yield entry.run_id, f"{entry.decision} {entry.command} {entry.environment}"


def snapshots(config: Path | None) -> Named:
    """Yield `latest` and the newest snapshots in the folder of the project; of a store elsewhere none."""
    from snapshots.store.files import FileSnapshotStore  # noqa: PLC0415 - only where they are completed

    folder, root = _document(config)
    if "store" in _section(root, "snapshots"):
        return
    found = list(reversed(FileSnapshotStore(_store(folder, root) / "snapshots").list()))
    if found:
        yield "latest", "the newest snapshot"
    for entry in found[:_NEWEST]:
        yield entry.id.removeprefix("sha256:")[:12], f"{entry.side} {entry.environment} {entry.taken_at:%Y-%m-%d %H:%M}"


def findings(config: Path | None) -> Named:
    """Yield the findings of the newest run that this version can read, the worst first."""
    for finding in _findings(config):
        yield finding.fingerprint[:8], f"{finding.severity} {finding.message}"


def policies(config: Path | None) -> Named:  # noqa: ARG001 - as the others
    """Yield the policies that there are."""
    from cli.wiring.policies import shipped_pack  # noqa: PLC0415 - only where they are completed
    from policies.evaluators.checkov.checks import load_checks  # noqa: PLC0415 - the same

    for policy in (*shipped_pack().policies, *load_checks()):
        yield policy.id, policy.title


def waivers(config: Path | None) -> Named:
    """Yield the waivers of the waiver file, or of the folder of them."""
    folder, root = _document(config)
    if not isinstance(root, Mapping) or not isinstance(root.get("waivers"), str):
        return
    place = folder / root["waivers"]
    for path in sorted(place.glob("*.y*ml")) if place.is_dir() else [place]:
        _, told = _read(path)
        for entry in told.get("waivers", ()) if isinstance(told, Mapping) else ():
            yield str(entry["id"]), str(entry.get("reason", ""))


def anything(config: Path | None) -> Named:
    """Yield what can be explained: findings, resources, waivers, rules and policies, as far as each is there."""
    for completer in (findings, _resources, waivers, _rules, policies):
        with suppress(Exception):  # what is wrong with one keeps no other from being completed
            yield from completer(config)


def _resources(config: Path | None) -> Named:
    for name in sorted({finding.target.address for finding in _findings(config)} - {""}):
        yield name, "resource"


def _rules(config: Path | None) -> Named:  # noqa: ARG001 - as the others
    from engine.findings.catalogue import ENTRIES  # noqa: PLC0415 - only where they are completed

    for rule in ENTRIES:
        yield rule.id, rule.title


Completer = Callable[[Path | None], Named]
ARGUMENTS: Mapping[tuple[str, ...], tuple[Completer, ...]] = {
    ("drift",): (environments,),
    ("parity",): (environments, environments),
    ("gate",): (environments,),
    ("status",): (environments,),
    ("report",): (runs,),
    ("explain",): (anything,),
    ("waive",): (findings,),
    ("waivers", "list"): (waivers,),
    ("policy", "check"): (environments,),
    ("policy", "explain"): (policies,),
    ("policy", "publish"): (runs,),
    ("snapshot", "take"): (environments,),
    ("snapshot", "show"): (snapshots,),
    ("snapshot", "diff"): (snapshots, snapshots),
    ("snapshot", "fingerprint"): (environments,),
    ("runs", "list"): (environments,),
    ("runs", "show"): (runs,),
    ("evidence", "export"): (runs,),
    ("baseline", "create"): (environments,),
    ("baseline", "update"): (environments,),
    ("baseline", "prune"): (environments,),
}


def completed(module: str, name: str, words: Sequence[str]) -> tuple[click.Command, list[str]]:
    """Return what stands for a verb while a shell completes it, and the words behind it.

    `module` has the verb, `words` are those that stand behind its name already.
    """
    path = (name, words[0]) if words and (name, words[0]) in ARGUMENTS else (name,)
    if path not in ARGUMENTS:
        return importlib.import_module(module).command, list(words)
    return _Completed(module, path, ARGUMENTS[path]), list(words[len(path) - 1 :])


class _Completed(click.Command):
    """A verb as far as its arguments are completed; it is imported when an option of it is."""

    def __init__(self, module: str, path: tuple[str, ...], arguments: Iterable[Completer]) -> None:
        """Remember where the verb is."""
        named = [
            click.Argument([f"argument{number}"], required=False, shell_complete=_offer(completer))
            for number, completer in enumerate(arguments)
        ]
        super().__init__(path[-1], params=list(named))
        self._module, self._path = module, path

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the words that are there, with the options of the verb where one of them is an option."""
        if any(word.startswith("-") for word in args):
            self.params = [*self._options(), *self.params]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the options of the verb that begin with what was typed."""
        if incomplete.startswith("-") and len(self.params) == len(ARGUMENTS[self._path]):
            self.params = [*self._options(), *self.params]
        return super().shell_complete(ctx, incomplete)

    def _options(self) -> list[click.Parameter]:
        verb: Any = importlib.import_module(self._module).command
        for word in self._path[1:]:
            verb = verb.commands[word]
        return [param for param in verb.params if isinstance(param, click.Option)]


def _offer(completer: Completer) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    def offer(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 - click's
        offered: list[CompletionItem] = []
        with suppress(Exception):  # whatever is broken, a person who types a word is told nothing of it here
            for value, says in completer(ctx.params.get("config")):
                if value.startswith(incomplete) and _is_plain(value):
                    offered.append(CompletionItem(value, help=terminal(says)[:80]))
                if len(offered) >= MOST:
                    break
        return offered

    return offer


def _is_plain(value: str) -> bool:
    """Tell whether a shell takes a value, which somebody else chose, as it stands: bash puts it into the line so."""
    return value.isprintable() and not _SHELL.intersection(value)


def _document(config: Path | None) -> tuple[Path, Any]:
    """Return the folder of the nearest configuration with what it holds, unchecked; the one here without any."""
    from cli.config.load import find  # noqa: PLC0415 - only where something is completed

    path = config or find(Path.cwd())
    return (Path.cwd(), {}) if path is None else _read(path)


def _read(path: Path) -> tuple[Path, Any]:
    from cli.config.yaml_file import read_document  # noqa: PLC0415 - a twentieth of a second

    return path.absolute().parent, read_document(path, name=path.name).root


def _section(root: Any, name: str) -> Mapping[str, Any]:
    found = root.get(name) if isinstance(root, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _store(folder: Path, root: Any) -> Path:
    told = root.get("store") if isinstance(root, Mapping) else None
    return folder / (told if isinstance(told, str) else _STORE)


def _ledger(config: Path | None) -> Any:
    from snapshots.store.ledger import SqliteLedger  # noqa: PLC0415 - only where runs are completed

    folder = _store(*_document(config))
    if not (folder / "ledger.sqlite").is_file():
        raise FileNotFoundError(folder)  # a ledger is made by a run, and not by looking for one
    return SqliteLedger.in_folder(folder)


def _findings(config: Path | None) -> list[Any]:
    from engine.report.view.shown import list_findings  # noqa: PLC0415 - only where findings are completed
    from engine.run.history import run_of  # noqa: PLC0415 - the same

    ledger = _ledger(config)
    names = (entry.run_id for entry in reversed(ledger.entries()))
    newest = next((run for run in (run_of(ledger, name) for name in names) if run is not None), None)
    return list(list_findings(newest)) if newest is not None else []
