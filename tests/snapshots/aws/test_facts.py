"""What is known of AWS's types: declared once, found by name, about attributes that there are, and cheap to ask."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from engine.provider.facts import UNKNOWN, CommonFacts, Entries, Split, TypeFacts
from engine.provider.meaning import Meaning
from engine.provider.schema import SchemaNode
from snapshots.aws.index import MODULES, module_of, services_of
from snapshots.aws.provider import AwsProvider, DeclarationError, Declared
from snapshots.aws.reading.service import Call, KnownType, ResourceType, Service
from snapshots.terraform.schema import ProviderSchema
from tests.builders import PROVIDER

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "snapshots" / "aws" / "services"
SERVICES = [service for module in sorted(set(MODULES.values())) for service in services_of(module)]
NAMES = sorted(
    {type_.name for service in SERVICES for type_ in service.types}
    | {type_.name for service in SERVICES for type_ in service.known}
)
CALL = Call(operation="ListQueues", items="QueueUrls")


def queue(facts: TypeFacts = UNKNOWN, name: str = "aws_sqs_queue") -> ResourceType:
    return ResourceType(name=name, listing=CALL, id="@", facts=facts)


@pytest.mark.parametrize("module", sorted(set(MODULES.values())))
def test_every_type_of_a_service_is_found_by_its_name(module: str) -> None:
    services = services_of(module)
    assert services
    Declared(module, services)  # raises where one is declared twice, or the index leads elsewhere
    for service in services:
        assert [name for name in service.families if module_of(f"{name}_anything") != module] == []


def test_every_service_module_is_in_the_index() -> None:
    declaring = {path.stem for path in FOLDER.glob("*.py") if "\nSERVICES = " in path.read_text(encoding="utf-8")}
    assert declaring == set(MODULES.values())


@pytest.mark.parametrize(
    ("services", "problem"),
    [
        ((Service(name="sqs", types=(queue(), queue())),), "twice"),
        (
            (Service(name="sqs", types=(queue(),), known=(KnownType(name="aws_sqs_queue", facts=TypeFacts()),)),),
            "twice",
        ),
        ((Service(name="sqs", types=(queue(),)), Service(name="sqs", types=(queue(TypeFacts()),))), "twice"),
        ((Service(name="sqs", types=(queue(name="aws_sns_topic"),)),), r"index.py says sns"),
        ((Service(name="sqs", types=(queue(name="aws_nothing_here"),)),), r"index.py says no module"),
    ],
    ids=["twice", "read and known", "with other facts", "of another service", "of none"],
)
def test_a_type_is_declared_once_and_where_it_is_looked_for(services: tuple[Service, ...], problem: str) -> None:
    with pytest.raises(DeclarationError, match=problem):
        Declared("sqs", services)


def test_a_type_that_is_read_in_two_places_has_one_set_of_facts() -> None:
    facts = TypeFacts(choosing=True)
    regional, home = Service(name="sqs", types=(queue(facts),)), Service(name="sqs", types=(queue(facts),), home="x")
    assert Declared("sqs", (regional, home)).facts("aws_sqs_queue").choosing


def test_what_is_said_of_a_family_holds_where_the_type_says_nothing() -> None:
    family = {"aws_sqs": TypeFacts(decides=Meaning.AUDIT), "aws_sqs_queue": TypeFacts(decides=Meaning.COST)}
    own = KnownType(name="aws_sqs_own", facts=TypeFacts(decides=Meaning.IDENTITY))
    declared = Declared("sqs", (Service(name="sqs", known=(own,), families=family, events="queues"),))
    names = ("aws_sqs", "aws_sqs_new", "aws_sqs_queue_policy", "aws_sqs_own", "aws_sqsx")
    meanings = [Meaning.AUDIT, Meaning.AUDIT, Meaning.COST, Meaning.IDENTITY, None]
    assert [declared.facts(name).decides for name in names] == meanings
    assert {declared.facts(name).service for name in names} == {"queues"}


def test_a_type_of_no_service_is_unknown_and_every_answer_stays_the_same() -> None:
    for name in ("aws_sqs_queue", "aws_sqs_of_tomorrow", "google_sql_database", "aws", ""):
        assert PROVIDER.facts(name) is PROVIDER.facts(name)
    assert PROVIDER.facts("google_sql_database") is UNKNOWN
    assert isinstance(PROVIDER.common, CommonFacts)


@pytest.mark.parametrize("type_", NAMES)
def test_facts_are_about_attributes_that_the_type_has(type_: str) -> None:
    facts, node = PROVIDER.facts(type_), PROVIDER.find(type_)
    if node is None:
        assert type_ == "aws_wafv2_web_acl_rule", "a type of a newer provider"
        return
    top = {
        *facts.terraform_only, *facts.unordered, *facts.otherwise, *facts.implied, *facts.meanings, *facts.grades,
        *facts.instead, *(name for others in facts.instead.values() for name in others),
        *facts.hinged, *(name for name, _ in facts.hinged.values()),
        *facts.called, *facts.principals, *facts.filled, *(rule.path for rule in facts.parity),
        *(name for split in facts.splits for name in split.attributes),
    }  # fmt: skip
    assert top - node.fields.keys() == set()
    assert [name for names in facts.key or () for name in names.split("|") if not has(node, name)] == []
    assert {path for path in (*facts.volatile, *facts.defaults, *facts.synonyms) if not has(node, path)} == set()
    assert {*facts.caseless, *facts.documents, *facts.protections} - set(inner(node)) == set()
    for component in facts.components:
        assert component.link == "id" or has(node, component.link)
        assert has(PROVIDER.find(component.child), component.attribute)
    if facts.owner is not None:
        assert has(node, facts.owner.link)
        assert PROVIDER.find(facts.owner.type) is not None
    for split in facts.splits:
        check_split(node, split, facts.entries)


def check_split(node: SchemaNode, split: Split, entries: Entries | None) -> None:
    child = PROVIDER.find(split.child)
    assert has(child, split.link), split.child
    assert {told.at for told in split.inline.values() if not has(child, told.at)} == set()
    members = {*split.inline, *((*entries.same, *entries.each, entries.itself) if entries is not None else ())}
    for name in split.attributes if members else ():
        block = node.fields[name].element
        assert block is not None
        assert members - block.fields.keys() == set()


def has(node: SchemaNode | None, path: str) -> bool:
    """Tell whether a type has an attribute, or blocks with an attribute."""
    for name in path.split("."):
        while node is not None and node.element is not None:
            node = node.element
        node = None if node is None else node.fields.get(name)
    return node is not None


def inner(node: SchemaNode) -> Iterator[str]:
    """Yield the names of all attributes, at every depth."""
    for name, child in node.fields.items():
        yield name
        yield from inner(child)
        if child.element is not None:
            yield from inner(child.element)


def loaded(types: Iterable[str]) -> set[str]:
    """Return what a fresh process has imported after asking about types: services, and what is heavy."""
    program = f"""
import sys
from snapshots.aws.provider import AwsProvider
from snapshots.terraform.schema import ProviderSchema
provider = AwsProvider(ProviderSchema())
for name in {list(types)!r}:
    provider.facts(name)
heavy = {{"jmespath", "boto3", "botocore"}} & set(sys.modules)
print(*heavy, *(name for name in sys.modules if name.startswith("snapshots.aws.services.")))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_only_the_services_that_are_asked_about_are_imported() -> None:
    start = "snapshots.aws.services."
    assert loaded([]) == set()
    assert loaded(["aws_sqs_queue", "aws_sqs_queue_policy", "google_sql_database"]) == {f"{start}sqs"}
    assert loaded(["aws_rds_cluster"]) == {f"{start}rds", f"{start}rds_groups"}
    everything = loaded([*NAMES, "aws_cognito_user_pool"])
    assert {f"{start}{module}" for module in MODULES.values()} <= everything
    assert everything & {"jmespath", "boto3", "botocore"} == set()


def test_two_providers_share_no_answers() -> None:
    one, other = AwsProvider(ProviderSchema()), AwsProvider(ProviderSchema())
    assert one.facts("aws_sqs_queue") is not other.facts("aws_sqs_queue")
