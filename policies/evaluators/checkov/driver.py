"""Runs inside Checkov's own environment: asks its checks by their own code, and tells every answer, also none.

It is never imported by us: `policies.evaluators.checkov.running` gives its text to Checkov's Python. It reads a request
as JSON and writes `{"checks", "graph", "answers", "unparsed"}`. An answer is
`[check, address, letter, keys, block, file, line, comment]`: P passed, F failed, U does not say, E crashed.

It goes by Checkov's own runners and registries, and around what fails open or is slow there: no configuration is
looked for, no code of the repository is loaded, a check that crashes is told, comments never hide an answer, and what
is the same is analysed once.
"""

from __future__ import annotations

import gc
import importlib
import json
import logging
import sys
from pathlib import Path
from typing import Any

_LETTERS = {"PASSED": "P", "FAILED": "F", "UNKNOWN": "U", "SKIPPED": "U"}
_ADDRESS = "__address__"
_PLAN = "/plan.json"


class Answers:
    """What checks answered, in their order."""

    def __init__(self) -> None:
        """Begin with none."""
        self.told: list[list[Any]] = []
        self.graph: set[str] = set()

    def add(self, check: Any, conf: Any, letter: str, keys: Any, place: tuple[str, str, str]) -> None:
        """Take an answer; `place` is the address, the file and the comment that would hide it."""
        address, file, comment = place
        line = conf.get("__start_line__", 0) if isinstance(conf, dict) else 0
        line = line[0] if isinstance(line, list) and line else line
        told = [str(key) for key in keys or () if isinstance(key, str)]
        of_graph = conf.get("block_type_") if isinstance(conf, dict) else None
        block = str(of_graph or getattr(check, "block_type", "") or "resource")
        where = line if isinstance(line, int) else 0
        self.told.append([check.id, address, letter, told, block, file, where, comment])


def main() -> None:
    """Answer the request on standard input."""
    out, sys.stdout = sys.stdout, sys.stderr  # what libraries print is no answer
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(10_000)
    request = json.load(sys.stdin)
    answers = Answers()
    gc.disable()  # what is imported all stays, and graphs are millions of objects: to look for garbage is a third of it
    listen(answers)
    hasten()
    gc.freeze()
    gc.set_threshold(500_000, 50, 1_000)
    gc.enable()
    unparsed = read_code(request["code"], answers) if request.get("code") else []
    if request.get("resources"):
        ask_plan(request["resources"], answers)
    known = sorted({check.id for _, registry in registries() for _, check in registry.all_checks()})
    graph = sorted(answers.graph)
    json.dump({"checks": known, "graph": graph, "answers": answers.told, "unparsed": unparsed}, out)


def _module(name: str) -> Any:
    return importlib.import_module(name)


def registries() -> list[tuple[str, Any]]:
    """Return the registries of checks that look at one block, by the kind of the block."""
    names = ("resource", "data", "provider", "module")
    module = "checkov.terraform.checks.%s.registry"
    return [(name, getattr(_module(module % name), f"{name}_registry")) for name in names]


def listen(answers: Answers) -> None:
    """Have every registry tell its answers: also that a check crashed, which by itself is as if it did not apply."""
    base = _module("checkov.common.checks.base_check_registry").BaseCheckRegistry

    def run_check(registry: Any, check: Any, conf: Any, name: str, type_: str, file: str, skip: Any) -> Any:
        comment = str(skip.get("suppress_comment") or "no reason") if skip else ""
        address = conf.get(_ADDRESS) or (f"{type_}.{name}" if type_ != name else name)
        place = (str(address), file, comment)
        check.graph = registry.graph
        try:
            result = check.run(
                scanned_file=file, entity_configuration=conf, entity_name=name, entity_type=type_, skip_info={}
            )
        except Exception:  # noqa: BLE001 - whatever a check does, the others are asked
            answers.add(check, conf, "E", (), place)
            return {"result": _unknown(), "evaluated_keys": []}
        answers.add(check, conf, _letter(result), result.get("evaluated_keys"), place)
        return result

    base.run_check = run_check


def _unknown() -> Any:
    return _module("checkov.common.models.enums").CheckResult.UNKNOWN


def _letter(result: Any) -> str:
    value = result.get("result")
    value = value[0] if isinstance(value, tuple) else value
    return _LETTERS.get(getattr(value, "name", ""), "E")


