"""The house stays as it was designed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.app import VERBS, driftgate

ROOT = Path(__file__).parents[2]
PACKAGES = ("engine", "snapshots", "policies", "cli")
SOURCES = sorted(path for package in (*PACKAGES, "dev") for path in (ROOT / package).rglob("*.py"))
MAX_MODULE = 400
MAX_FUNCTION = 60
MAX_FOLDER = 18


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_no_contract_has_an_exception() -> None:
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text()


def test_every_ignored_lint_rule_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    listed = re.findall(r'^    "([A-Z]+\d*)",(.*)$', text, re.MULTILINE)
    assert listed
    assert [name for name, rest in listed if "#" not in rest] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_MODULE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MAX_FUNCTION, node.name


# Patterns and templates of our own, made on first use whatever is given to them; and a schema that asks for nothing.
_KEPT = {"engine/text.py", "engine/report/formats/html.py", "engine/report/formats/json_schema.py"}
_EMPTY = {"{}", "[]", "set()", "dict()", "list()"}


def test_the_core_remembers_nothing_between_two_runs() -> None:
    """No function with a cache, and no dictionary, list or set of a module or class that is there to be filled."""
    found = []
    for path in SOURCES:
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("engine/") and name not in _KEPT:
            body = ast.parse(path.read_text(encoding="utf-8")).body
            inside = (inner for node in body if isinstance(node, ast.ClassDef) for inner in node.body)
            found += [f"{name}:{node.lineno}" for node in (*body, *inside) if _remembers(node)]
    assert found == []


def _remembers(node: ast.stmt) -> bool:
    match node:
        case ast.FunctionDef():
            made = " ".join(map(ast.unparse, node.decorator_list))
        case ast.AnnAssign(value=ast.expr() as value):
            if ast.unparse(value) in _EMPTY:
                return re.match(r"(?:dict|list|set)\b", ast.unparse(node.annotation)) is not None
            made = ast.unparse(value).removeprefix("field(default_factory=lambda: defaultdict")
        case ast.Assign():
            made = ast.unparse(node.value)
        case _:
            return False
    return re.search(r"\b(?:lru_cache|cache|cached_property|defaultdict)\b", made) is not None


def test_no_package_below_tests() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_nothing_unfinished() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|NotImplemented)\b")
    found = [path.name for path in SOURCES if words.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_no_file_has_the_marks_of_a_merge() -> None:
    marks = re.compile(rb"^(?:<{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)
    inside = [path for name in (*PACKAGES, "dev", "docs", "tests") for path in (ROOT / name).rglob("*.*")]
    kinds = {".md", ".py", ".toml", ".yaml", ".rego"}
    texts = [path for path in (*ROOT.iterdir(), *inside) if path.suffix in kinds and path.is_file()]
    assert {"CHANGELOG.md", "glossary.md", Path(__file__).name} <= {path.name for path in texts}
    assert [path for path in texts if marks.search(path.read_bytes())] == []


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_documented(verb: str) -> None:
    assert re.search(rf"driftgate {verb}\b|^{verb} ", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_readme_shows_the_real_help() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("<!-- help -->\n```text\n")[2].partition("```")[0]
    result = CliRunner().invoke(driftgate, ["--help"], env={"COLUMNS": "100", "NO_COLOR": "1", "TERMINAL_WIDTH": "100"})
    names = re.findall(r"^│ ([a-z]+) +(.+?) +│$", result.output, re.MULTILINE)
    assert [f"{name:<11} {text}" for name, text in names if name in VERBS] == shown.splitlines()


def test_the_base_install_is_light() -> None:
    """At most 65 packages and 140 MB, counted over what driftgate's own dependencies pull in."""
    wanted, seen = ["driftgate"], set[str]()
    size = 0
    while wanted:
        name = re.split(r"[\s;<>=!~\[(]", wanted.pop())[0].lower().replace("_", "-")
        if name in seen:
            continue
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another platform or Python
        seen.add(name)
        wanted.extend(item for item in distribution.requires or () if "extra ==" not in item)
        if name != "driftgate":
            files = (Path(str(file.locate())) for file in distribution.files or ())
            size += sum(file.stat().st_size for file in files if file.suffix != ".pyc" and file.is_file())
    assert len(seen) <= 65
    assert size <= 140 * 1024 * 1024


_IMPORTED_AS = {"opa-python-client": "opa_client", "python-hcl2": "hcl2"}
# Ours to import because a library that we name is made of it.
_COME_ALONG = {
    "botocore": "boto3",
    "lark": "hcl2",
    "markupsafe": "jinja2",
    "pydantic_core": "pydantic",
    "urllib3": "requests",
}


def test_every_dependency_is_imported_and_everything_that_is_imported_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.split(r"[<>=!~\[; ]", entry)[0] for entry in project["dependencies"]]
    named = {_IMPORTED_AS.get(name, name.replace("-", "_")).replace("ruamel_yaml", "ruamel") for name in names}
    imported = set[str]()
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])
    foreign = imported - set(sys.stdlib_module_names) - set(PACKAGES)
    assert {_COME_ALONG.get(name, name) for name in foreign} == named


_HEAVY = (
    "alembic", "asyncio", "boto3", "botocore", "cryptography", "deepdiff", "hcl2", "jinja2", "jmespath", "jsonschema",
    "pydantic", "pygal", "requests", "rich.progress", "ruamel", "sqlalchemy", "structlog",
    "wasmtime",
)  # fmt: skip
_STATES = [f"tfstate:{ROOT / 'fixtures' / 'trail' / name}.tfstate" for name in ("before", "after")]


@pytest.mark.parametrize(
    ("arguments", "code", "heavy"),
    [
        (["--help"], 0, (*_HEAVY, "msgspec", "engine.model", "engine.run", "snapshots")),
        (["drift", "--help"], 0, _HEAVY),
        (["drift", *_STATES], 1, _HEAVY),  # also the first one in a folder, which makes the ledger
        (["policy", "check", _STATES[0]], 3, tuple(name for name in _HEAVY if name != "wasmtime")),
    ],
    ids=["help", "help of a verb", "a small drift", "policies of a small state"],
)
def test_what_is_not_needed_is_not_imported(
    arguments: list[str], code: int, heavy: tuple[str, ...], tmp_path: Path
) -> None:
    program = (
        f"import sys; from cli.__main__ import main; code = main({arguments!r});"
        f"print('LOADED', code, sorted(set({heavy!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == f"LOADED {code} []", done.stderr


def test_the_example_of_the_core_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "doctest", "engine/__init__.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_core_names_no_type_of_a_cloud() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        if path.is_relative_to(ROOT / "engine")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\b(?:aws|azurerm|google)_\w", line)
    ]
    assert found == []


def test_no_folder_is_too_full_to_look_through() -> None:
    """Services, readers and verbs aside: there one looks for a name that one knows."""
    aside = {"snapshots/aws/services", "snapshots/measurements", "cli/commands"}
    folders = {path.parent for path in SOURCES} - {ROOT / name for name in aside}
    counts = {folder: sum(path.name != "__init__.py" for path in folder.glob("*.py")) for folder in folders}
    assert {folder.relative_to(ROOT).as_posix(): count for folder, count in counts.items() if count > MAX_FOLDER} == {}
