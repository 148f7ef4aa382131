"""The configuration: every mistake is named with its place and what to type, and nothing else is ever raised."""

from __future__ import annotations

import contextlib
import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cli.config.load import find, load
from cli.config.model import Configuration
from cli.config.waivers import WaiverFile, load_waivers
from cli.config.yaml_file import parse_document, plain, validate
from cli.demo.estate import data
from engine.errors import ConfigError
from engine.gates.performance.settings import PerformanceSettings
from engine.gates.table import BY_NAME

GOOD = data("driftgate.yaml").decode()
WAIVERS = data("driftgate.waivers.yaml").decode()
PLACE = re.compile(r"^f\.yaml:\d+:\d+: ", re.MULTILINE)
LINES = "\n".join(line for line in GOOD.splitlines() if not line.lstrip().startswith("#"))
KEYS = sorted(set(re.findall(r"[ {]([a-z][a-z0-9-]+):", LINES)) - {"prod", "preprod", "file"})


def problems(text: str | bytes) -> str:
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(ConfigError) as caught:
        validate(parse_document(raw, name="f.yaml"), Configuration)
    return caught.value.message


def test_the_demo_configuration_is_right() -> None:
    found: Configuration = validate(parse_document(GOOD.encode(), name="f.yaml"), Configuration)
    performance = found.gates.told(BY_NAME["performance"])
    assert isinstance(performance, PerformanceSettings)
    assert performance.max_p95 == timedelta(milliseconds=500)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("version: 1", "version: 2", "f.yaml:2:1: version: 2 is of a newer driftgate, this one reads 1"),
        ("fail-on: high", "fail-on: hihg", "did you mean 'high'?"),
        (
            "max-p95",
            "max-p59",
            "f.yaml:46:73: gates.performance.max-p59: there is no such key - did you mean 'max-p95'?",
        ),
        ("500ms", "500", "a duration is a number with ms, s, m, h or d"),
        ("500ms", "1000000000d", "a duration is at most 36500d"),
        ("500ms", "999999999999999999d", "a duration is at most 36500d"),
        ("99%", "0.99", "a percentage is a number from 0 to 100 with %"),
        ("99%", "101%", "a percentage is a number from 0 to 100 with %"),
        ('"111122223333"', "111122223333", "an account id is a text: put it in quotes"),
        ('"file:keys/signing.pem"', '"MC4CAQAwBQYDK2VwBCIEIsecret"', "a secret is never written here"),
        ("waivers:", "gates: {}\nwaivers:", "gates stands here twice"),
        ("[eu-west-1]", "[]", "aws.regions: must not be empty"),
        ("{ tfstate: prod.tfstate }", "{ }", "a source has exactly one kind"),
        ("version: 1", "version: &a 1", "anchors and aliases are not allowed"),
        ("version: 1", "version: !!bool x", "f.yaml:2:10: tags such as !!str are not allowed"),
        ("[{ tfstate: prod.tfstate }]", "prod.tfstate", "environments.prod.desired: must be a list"),
        ("version: 1", "\tversion: 1", "f.yaml:2:1: found a tab where a value or a key begins"),
        ("prod:", '"-":', "environments: '-' names no environment"),
        ("gates:", "gatess:", "f.yaml:11:1: gatess: there is no such key - did you mean 'gates'?"),
    ],
)
def test_one_mistake_and_its_message(old: str, new: str, message: str) -> None:
    found = problems(GOOD.replace(old, new, 1))
    assert message in found
    assert "secret" not in found or "MC4C" not in found