def hasten() -> None:
    """Have the checks that ask what policies of IAM grant ask `grants` beside this file."""
    sys.path.insert(0, str(Path(__file__).parent))
    grants = _module("grants")
    checks = "checkov.terraform.checks"
    scanner = _module(f"{checks}.utils.base_cloudsplaining_iam_scanner").BaseTerraformCloudsplainingIAMScanner
    scanner.scan_conf = grants.ask
    for kind in ("resource", "data"):
        _module(f"{checks}.{kind}.base_cloudsplaining_{kind}_iam_check").PolicyDocument = grants.Document


def read_code(code: dict[str, Any], answers: Answers) -> list[str]:
    """Judge a folder of code as the command does, and return the files that it could not parse."""
    runner = _module("checkov.terraform.runner").Runner()
    files = [str(Path(code["folder"]) / name) for name in code["var_files"]]
    wanted = _filter(var_files=files or None, download_external_modules=False)
    _tell_graph(runner, answers, is_code=True)
    report = runner.run(root_folder=code["folder"], runner_filter=wanted)
    root = Path(code["folder"]).resolve()
    return sorted({_below(root, str(name)) for name in report.parsing_errors})


def _below(root: Path, name: str) -> str:
    path = Path(name)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _filter(**options: Any) -> Any:
    return _module("checkov.runner_filter").RunnerFilter(**options)


def _tell_graph(runner: Any, answers: Answers, *, is_code: bool) -> None:
    """Have the checks of a runner that look at several blocks tell their answers."""
    asked = runner.run_graph_checks_results

    def run(wanted: Any, *rest: Any) -> Any:
        found = asked(wanted, *rest)
        for check, results in found.items():
            answers.graph.add(check.id)
            for result in results:
                vertex = result["entity"]
                comment = _comment(runner, vertex, check.id) if is_code else ""
                address = vertex.get(_ADDRESS) or vertex.get("id") or ""
                file = "/" + _below(Path(wanted.root or "/"), str(vertex.get("file_path_", ""))) if is_code else _PLAN
                answers.add(check, vertex, _letter(result), result["evaluated_keys"], (str(address), file, comment))
        return found

    def run_from(root_folder: Any, wanted: Any, *rest: Any, **named: Any) -> Any:
        wanted.root = root_folder
        return report(root_folder, wanted, *rest, **named)

    report = runner.get_graph_checks_report
    runner.run_graph_checks_results, runner.get_graph_checks_report = run, run_from


def _comment(runner: Any, vertex: Any, check: str) -> str:
    context = runner.get_entity_context_and_evaluations(vertex) or {}
    for skip in context.get("skipped_checks") or ():
        if skip.get("id") == check:
            return str(skip.get("suppress_comment") or "no reason")
    return ""


def ask_plan(resources: list[dict[str, Any]], answers: Answers) -> None:
    """Judge resources as those of a plan; each is `{address, type, name, mode, values, expressions}`.

    They go to Checkov's own reader of a resource one by one: its reader of plans looks for each among all of them.
    """
    module = _module("checkov.terraform.plan_runner")
    parser = _module("checkov.terraform.plan_parser")
    runner = module.Runner()
    definition: dict[str, list[Any]] = {"provider": [], "resource": [], "data": []}
    context: dict[str, Any] = {}
    for resource in resources:
        lines = {"start_line": [0], "end_line": [0], "__start_line__": [0], "__end_line__": [0]}
        change = {"change": {"actions": ["no-op"]}, "__change_keys__": []}
        block, kind, is_ready = parser._prepare_resource_block(  # noqa: SLF001 - Checkov's reader of one resource
            resource, {"expressions": resource["expressions"]}, {resource["address"]: change}
        )
        if is_ready:
            block[resource["type"]][resource["name"]] |= lines
            definition[kind].append(block)
            context[resource["address"]] = {
                "start_line": 0, "end_line": 0, "code_lines": [], "address": resource["address"],
            }  # fmt: skip
    runner.definitions, runner.context = {_PLAN: definition}, {_PLAN: context}
    graph = runner.graph_manager.build_graph_from_definitions(runner.definitions, render_variables=False)
    runner.graph_manager.save_graph(graph)
    wanted = _filter()
    for kind, registry in registries():
        registry.graph = runner.graph_manager.get_reader_endpoint()
        for entity in definition.get(kind, ()):
            registry.scan(_PLAN, entity, [], wanted, report_type="terraform_plan")
    _tell_graph(runner, answers, is_code=False)
    runner.run_graph_checks_results(wanted, runner.check_type)


if __name__ == "__main__":
    main()
