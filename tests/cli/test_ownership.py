"""Our packages belong to us alone, as `pip` and `uv` leave an environment in which they do not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cli.wiring.ownership import check_ownership
from engine.errors import EngineError


def test_the_environment_of_the_tests_is_ours() -> None:
    check_ownership()


@pytest.mark.parametrize(
    ("files", "package"),
    [
        ({"RECORD": "engine/__init__.py,,\nother-1.dist-info/METADATA,,\n"}, "engine"),
        ({"RECORD": "other-1.dist-info/METADATA,,\ncli/__main__.py,,\n"}, "cli"),
        ({"RECORD": "policies.py,,\n"}, "policies"),
        ({"RECORD": "snapshots.cpython-311-x86_64-linux-gnu.so,,\n"}, "snapshots"),
        ({"RECORD": '"engine/a,b.py",,\n'}, "engine"),
        ({"RECORD": './engine/a.py,,\n"policies,v2.py",,\n'}, "engine"),
        ({"RECORD": '"cli.py",,\n'}, "cli"),
        ({"RECORD": "__editable__.other.pth,,\n", "top_level.txt": "other\ncli\n"}, "cli"),
        ({"top_level.txt": "engine\n"}, "engine"),
    ],
    ids=[
        "a package",
        "not first",
        "a module",
        "an extension",
        "a quoted name",
        "from the folder itself",
        "a quoted module",
        "declared",
        "without files",
    ],
)
def test_what_another_distribution_ships_is_refused(
    files: dict[str, str], package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(tmp_path, files)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EngineError, match=f"^the package '{package}' belongs to Other.Tool as well$"):
        check_ownership()


@pytest.mark.parametrize(
    "name", ["engines/a.py", "other/engine/a.py", "other/cli.py", "myengine.py", "driftgate/cli/a.py"]
)
def test_names_that_only_look_like_ours_are_fine(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(tmp_path, {"RECORD": f"{name},,\n"})
    monkeypatch.syspath_prepend(tmp_path)
    check_ownership()


def test_a_verdict_is_refused_in_a_shared_environment(tmp_path: Path) -> None:
    """The two-wheel clash of the installed program: exit code 4, and nothing is decided."""
    other = tmp_path / "site"
    other.mkdir()
    _install(other, {"RECORD": "engine/verdict.py,,\n"})
    state = Path(__file__).parents[2] / "fixtures" / "trail" / "before.tfstate"
    done = subprocess.run(
        [sys.executable, "-m", "cli", "drift", f"tfstate:{state}", f"tfstate:{state}"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(other), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert "the package 'engine' belongs to Other.Tool as well" in done.stderr
    assert not (tmp_path / ".driftgate" / "ledger.sqlite").exists()


def _install(folder: Path, files: dict[str, str]) -> None:
    made = folder / "other_tool-1.dist-info"
    made.mkdir()
    (made / "METADATA").write_text("Metadata-Version: 2.1\nName: Other.Tool\nVersion: 1\n")
    for name, text in files.items():
        (made / name).write_text(text)
