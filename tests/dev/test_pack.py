"""The compiled pack is made where it is missing or older than its sources, and nobody is left without advice."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from dev.pack import PackNotMadeError, Workshop, is_current

ROOT = Path(__file__).parents[2]
REGO = ROOT / "policies" / "rego"
ROTATION = Path("aws/kms/rotation/policy.rego")
MADE = ("pack.wasm", "pack.json")


def workshop(root: Path, path: str, told: list[str] | None = None) -> Workshop:
    said: list[str] = [] if told is None else told
    return Workshop(root, {"PATH": path, "HOME": str(root)}, said.append, root / ".tools" / "bin")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout with a small area of policies, what they share, and no pack."""
    for name in ("lib", "aws/kms"):
        shutil.copytree(REGO / name, tmp_path / "policies" / "rego" / name)
    return tmp_path


def program(folder: Path, name: str, body: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


def test_the_pack_of_this_checkout_is_that_of_its_sources() -> None:
    assert is_current(REGO), "run: make pack"


def test_a_pack_of_other_sources_is_not_current(tmp_path: Path) -> None:
    shutil.copytree(REGO, tmp_path / "rego")
    assert is_current(tmp_path / "rego")
    policy = tmp_path / "rego" / ROTATION
    policy.write_text(policy.read_text() + "\n# more\n")
    assert not is_current(tmp_path / "rego")
    for name in MADE:
        shutil.copy(REGO / name, tmp_path / "rego")
    shutil.copy(REGO / ROTATION, policy)
    (tmp_path / "rego" / "pack.wasm").write_bytes(b"other")
    assert not is_current(tmp_path / "rego")


@pytest.mark.tool
def test_it_is_made_once_and_again_when_a_policy_changes(checkout: Path) -> None:
    if shutil.which("opa") is None and os.environ.get("CI") != "true":
        pytest.skip("opa is not installed: make opa")
    told: list[str] = []
    shop = workshop(checkout, os.environ["PATH"], told)
    shop.ensure()
    shop.ensure()
    assert told == ["compiling the Rego pack"]
    assert is_current(shop.sources)
    policy = shop.sources / ROTATION
    policy.write_text(policy.read_text() + "\n# more\n")
    shop.ensure()
    assert len(told) == 2
    assert is_current(shop.sources)


def test_without_opa_go_and_uv_people_are_told_how_to_get_one(checkout: Path, tmp_path: Path) -> None:
    with pytest.raises(PackNotMadeError) as caught:
        workshop(checkout, str(tmp_path / "nothing")).ensure()
    said = "\n".join(caught.value.diagnostics())
    assert said.startswith("error: the Rego pack is not made, and neither OPA nor Go is there\n  fix: install OPA")
    assert "https://go.dev/dl" in said
    assert "a release of driftgate" in said


def test_what_go_says_when_it_fails_is_told(checkout: Path, tmp_path: Path) -> None:
    program(tmp_path / "bin", "go", "echo 'go: downloading' >&2; echo 'dial tcp: no such host' >&2; exit 1")
    told: list[str] = []
    with pytest.raises(PackNotMadeError, match="Go could not compile OPA: dial tcp: no such host"):
        workshop(checkout, str(tmp_path / "bin"), told).ensure()
    assert told == ["compiling OPA 1.22.0 (a minute or two, once)"]


def test_uv_gets_go_where_it_is_missing_and_the_compiled_opa_is_kept(checkout: Path) -> None:
    kept = checkout / ".tools"
    opa = 'printf \'#!/bin/sh\\necho Version: 1.22.0\\n\' > "$GOBIN/opa"; chmod +x "$GOBIN/opa"'
    program(kept / "uv" / "bin", "uv", f'echo "$@" > {checkout}/asked; mkdir -p "$GOBIN"; {opa}')
    told: list[str] = []
    shop = workshop(checkout, "/usr/bin:/bin", told)
    if shutil.which("opa", path="/usr/bin:/bin") or shutil.which("go", path="/usr/bin:/bin"):
        pytest.skip("a system with its own opa or go needs no uv for it")
    assert shop.opa().version() == "1.22.0"
    asked = (checkout / "asked").read_text().split()
    assert asked[:3] == ["tool", "run", "--quiet"]
    assert asked[-3:] == ["install", "-trimpath", "github.com/open-policy-agent/opa@v1.22.0"]
    assert shop.opa().version() == "1.22.0"
    assert len(told) == 1
