"""Which code closes a finding, decided of values alone; what Terraform says of it is in acceptance/test_code.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from engine.findings import catalogue
from engine.findings.closing import Closed, Closing, has_code
from engine.findings.remediation import find_remediation
from engine.model.drift import Renamed
from engine.model.outcome import Finding
from engine.model.path import Index, MapKey, Name, Path, names
from engine.model.secret import marked, marked_text
from engine.model.snapshot import Move, Resource, Side, Snapshot
from engine.provider.code import Block, Encoded, Reference
from engine.provider.identity import import_id
from snapshots.aws.catalog import TYPES
from snapshots.aws.written import IMPORTED, NEEDED, UNSAID
from tests.builders import PROVIDER, finding, resource, snapshot

SECRET = marked("0" * 32, "e")
QUEUE = resource("aws_sqs_queue", {"id": "q", "name": "orders", "delay_seconds": 5, "tags": {"Owner": "a"}}, "orders")


def there(*resources: Resource) -> Snapshot:
    """Return reality."""
    return replace(snapshot(*resources), side=Side.OBSERVED)


def of(rule: catalogue.FindingRule, item: Resource, path: Path = (), before: Any = None, after: Any = None) -> Finding:
    """Return a finding of a rule about a resource."""
    made = finding(rule.id, gate=rule.gate, rule=rule.id, remediation=rule.remediation, status=rule.status)
    changed = replace(made.change, path=path, before=before, after=after)
    return replace(made, target=item.target, change=changed)


def close(*found: Finding, ours: Snapshot, theirs: Snapshot, **more: Any) -> Closed:
    """Return the code for findings of a comparison."""
    return Closing(gate=found[0].gate, ours=ours, theirs=theirs, provider=PROVIDER, **more).close(found)


def patched(before: Mapping[str, Any], after: Mapping[str, Any], *paths: Path, type_: str = "aws_sqs_queue") -> Closed:
    """Return the code for attributes that differ between intent and reality."""
    ours, theirs = resource(type_, {"id": "x", **before}), resource(type_, {"id": "x", **after}, address="")
    found = [of(catalogue.CHANGED, ours, path, before.get(path[0]), after.get(path[0])) for path in paths]
    return close(*found, ours=snapshot(ours), theirs=there(theirs))


def test_what_nobody_intends_is_imported_with_what_people_set() -> None:
    item = resource(
        "aws_sqs_queue",
        {
            "id": "https://sqs/q",
            "arn": "arn:aws:sqs:r:1:q",
            "name": "Orders.fifo",
            "fifo_queue": True,
            "delay_seconds": 0,
            "kms_master_key_id": "",
            "max_message_size": 1024,
            "tags_all": {"Owner": "a"},
            "tags": {"Owner": "a", "aws:made": "b"},
            "policy": '{"Statement":[]}',
        },
        address="",
    )
    taken = resource("aws_sqs_queue", name="orders_fifo")
    closed = close(of(catalogue.UNMANAGED, item), ours=snapshot(taken), theirs=there(item))
    imported, made = closed.blocks
    assert imported.attributes == {"to": Reference("aws_sqs_queue.orders_fifo_2"), "id": "https://sqs/q"}
    assert made.labels == ("aws_sqs_queue", "orders_fifo_2")
    told = {"name": "Orders.fifo", "fifo_queue": True, "max_message_size": 1024, "tags": {"Owner": "a"}}
    assert made.attributes == told
    assert "aws_sqs_queue https://sqs/q is in reality" in imported.says[0]


def test_a_secret_and_what_was_not_read_are_variables() -> None:
    item = resource(
        "aws_lambda_function",
        {
            "id": "f",
            "function_name": "f",
            "role": "arn:aws:iam::1:role/f",
            "environment": [{"variables": {"TOKEN": SECRET, "URL": f"https://{marked_text('1' * 32)}@x", "A": "b"}}],
        },
        address="",
    )
    _, made, *variables = close(of(catalogue.UNMANAGED, item), ours=snapshot(), theirs=there(item)).blocks
    (environment,) = made.blocks
    values = environment.attributes["variables"]
    names_ = ("f_environment_variables_token", "f_environment_variables_url", "f_filename")
    assert values == {"TOKEN": Reference(f"var.{names_[0]}"), "URL": Reference(f"var.{names_[1]}"), "A": "b"}
    assert made.attributes["filename"] == Reference("var.f_filename")
    told = {block.labels[0]: block.attributes.get("sensitive", False) for block in variables}
    assert told == {names_[0]: True, names_[1]: True, names_[2]: False}
    assert "0" * 32 not in repr((made, variables))


def test_what_a_document_hides_is_a_variable_inside_of_it() -> None:
    text = '[{"name":"a","secrets":{"$secret":"' + "0" * 32 + '","epoch":"e"}}]'
    item = resource(
        "aws_ecs_task_definition", {"id": "t", "arn": "arn:t", "family": "t", "container_definitions": text}
    )
    _, made, _ = close(of(catalogue.UNMANAGED, item), ours=snapshot(), theirs=there(item)).blocks
    hidden = Reference("var.t_container_definitions_0_secrets")
    assert made.attributes["container_definitions"] == Encoded([{"name": "a", "secrets": hidden}])


@pytest.mark.parametrize(
    ("text", "is_encoded"),
    [
        ('{"Version":"2012-10-17","Statement": []}', True),
        ('{"a":1,"b":"\\u003c"}', True),
        ('{"b":1,"a":2}', False),
        ('{"a": 1}', False),
        ("{", False),
        ('{"a":1,"a":1}', False),
    ],
)
def test_a_text_is_a_document_only_where_nobody_sees_a_difference(text: str, is_encoded: bool) -> None:
    closed = patched({"description": "x"}, {"description": text}, names("description"), type_="aws_kms_key")
    assert isinstance(closed.blocks[0].attributes["description"], Encoded) is is_encoded


def test_what_its_provider_imports_by_nobody_knows_is_asked_for() -> None:
    item = resource("aws_appmesh_mesh", {"id": "m", "name": "m"}, address="")
    imported, _, asked = close(of(catalogue.UNMANAGED, item), ours=snapshot(), theirs=there(item)).blocks
    assert imported.attributes["id"] == Reference("var.m_import_id")
    page = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/appmesh_mesh#import"
    assert asked.labels == ("m_import_id",)
    assert page in asked.attributes["description"]


def test_what_is_gone_is_forgotten_where_no_instance_of_it_is_left() -> None:
    one, two = (resource("aws_sqs_queue", {"id": key}, address=f'module.m.aws_sqs_queue.a["{key}"]') for key in "xy")
    gone = [of(catalogue.MISSING, item) for item in (one, two)]
    both = frozenset(item.address for item in (one, two))
    closed = close(*gone, ours=snapshot(one, two), theirs=there(), missing=both)
    (block,) = closed.blocks
    assert block.attributes == {"from": Reference("module.m.aws_sqs_queue.a")}
    assert block.blocks == (Block(kind="lifecycle", attributes={"destroy": False}),)
    assert "terraform apply -target='module.m.aws_sqs_queue.a[\"x\"]'" in block.says[1]
    closed = close(gone[0], ours=snapshot(one, two), theirs=there(), missing=frozenset({one.address}))
    assert closed.blocks == []
    assert "terraform state rm 'module.m.aws_sqs_queue.a[\"x\"]'" in closed.refused[0]


def test_what_differs_is_written_as_reality_has_it_and_nothing_else() -> None:
    closed = patched({"delay_seconds": 5, "name": "q"}, {"delay_seconds": 0, "name": "q"}, names("delay_seconds"))
    (block,) = closed.blocks
    assert block.labels == ("aws_sqs_queue", "this")
    assert block.attributes == {"delay_seconds": 0}
    assert block.says[1] == "delay_seconds is 0 in reality, and 5 intended."
    assert block.says[2].startswith("In reality: tfstate:prod.tfstate at 2026-11-20 00:00 UTC. Intended: ")


def test_tags_of_code_keep_those_that_do_not_differ_and_none_of_the_provider() -> None:
    path = (Name("tags"), MapKey("Owner"))
    ours = resource("aws_sqs_queue", {"id": "q", "tags": {"Owner": "a", "Old": "o"}, "tags_all": {"Env": "x"}})
    theirs = replace(ours, attributes={"id": "q", "tags_all": {"Owner": "b", "Env": "x"}})
    gone = (Name("tags"), MapKey("Old"))
    found = [of(catalogue.CHANGED, ours, path, "a", "b"), of(catalogue.CHANGED, ours, gone, "o", None)]
    (block,) = close(*found, ours=snapshot(ours), theirs=there(theirs)).blocks
    assert block.attributes == {"tags": {"Owner": "b"}}


def test_blocks_are_written_whole_and_those_that_reality_has_none_of_are_named() -> None:
    rule = {"from_port": 0, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"], "description": ""}
    ours = {"ingress": [], "egress": [rule], "description": "x"}
    theirs = {"ingress": [rule], "egress": [], "description": None}
    closed = patched(ours, theirs, names("ingress"), names("egress"), names("description"), type_="aws_security_group")
    (block,) = closed.blocks
    assert block.attributes == {"description": Reference("null")}
    told = {"from_port": 0, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"]}
    assert [(inner.kind, inner.attributes) for inner in block.blocks] == [("ingress", told)]
    assert "Delete every block egress of it." in block.says


def test_an_instance_in_a_module_says_so() -> None:
    ours = replace(QUEUE, address='module.a.module.b["k"].aws_sqs_queue.orders[0]')
    theirs = replace(QUEUE, address="", attributes={**QUEUE.attributes, "delay_seconds": 9})
    (block,) = close(
        of(catalogue.CHANGED, ours, names("delay_seconds"), 5, 9), ours=snapshot(ours), theirs=there(theirs)
    ).blocks
    assert block.says[0] == (
        'Into the block of module.a.module.b["k"].aws_sqs_queue.orders[0], in the code of module b; '
        "it is one instance of several, and the others are not meant:"
    )


def test_what_has_another_address_there_moves_unless_code_says_so_already() -> None:
    ours = QUEUE
    theirs = replace(QUEUE, address="module.q.aws_sqs_queue.main", attributes={**QUEUE.attributes, "delay_seconds": 9})
    found = of(catalogue.CHANGED, ours, names("delay_seconds"), 5, 9)
    moved, block = close(found, ours=snapshot(ours), theirs=there(theirs)).blocks
    ends = {"from": Reference("aws_sqs_queue.orders"), "to": Reference("module.q.aws_sqs_queue.main")}
    assert (moved.kind, moved.attributes) == ("moved", ends)
    assert block.labels == ("aws_sqs_queue", "main")
    told = replace(snapshot(ours), moves=(Move(module="", old=ours.address, new=theirs.address),))
    assert [one.kind for one in close(found, ours=told, theirs=there(theirs)).blocks] == ["resource"]


def test_the_candidate_is_written_as_the_reference_but_never_with_what_is_the_references_own() -> None:
    values = {"timeout": 30, "role": "arn:aws:iam::111122223333:role/orders", "description": "of prod"}
    reference = resource("aws_lambda_function", values, account="111122223333", id="orders-fn")
    candidate = resource(
        "aws_lambda_function", {**values, "timeout": 3, "role": "r", "description": "d"}, id="other-fn"
    )
    found = [of(catalogue.PARITY_CHANGED, candidate, names(name), values[name]) for name in values]
    closed = close(*found, ours=snapshot(candidate, environment="preprod"), theirs=snapshot(reference))
    (block,) = closed.blocks
    assert block.attributes == {"timeout": 30}
    assert "in the reference" in block.says[1]
    assert [line.partition(": no code closes it: ")[2] for line in closed.refused] == [
        "role names 111122223333 of the reference: write the candidate's own",
        "description names the environment of the reference: write the candidate's own",
    ]
    renamed = Renamed(left=reference.address, right="aws_lambda_function.that", reason="likeness", confidence=0.9)
    other = replace(candidate, address="aws_lambda_function.that")
    closed = close(
        of(catalogue.PARITY_CHANGED, other, names("timeout"), 30, 3),
        ours=snapshot(other),
        theirs=snapshot(reference),
        renamed=(renamed,),
    )
    assert [block.kind for block in closed.blocks] == ["moved", "resource"]


@pytest.mark.parametrize("rule", catalogue.ENTRIES, ids=lambda rule: rule.id)
def test_what_no_code_closes_is_refused_with_what_to_do_instead(rule: catalogue.FindingRule) -> None:
    found = of(rule, QUEUE)
    closed = close(found, ours=snapshot(QUEUE), theirs=there())
    if has_code(found) or rule is catalogue.MISSING:
        return
    assert closed.blocks == []
    (words,) = closed.refused
    assert words.startswith(f"{rule.id} {rule.id[:12]}: no code closes it: ")
    assert len(words) > len(rule.id) + 40


@pytest.mark.parametrize(
    ("rule", "item", "path", "says"),
    [
        (catalogue.UNMANAGED, replace(QUEUE, deposed="0123abcd"), (), "left from before a replacement"),
        (catalogue.UNMANAGED, resource("kubernetes_pod", {"id": "p"}), (), "no schema of kubernetes_pod"),
        (catalogue.UNMANAGED, resource("aws_iam_group_membership", {"id": "p"}), (), "resources/iam_group_membership"),
        (catalogue.MISSING, resource("aws_sqs_queue", address="aws_sqs_queue.${a}"), (), "terraform state rm"),
        (catalogue.MISSING, resource("aws_sqs_queue", address=f'aws_sqs_queue.a["{marked_text("0" * 32)}"]'), (), "rm"),
        (catalogue.CHANGED, resource("aws_sqs_queue", address="what ever"), names("name"), "none that code can name"),
        (catalogue.CHANGED, QUEUE, names("arn"), "code does not say arn"),
        (catalogue.CHANGED, QUEUE, names("nonsense"), "code does not say nonsense"),
        (catalogue.CHANGED, QUEUE, (Name("redrive_policy"), Index("0")), "has not kept redrive_policy"),
        (catalogue.CHANGED, resource("helm_release", {"id": "p"}), names("name"), "no schema of helm_release"),
    ],
)
def test_broken_findings_are_refused(rule: catalogue.FindingRule, item: Resource, path: Path, says: str) -> None:
    closed = close(of(rule, item, path), ours=snapshot(item), theirs=there(item))
    assert closed.blocks == []
    assert says in closed.refused[0]


def test_what_the_run_has_not_kept_is_refused() -> None:
    lost = resource("aws_sqs_queue", name="lost")
    closed = close(of(catalogue.CHANGED, lost, names("name")), ours=snapshot(QUEUE), theirs=there(QUEUE))
    assert "has not kept what it is about" in closed.refused[0]


def test_every_type_that_is_read_says_how_it_is_imported() -> None:
    assert [name for name in TYPES if PROVIDER.facts(name).imported is None] == []


def test_all_that_is_said_of_writing_is_about_attributes_that_there_are() -> None:
    named = {name: {part for form in forms for part in form.split("{")[1:]} for name, forms in IMPORTED.items()}
    told: dict[str, set[str]] = {
        name: {part.partition("}")[0].removesuffix(":name") for part in parts} for name, parts in named.items()
    }
    for name, unsaid in UNSAID.items():
        told.setdefault(name, set()).update(*({key.partition(".")[0]} for key in unsaid))
    for name, needed in NEEDED.items():
        told.setdefault(name, set()).update(needed)
    for name, attributes in told.items():
        node = PROVIDER.find(name)
        assert node is not None
        assert attributes <= node.fields.keys()


@pytest.mark.parametrize(
    ("type_", "attributes", "told"),
    [
        ("aws_iam_role_policy_attachment", {"role": "r", "policy_arn": "arn:p"}, "r/arn:p"),
        (
            "aws_route",
            {"route_table_id": "rtb", "destination_cidr_block": "", "destination_prefix_list_id": "pl"},
            "rtb_pl",
        ),
        ("aws_ecs_service", {"cluster": "arn:aws:ecs:r:1:cluster/main", "name": "web"}, "main/web"),
        (
            "aws_network_acl_rule",
            {"network_acl_id": "acl", "rule_number": 100, "protocol": "6", "egress": False},
            "acl:100:6:false",
        ),
        ("aws_ebs_encryption_by_default", {}, "default"),
        ("aws_volume_attachment", {"device_name": "/dev/sdh", "volume_id": "vol"}, ""),
        ("aws_iam_access_key", {"id": marked_text("0" * 32)}, ""),
        ("aws_iam_policy_attachment", {"name": "x"}, ""),
        ("aws_appmesh_mesh", {"id": "x"}, ""),
    ],
)
def test_what_a_provider_imports_by(type_: str, attributes: Mapping[str, Any], told: str) -> None:
    assert import_id(resource(type_, attributes), PROVIDER) == told


NO_NAMES = ('q" {}\nresource "x" "y', "q\nz", "a b", "${a}", "1a", 'a"', "a\u2028b", "")


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_resource_whose_name_is_no_identifier_is_in_no_code_and_in_no_command(name: str) -> None:
    ours = resource("aws_sqs_queue", {"id": "x", "delay_seconds": 0}, name)
    theirs = resource("aws_sqs_queue", {"id": "x", "delay_seconds": 5}, address="")
    changed = of(catalogue.CHANGED, ours, names("delay_seconds"), 0, 5)
    missing = of(catalogue.MISSING, ours)
    closed = close(changed, missing, ours=snapshot(ours), theirs=there(theirs))
    assert closed.blocks == []
    assert len(closed.refused) == 2
    told = [way.code for found in (changed, missing) for way in find_remediation(found).ways]
    assert "terraform apply" in told
    assert not any(name and name in code for code in told)


@pytest.mark.parametrize("key", ['["a.b"]', "[0]", "", '["a\\nb"]'])
def test_one_whose_name_is_one_is_named_in_a_line_of_its_own(key: str) -> None:
    ours = resource("aws_sqs_queue", {"id": "x"}, address=f"module.m.aws_sqs_queue.a-1{key}")
    first, *_ = find_remediation(of(catalogue.MISSING, ours)).ways
    assert first.code == f"terraform apply -target='{ours.address}'"
