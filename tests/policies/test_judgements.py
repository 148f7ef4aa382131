"""Judgements that are kept: a run with them says what one without them would, whatever has changed in between."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.wiring.policies import _JUDGES
from engine.model.address import ANY_KEY
from engine.model.outcome import Gap, GapReason, Outcome
from engine.model.path import Name
from engine.model.policy import PolicyResult, result_of
from engine.model.secret import marked
from engine.model.snapshot import Listing, Resource, Side, Snapshot, SourceKind
from policies.authoring.catalog import Pack
from policies.authoring.params import with_params
from policies.evaluators.judgements import JudgementCache, Judgements
from policies.evaluators.wasm import RegoEvaluator
from policies.facts.neighbours import MANY
from snapshots.aws.judging import JUDGING
from snapshots.store.binding import SIZE, Binding
from snapshots.store.cache import Cache
from snapshots.terraform.schema import ProviderSchema
from tests.builders import resource, snapshot
from tests.profiles import examples
from tests.shipped import kept_engine
from tests.vulnerable import from_code, from_document

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
PORTS = "engine.ports"  # says only what others have to be able to do
SECRET = marked("0123456789abcdef0123456789abcdef", "k1")
Results = tuple[PolicyResult, ...]


@pytest.fixture(scope="module")
def estates(tmp_path_factory: pytest.TempPathFactory) -> list[Snapshot]:
    """Return the vulnerable estate from code, a plan and a refreshed state."""
    folder = tmp_path_factory.mktemp("vulnerable")
    documents = [from_document(folder, kind) for kind in (SourceKind.TFPLAN, SourceKind.TFSTATE)]
    return [from_code(), *documents]


class Judge:
    """Judges with what an earlier run has kept, in a folder of its own."""

    def __init__(self, pack: Pack, folder: Path, **params: Any) -> None:
        """Take the pack, told some parameters."""
        self.cache = Cache(folder / "judgements", Binding(folder / "keys"))
        policies = with_params(pack.policies, params)
        kept = JudgementCache(self.cache, lambda: "this", least=0)
        self._rego = RegoEvaluator(
            pack, policies, judging=JUDGING, schema=ProviderSchema(), engine=kept_engine(), judgements=kept
        )

    def results(self, taken: Snapshot, as_of: datetime = AS_OF) -> Results:
        """Return what is said of a snapshot."""
        return tuple(self._rego.evaluate(taken, as_of).results)

    @property
    def files(self) -> dict[str, bytes]:
        """Return what is kept."""
        return {path.name: path.read_bytes() for path in self.cache.folder.iterdir()}


@pytest.fixture(scope="module")
def plain(pack: Pack) -> RegoEvaluator:
    """Return what judges everything anew."""
    return RegoEvaluator(pack, judging=JUDGING, schema=ProviderSchema(), engine=kept_engine())


def anew(plain: RegoEvaluator, taken: Snapshot, as_of: datetime = AS_OF) -> Results:
    """Return what is said of a snapshot by who has kept nothing."""
    return tuple(plain.evaluate(taken, as_of).results)


def test_a_second_run_says_the_same_and_keeps_the_same(
    pack: Pack, plain: RegoEvaluator, estates: list[Snapshot], tmp_path: Path
) -> None:
    judge = Judge(pack, tmp_path)
    for taken in estates:
        cold = judge.results(taken)
        files = judge.files
        assert judge.results(taken) == cold == anew(plain, taken)
        assert judge.files == files
    assert len(judge.files) == len(estates)


@given(data=st.data())
@settings(max_examples=examples(12), deadline=None)
def test_whatever_changes_is_judged_as_if_nothing_was_kept(
    data: st.DataObject,
    pack: Pack,
    plain: RegoEvaluator,
    estates: list[Snapshot],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    taken = data.draw(st.sampled_from(estates))
    judge = Judge(pack, tmp_path_factory.mktemp("kept"))
    judge.results(taken)
    changed = taken
    for _ in range(data.draw(st.integers(1, 3))):
        changed = data.draw(st.sampled_from(CHANGES))(data, changed)
    as_of = AS_OF + timedelta(days=data.draw(st.sampled_from([0, 1, 400, 4000])))
    assert judge.results(changed, as_of) == anew(plain, changed, as_of)


def _without_one(data: st.DataObject, taken: Snapshot) -> Snapshot:
    gone = data.draw(st.sampled_from(taken.resources))
    return replace(taken, resources=tuple(item for item in taken.resources if item is not gone))


def _with(data: st.DataObject, taken: Snapshot, **members: st.SearchStrategy[Any]) -> Snapshot:
    item = data.draw(st.sampled_from(taken.resources))
    return _put(taken, item, replace(item, **{name: data.draw(value) for name, value in members.items()}))


def _put(taken: Snapshot, old: Resource, new: Resource) -> Snapshot:
    return replace(taken, resources=tuple(new if item is old else item for item in taken.resources))


def _other_value(data: st.DataObject, taken: Snapshot) -> Snapshot:
    """Give an attribute the value that another resource has there, no value, a secret, or none at all."""
    item = data.draw(st.sampled_from([item for item in taken.resources if item.attributes]))
    name = data.draw(st.sampled_from(sorted(item.attributes)))
    others = [other.attributes[name] for other in taken.resources if name in other.attributes]
    value = data.draw(st.sampled_from([*others, None, "", [], SECRET, "0.0.0.0/0"]))
    return _put(taken, item, replace(item, attributes={**item.attributes, name: value}))


def _no_attribute(data: st.DataObject, taken: Snapshot) -> Snapshot:
    item = data.draw(st.sampled_from([item for item in taken.resources if item.attributes]))
    name = data.draw(st.sampled_from(sorted(item.attributes)))
    return _put(
        taken, item, replace(item, attributes={key: item.attributes[key] for key in item.attributes if key != name})
    )


def _perhaps(data: st.DataObject, taken: Snapshot) -> Snapshot:
    item = data.draw(st.sampled_from(taken.resources))
    return _put(taken, item, replace(item, address=f"{item.address}{ANY_KEY}"))


def _unknown(data: st.DataObject, taken: Snapshot) -> Snapshot:
    told = [item for item in taken.resources if item.intent is not None and item.attributes]
    if not told:
        return taken
    item = data.draw(st.sampled_from(told))
    name = data.draw(st.sampled_from(sorted(item.attributes)))
    assert item.intent is not None
    return _put(taken, item, replace(item, intent=replace(item.intent, unknown=((Name(name),),))))


def _gap(data: st.DataObject, taken: Snapshot) -> Snapshot:
    type_ = data.draw(st.sampled_from(sorted({item.type for item in taken.resources})))
    gap = Gap(reason=GapReason.ACCESS_DENIED, source="aws", detail="denied", types=(type_,))
    return replace(taken, gaps=(*taken.gaps, gap))


def _listed(data: st.DataObject, taken: Snapshot) -> Snapshot:
    type_ = data.draw(st.sampled_from(sorted({item.type for item in taken.resources})))
    whole = Listing(type=type_, account="", region="", operation="list", complete=data.draw(st.booleans()), count=0)
    return replace(taken, listings=data.draw(st.sampled_from([(), taken.listings[1:], (*taken.listings, whole)])))


CHANGES = (
    _without_one,
    lambda data, taken: _with(data, taken, account=st.sampled_from(["", "999988887777"])),
    lambda data, taken: _with(data, taken, region=st.sampled_from(["", "us-east-2"])),
    lambda data, taken: _with(data, taken, id=st.sampled_from(["", "other"])),
    lambda data, taken: _with(data, taken, declared=st.booleans()),
    lambda data, taken: replace(taken, complete=data.draw(st.booleans())),
    lambda data, taken: replace(taken, side=data.draw(st.sampled_from(Side))),
    _other_value,
    _other_value,
    _no_attribute,
    _perhaps,
    _unknown,
    _gap,
    _listed,
)


def test_a_support_that_ends_is_noticed(
    pack: Pack, plain: RegoEvaluator, estates: list[Snapshot], tmp_path: Path
) -> None:
    judge, later = Judge(pack, tmp_path), AS_OF + timedelta(days=3650)
    first = judge.results(estates[2])
    assert judge.results(estates[2], later) == anew(plain, estates[2], later) != first


def test_what_is_told_otherwise_is_judged_anew(pack: Pack, estates: list[Snapshot], tmp_path: Path) -> None:
    taken = estates[2]
    before = Judge(pack, tmp_path).results(taken)
    told = Judge(pack, tmp_path, **{"data-log-retention": {"days": 3650}})
    after = told.results(taken)
    assert [one for one in before if one.policy != "data-log-retention"] == [
        one for one in after if one.policy != "data-log-retention"
    ]
    assert before != after


def test_a_file_of_somebody_else_is_not_there(
    pack: Pack, plain: RegoEvaluator, estates: list[Snapshot], tmp_path: Path
) -> None:
    taken, judge = estates[2], Judge(pack, tmp_path)
    judge.results(taken)
    for path in judge.cache.folder.iterdir():
        data = path.read_bytes()
        assert b"F" in data[SIZE:]
        path.write_bytes(data[:SIZE] + data[SIZE:].replace(b"F", b"P"))
    assert judge.results(taken) == anew(plain, taken)


def test_the_rules_of_a_large_firewall_are_judged_as_if_nothing_was_kept(
    pack: Pack, plain: RegoEvaluator, tmp_path: Path
) -> None:
    judge = Judge(pack, tmp_path)
    for blocks in ("10.0.0.0/9", "8.128.0.0/9"):
        group = resource("aws_security_group", {"id": "sg-1", "ingress": []}, "g")
        told = {"type": "ingress", "security_group_id": "sg-1", "protocol": "tcp", "from_port": 22, "to_port": 22}
        rules = [
            resource("aws_security_group_rule", {**told, "cidr_blocks": [one]}, f"r{at}")
            for at, one in enumerate(["8.0.0.0/9", *["10.0.0.0/8"] * MANY, blocks])
        ]
        taken = snapshot(group, *rules)
        assert judge.results(taken) == anew(plain, taken)


def test_an_entry_that_may_belong_to_a_list_is_noticed(pack: Pack, plain: RegoEvaluator, tmp_path: Path) -> None:
    judge = Judge(pack, tmp_path)
    rule = {"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": [], "prefix_list_ids": ["pl-1"]}
    group = resource("aws_security_group", {"ingress": [{**rule, "ipv6_cidr_blocks": []}]}, "g")
    entries = [{"cidr": "10.0.0.0/8", "description": ""}]
    held = resource("aws_ec2_managed_prefix_list", {"id": "pl-1", "entry": entries}, "l")
    row = resource("aws_ec2_managed_prefix_list_entry", {"prefix_list_id": SECRET, "cidr": "0.0.0.0/0"}, "e")
    first, second = snapshot(group, held), snapshot(group, held, row)
    assert judge.results(first) == anew(plain, first)
    assert judge.results(second) == anew(plain, second)
    odd = snapshot(group, replace(held, attributes={**held.attributes, "name": "\ud800"}))
    assert judge.results(odd) == anew(plain, odd)


def test_whatever_judges_ends_what_was_kept_when_it_is_edited() -> None:
    """All that the evaluator and what it is told of AWS are made of is among the files by which a program is known."""
    followed, left = set[str](), ["policies.evaluators.wasm", "snapshots.aws.judging", "snapshots.terraform.schema"]
    while left:
        name = left.pop()
        if name not in followed:
            followed.add(name)
            left += imported(name) if name != PORTS else ()
    assert followed > {"engine.wildcard", "engine.text", "policies.facts.facts", "snapshots.aws.unset.data"}
    assert sorted(name for name in followed if file_of(name).parent.relative_to(ROOT).as_posix() not in _JUDGES) == []


def file_of(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def imported(module: str) -> list[str]:
    """Return our own modules that a module imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(file_of(module).read_text(encoding="utf-8"))))
    named = [f"{node.module}.{one.name}" for node in nodes if isinstance(node, ast.ImportFrom) for one in node.names]
    named += [one.name for node in nodes if isinstance(node, ast.Import) for one in node.names]
    ours = [name for name in named if (ROOT / name.partition(".")[0]).is_dir()]
    return [name if file_of(name).is_file() else name.rpartition(".")[0] for name in ours]


def test_what_could_not_be_judged_is_not_kept(pack: Pack, estates: list[Snapshot], tmp_path: Path) -> None:
    cache = Cache(tmp_path / "judgements", Binding(tmp_path / "keys"))
    taken, policy = estates[2], pack.policies[0]
    item = taken.resources[0]
    said = result_of(policy, item, Outcome.FAIL, detail="said")

    def left(*results: PolicyResult) -> list[PolicyResult] | None:
        kept = Judgements(JudgementCache(cache, lambda: "this"), taken, [policy], "pack")
        kept.keep(b"basis", results)
        kept.write()
        return Judgements(JudgementCache(cache, lambda: "this"), taken, [policy], "pack").find(b"basis", [policy], item)

    assert left(said) == [said]
    assert left(replace(said, outcome=Outcome.ERROR)) is None