def test_a_key_that_stands_twice_is_told_without_its_values() -> None:
    found = problems('version: 1\nexternal-id: "one-value"\nexternal-id: "other-value"\n')
    assert found == "f.yaml:3:1: external-id stands here twice"
    strange = problems('version: 1\n? "a b" \n: one-value\n? "a b"\n: other-value\n')
    assert strange == "f.yaml:4:3: this key stands here twice"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "f.yaml:1:1: the file is empty"),
        (b"- a\n", "f.yaml:1:1: the file is not a mapping"),
        (b"a: \xff", "f.yaml:1:1: not UTF-8 text"),
        (b"a: \x00", "f.yaml:1:"),
        (b'a: [b, "\\ud83d\\ude00"]', "f.yaml:1:8: the character U+D83D stands in no text"),
        (b'"\\0": b', "f.yaml:1:1: the character U+0000 stands in no text"),
        (b"[" * 10_000, "nested deeper than 40 levels"),
        (b"a: " + b"{a: " * 10_000, "nested deeper than 40 levels"),
        (b"a: &x [1]\nb: [*x, *x]\n", "anchors and aliases are not allowed"),
        (b"#" * (1024 * 1024 + 1), "larger than 1 MiB"),
        (b"version: 1\nenvironments: {prod: {}}\ngates: {parity: {against: prdo}}\n", "there is no environment 'prdo'"),
    ],
)
def test_hostile_files_are_plain_errors(data: bytes, message: str) -> None:
    assert message in problems(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a: 1\n<<: {b: 2}\n", "f.yaml:2:1: merge keys (<<) are not allowed"),
        (b"a:\n  <<: [{b: 2}]\n", "f.yaml:2:3: merge keys (<<) are not allowed"),
        (b"%YAML 1.1\n---\na: yes\n", "f.yaml:2:1: it is not of YAML 1.2"),
        (b"%YAML 1.3\n---\na: yes\n", "f.yaml:3:2: not YAML 1.2: version minor part can only be 2 or 1, got (1, 3)"),
        (b"%YAML 9.9\n---\na: yes\n", "f.yaml:1:1: it is not of YAML 1.2"),
        (b"a: !!python/object/apply:os.system [id]\n", "f.yaml:1:4: tags such as !!str are not allowed"),
        (b"a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document begins here"),
        (b"a: 1\nb: 0x_\n", "f.yaml:2:4: this is no number that can be read"),
        (b"a: 0x" + b"f" * 4000, "f.yaml:1:4: this is no number that can be read"),
        (b"a: " + b"9" * 5000, "f.yaml:1:4: this is no number that can be read"),
        (b'a: 1\nb: "\\UFFFFFFFF"\n', "f.yaml:2:7: not YAML 1.2: Python int too large to convert to C int"),
        (b'a: "\\uD800"', "f.yaml:1:4: the character U+D800 stands in no text"),
        (b"a: 1\nb: c\x07d", "f.yaml:2:5: the character U+0007 stands in no YAML"),
        ("a: 1\n".encode("utf-16-le"), "f.yaml:1:2: the character U+0000 stands in no YAML"),
        ("a: 1\n".encode("utf-16"), "f.yaml:1:1: not UTF-8 text"),
        (b"? [a, b]\n: 1\n", "f.yaml:1:3: a key is a text, and no list or mapping"),
        (b"1: a\n'1': b\n", "f.yaml:2:1: 1 stands here twice"),
        (b"no: a\n'no': b\n", "f.yaml:2:1: no stands here twice"),
        (b"true: a\n'true': b\n", "f.yaml:2:1: true stands here twice"),
    ],
)
def test_what_yaml_has_beside_keys_and_values_is_refused_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_document(data, name="f.yaml")
    assert caught.value.message == message
    assert caught.value.hint


def test_a_key_is_the_text_that_is_written() -> None:
    """Norway is no falsehood, and an environment that is called 012 is found under that name."""
    document = parse_document(b"{no: 1, 012: 2, true: 3, ~: 4, 1e3: 5, .nan: 6, 2026-02-30: 7, '<<': 8}", name="f.yaml")
    assert plain(document.root) == {"no": 1, "012": 2, "true": 3, "~": 4, "1e3": 5, ".nan": 6, "2026-02-30": 7, "<<": 8}
    assert document.where(("1e3",)) == "f.yaml:1:32"


def test_a_file_of_any_length_is_answered_in_a_hundred_lines() -> None:
    text = "version: 1\nenvironments: {prod: {}}\n" + "".join(f"key{number}: 1\n" for number in range(1_000))
    lines = problems(text).splitlines()
    assert lines[0] == "f.yaml:3:1: key0: there is no such key"
    assert lines[-1] == "and 900 more"
    assert len(lines) == 101
    with pytest.raises(ConfigError, match=r"^f\.yaml:1:\d+: more than 100000 keys and values$"):
        parse_document(b"[" + b"1," * 100_000 + b"]", name="f.yaml")


