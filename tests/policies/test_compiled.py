"""The compiled pack: kept as bytecode is, and believed only as it was written."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from engine.model.outcome import Outcome
from policies.authoring.catalog import REGO, Pack
from policies.evaluators.asking import MachineError
from policies.evaluators.compiled import CompiledModules, beside_bytecode
from policies.evaluators.machine import Machine
from policies.evaluators.wasm import RegoEvaluator, embedded
from tests.builders import resource, snapshot
from tests.shipped import KEPT


def judged(pack: Pack, kept: CompiledModules) -> Outcome:
    policies = [policy for policy in pack.policies if policy.id == "compute-volume-encrypted"]
    volume = resource("aws_ebs_volume", {"encrypted": False})
    (result,) = (
        RegoEvaluator(pack, policies, engine=partial(embedded, pack.wasm, kept=kept)).evaluate(snapshot(volume)).results
    )
    return result.outcome


@pytest.fixture(scope="module")
def compiled(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which a run has kept the compiled pack."""
    folder = tmp_path_factory.mktemp("compiled")
    judged(pack, CompiledModules(folder))
    return folder


@pytest.fixture
def kept(compiled: Path, tmp_path: Path) -> CompiledModules:
    """Return what a run has kept, in a folder of the test's own."""
    shutil.copytree(compiled, tmp_path / "kept")
    return CompiledModules(tmp_path / "kept")


def test_what_was_kept_judges_as_what_is_compiled(pack: Pack, tmp_path: Path) -> None:
    kept = CompiledModules(tmp_path / "__pycache__")
    assert judged(pack, kept) is Outcome.FAIL
    (path,) = kept.folder.iterdir()
    written = path.stat()
    assert judged(pack, kept) is Outcome.FAIL
    assert path.stat() == written  # and it was not written again
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data[:100],
        lambda _: b"",
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: bytes([data[0] ^ 1]) + data[1:],
    ],
    ids=["cut", "short", "empty", "end", "digest"],
)
def test_a_damaged_one_is_compiled_anew(pack: Pack, kept: CompiledModules, damage: Callable[[bytes], bytes]) -> None:
    (path,) = kept.folder.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert judged(pack, kept) is Outcome.FAIL
    assert len(path.read_bytes()) == len(whole)


def test_one_that_others_may_write_is_not_believed(pack: Pack, kept: CompiledModules) -> None:
    (path,) = kept.folder.iterdir()
    path.chmod(0o666)
    assert judged(pack, kept) is Outcome.FAIL
    assert path.stat().st_mode & 0o777 == 0o644  # written anew


def test_older_ones_go_and_other_files_stay(pack: Pack, tmp_path: Path) -> None:
    for name in ("pack.0123.wasmtime-1.0.0.cwasm", "pack.cpython-311.pyc", "other.cwasm"):
        (tmp_path / name).write_bytes(b"x")
    judged(pack, CompiledModules(tmp_path))
    names = {path.name for path in tmp_path.iterdir()}
    assert names > {"other.cwasm", "pack.cpython-311.pyc"}
    assert len(names) == 3
    assert "pack.0123.wasmtime-1.0.0.cwasm" not in names


def test_a_folder_that_cannot_be_made_is_no_error(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert judged(pack, CompiledModules(tmp_path / "file")) is Outcome.FAIL


def test_it_lies_where_bytecode_lies_and_is_written_where_that_is() -> None:
    kept = beside_bytecode(REGO / "pack.wasm")
    assert kept.folder.name == "__pycache__" or sys.pycache_prefix is not None
    assert kept.written is not sys.dont_write_bytecode


def test_where_nothing_is_written_what_is_there_is_read(pack: Pack, kept: CompiledModules, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert judged(pack, CompiledModules(tmp_path / "other", written=False)) is Outcome.FAIL
    assert list((tmp_path / "other").iterdir()) == []
    assert judged(pack, replace(kept, written=False)) is Outcome.FAIL
    (path,) = kept.folder.iterdir()
    path.write_bytes(b"")
    assert judged(pack, replace(kept, written=False)) is Outcome.FAIL
    assert path.read_bytes() == b""


def test_what_is_no_module_is_an_error() -> None:
    for wasm in (b"", b"\0asm\x01\0\0\0", b"nothing"):
        with pytest.raises(MachineError, match="it is no module that OPA has made"):
            Machine(wasm, timeout=1.0, pages=16, size=100, kept=None)


BOUNDED = """
import resource, sys
from pathlib import Path
from policies.evaluators.compiled import CompiledModules
from policies.evaluators.machine import Machine

def bounded(more):
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + more, resource.RLIM_INFINITY))

folder, pack = sys.argv[1:]
wasm, kept = Path(pack).read_bytes(), CompiledModules(Path(folder), written=False)
bounded(400 << 20)
machine = Machine(wasm, timeout=5.0, pages=4096, size=200, kept=kept)
print(machine.ask(b'{"resources": [], "plan": {"canary": []}}'))
bounded(8 << 20)
try:
    Machine(b'(module (import "env" "memory" (memory 2)))', timeout=5.0, pages=4096, size=200, kept=None)
except Exception as error:
    print(type(error).__name__)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_module_takes_few_addresses_and_says_where_there_are_fewer(
    pack: Pack, kept: CompiledModules, tmp_path: Path
) -> None:
    (tmp_path / "pack.wasm").write_bytes(pack.wasm)
    command = [sys.executable, "-c", BOUNDED, str(kept.folder), str(tmp_path / "pack.wasm")]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (told.stdout, told.stderr) == ("{'canary': []}\nEvaluatorMemoryError\n", "")


def test_a_full_disk_keeps_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    script = """
import resource, sys
from pathlib import Path
import wasmtime
from policies.evaluators.compiled import CompiledModules
resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
wasm = b"(module)"
CompiledModules(Path(sys.argv[1])).keep(wasmtime.Module(wasmtime.Engine(), wasm), wasm)
"""
    told = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, check=False, timeout=60)
    assert (told.returncode, told.stderr) == (0, b"")
    assert list(tmp_path.iterdir()) == []


def test_too_much_to_ask_is_an_error_and_the_next_question_is_answered(pack: Pack) -> None:
    machine = Machine(pack.wasm, timeout=2.0, pages=4096, size=200, kept=KEPT)
    with pytest.raises(MachineError, match="there is too much to ask at once"):
        machine.ask(b" " * 201)
    assert machine.ask(b"no JSON") == {}
    assert machine.ask(b'{"resources": [], "plan": {"canary": []}}') == {"canary": []}


def test_what_another_module_was_compiled_to_is_not_believed(pack: Pack, kept: CompiledModules) -> None:
    (path,) = kept.folder.iterdir()
    other = replace(pack, wasm=pack.wasm + b"\x00\x02\x01x")  # a section that says nothing
    judged(other, kept)
    (name,) = [entry.name for entry in kept.folder.iterdir()]
    assert name != path.name
    foreign = (kept.folder / name).read_bytes()
    path.write_bytes(foreign)
    assert judged(pack, kept) is Outcome.FAIL
    assert path.read_bytes() != foreign
