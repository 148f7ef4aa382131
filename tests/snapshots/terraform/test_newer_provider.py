"""What a newer version of the AWS provider has beyond the packaged table, of which none is here to ask."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.jsontext.codec import to_builtins
from engine.provider.schema import NodeKind, SchemaNode, sensitive_paths
from engine.provider.settable import Settables
from snapshots.aws.provider import AwsProvider
from snapshots.redaction.redact import Redactor
from snapshots.terraform.collector import state_file
from snapshots.terraform.schema import ProviderSchema
from tests.builders import PROVIDER, drift, observed, parity, resource, snapshot

TABLE, PACKAGED = ProviderSchema(), ProviderSchema(newer=str)


def test_the_table_says_of_which_versions_it_is() -> None:
    assert TABLE.version == "hashicorp/aws 5.100.0 and hashicorp/aws 6.66.0"
    assert PACKAGED.version == "hashicorp/aws 5.100.0"


@pytest.mark.parametrize("type_", ["aws_odb_network_peering_connection", "aws_s3_bucket_abac"])
def test_types_that_only_the_newer_version_has_are_known_and_their_version_is_not(type_: str) -> None:
    assert PACKAGED.find(type_) is None
    node = TABLE.find(type_)
    assert node is not None
    assert node.fields
    assert TABLE.version_of(type_) is None


def test_what_is_new_in_a_type_is_known_at_every_depth_and_all_else_is_as_it_was() -> None:
    node, before = TABLE.find("aws_instance"), PACKAGED.find("aws_instance")
    assert node is not None
    assert before is not None
    assert node.fields["secondary_network_interface"].kind is NodeKind.SET
    options = node.fields["cpu_options"].element
    assert options is not None
    assert "nested_virtualization" in options.fields
    assert {name: node.fields[name] for name in before.fields.keys() - {"cpu_options"}} == {
        name: child for name, child in before.fields.items() if name != "cpu_options"
    }
    assert node.varying >= {"region", "secondary_network_interface", "cpu_core_count"}


def test_only_what_was_read_is_expected_of_what_not_every_version_has() -> None:
    known = Settables(PROVIDER).of("aws_vpc")
    assert "region" not in known.expected({"cidr_block"})
    assert "region" in known.expected({"cidr_block", "region"})
    assert known.expected({"cidr_block"}) == Settables(AwsProvider(PACKAGED)).of("aws_vpc").expected({"cidr_block"})


def instance(environment: str, **attributes: Any) -> Any:
    told = {"id": f"i-{environment}", "ami": "ami-1", "region": "eu-west-1", **attributes}
    return resource("aws_instance", told)


def test_a_set_of_the_newer_version_has_no_order_and_a_difference_in_it_is_told() -> None:
    one = {"network_card_index": 0, "secondary_subnet_id": "subnet-a"}
    two = {"network_card_index": 1, "secondary_subnet_id": "subnet-b"}
    here = snapshot(instance("x", secondary_network_interface=[one, two]))
    assert drift(here, observed(instance("x", secondary_network_interface=[two, one]))).findings == ()
    changed = drift(here, observed(instance("x", secondary_network_interface=[two])))
    assert [finding.change.path[0] for finding in changed.findings] == ["secondary_network_interface"]


def test_what_only_the_newer_provider_sets_is_no_choice_of_two_environments() -> None:
    sides = (
        snapshot(resource("aws_s3_bucket", {"bucket": "a", "bucket_region": "eu-west-1"}), environment="prod"),
        snapshot(resource("aws_s3_bucket", {"bucket": "a", "bucket_region": "eu-west-2"}), environment="preprod"),
    )
    assert parity(*sides).findings == ()


def test_an_older_state_has_not_missed_what_a_newer_version_has() -> None:
    report = parity(
        snapshot(resource("aws_vpc", {"cidr_block": "10.0.0.0/16"}), environment="prod"),
        snapshot(resource("aws_vpc", {"cidr_block": "10.0.0.0/16"}), environment="preprod"),
    )
    assert "aws_vpc.region" not in [row.name for row in report.unread]


# What the newer version calls sensitive (`Sensitive: true` in its source), of new types and in types that were there.
SENSITIVE = {
    "aws_bedrockagentcore_evaluator": "evaluator_config.llm_as_a_judge.instructions",
    "aws_bedrockagentcore_harness": "system_prompt.text",
    "aws_bedrockagentcore_oauth2_credential_provider": (
        "oauth2_provider_config.slack_oauth2_provider_config.client_id"
    ),
    "aws_dms_endpoint": "oracle_settings.security_db_encryption",
    "aws_glue_connection": (
        "authentication_configuration.oauth2_properties.authorization_code_properties.authorization_code"
    ),
    "aws_transfer_host_key": "host_key_body",
    "aws_workmail_user": "password",
}


@pytest.mark.parametrize("type_", SENSITIVE)
def test_a_state_never_shows_what_only_the_newer_version_calls_sensitive(type_: str, tmp_path: Path) -> None:
    plain = "violet hedgehog"  # nothing in it tells that it is a secret
    value: Any = plain
    for name in reversed(SENSITIVE[type_].split(".")):
        value = [{name: value}]
    entry = {
        "mode": "managed",
        "type": type_,
        "name": "one",
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [{"schema_version": 0, "attributes": {"id": "one", "name": "shown", **value[0]}}],
    }
    document = {"version": 4, "serial": 1, "lineage": "a", "terraform_version": "1.14.0", "resources": [entry]}
    path = tmp_path / "s.tfstate"
    path.write_text(json.dumps(document))
    redactor = Redactor(b"k" * 32, "e")
    (found,) = state_file(location="s", path=path, redactor=redactor, provider=PROVIDER).collect().resources
    told = json.dumps(to_builtins(found))
    assert "shown" in told
    assert plain not in told
    assert "$secret" in told
    flagged = [".".join(path) for path in sensitive_paths(TABLE.find(type_) or SchemaNode(kind=NodeKind.OBJECT))]
    assert SENSITIVE[type_] in flagged
    assert plain not in json.dumps(redactor.resource(type_, value[0]))