def test_all_problems_come_at_once_in_order() -> None:
    broken = GOOD.replace("fail-on: high", "fail-on: hgih").replace("min-runs: 3", "min-runs: none")
    lines = problems(broken).splitlines()
    assert len(lines) == 3
    assert all(PLACE.match(line) for line in lines)
    assert [int(line.split(":")[1]) for line in lines] == sorted(int(line.split(":")[1]) for line in lines)


@given(st.sampled_from(KEYS), st.data())
def test_a_typo_in_a_key_is_named_and_mended(key: str, choices: st.DataObject) -> None:
    position = choices.draw(st.integers(0, len(key) - 1))
    letter = choices.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    typo = key[:position] + letter + key[position + 1 :]
    broken = re.sub(rf"(?<=[ {{\n]){key}:", f"{typo}:", "\n" + LINES, count=1)[1:]
    if typo == key or typo in KEYS or broken == LINES:
        return
    found = problems(broken)
    assert PLACE.search(found)


@given(st.binary(max_size=200))
@example(b"([:")
def test_no_bytes_raise_anything_else(raw: bytes) -> None:
    with contextlib.suppress(ConfigError):
        validate(parse_document(raw, name="f.yaml"), Configuration)


def test_the_nearest_file_up_to_the_repository_counts(tmp_path: Path) -> None:
    inner = tmp_path / "repo" / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "driftgate.yaml").write_text(GOOD)
    assert find(inner) == tmp_path / "driftgate.yaml"
    (tmp_path / "repo" / ".git").mkdir()
    assert find(inner) is None
    (tmp_path / "repo" / "driftgate.yaml").write_text(GOOD)
    assert find(inner) == tmp_path / "repo" / "driftgate.yaml"
    assert load(tmp_path / "driftgate.yaml").base == tmp_path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("owner: ada@acme.example", "owner: ''", "waivers.0.owner"),
        ("    ticket: OPS-1873\n", "", "waivers.0.ticket: this key is required"),
        ("expires: 2026-12-05", "expires: 2027-12-05", "a waiver lives at most 90 days: let it expire by 2027-02-16"),
        ("expires: 2026-12-05", "expires: 2026-11-01", "expires must be after created"),
        ("expires: 2026-12-05", "expires: soon", "a time is written like 2026-12-01"),
        ("    address: module.compute.aws_lambda_function.orders\n", "", "a waiver needs a fingerprint, or a rule"),
        ("reason:", "raeson:", "did you mean 'reason'?"),
    ],
)
def test_a_wrong_waiver_file(old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        validate(parse_document(WAIVERS.replace(old, new).encode(), name="w.yaml"), WaiverFile)
    assert message in caught.value.message


def test_a_missing_waiver_file_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"w\.yaml: there is no such waiver file or folder") as caught:
        load_waivers(tmp_path / "w.yaml", base=tmp_path)
    (tmp_path / "w.yaml").write_text(re.search(r"\{.*\}", caught.value.hint)[0])  # type: ignore[index]
    assert load_waivers(tmp_path / "w.yaml", base=tmp_path) == ()


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+05:00"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_time_beyond_the_calendar_is_a_plain_error(time: str, quote: str) -> None:
    adopt = f"adopt: {{ until: {quote}{time}{quote}, owner: a, reason: r }}"
    said = problems(f"version: 1\nenvironments: {{}}\nsubject: {{ {adopt} }}\n")
    assert "subject.adopt.until: a time lies between the years 1 and 9999 of UTC" in said


def test_waivers_are_read_in_utc_and_ids_are_used_once(tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    path.write_text(WAIVERS)
    (waiver,) = load_waivers(path, base=tmp_path)
    assert (waiver.created.isoformat(), waiver.owner) == ("2026-11-18T00:00:00+00:00", "ada@acme.example")
    path.write_text(WAIVERS + WAIVERS.partition("waivers:\n")[2])
    with pytest.raises(ConfigError, match=r":\d+:\d+: waivers.1.id: 'W-2026-041' is the id of another waiver"):
        load_waivers(path, base=tmp_path)


@pytest.mark.parametrize("version", ["true", "1.0", "'1'", "0", "2"])
def test_only_one_is_the_version(version: str, tmp_path: Path) -> None:
    """To Python true and 1.0 are equal to 1."""
    (tmp_path / "driftgate.yaml").write_text(f"version: {version}\nenvironments: {{ prod: {{}} }}\n")
    with pytest.raises(ConfigError, match="version: "):
        load(tmp_path / "driftgate.yaml")
