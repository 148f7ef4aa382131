"""What a name, a place or a word of one environment is in the other one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.estate.references import find_parts
from engine.model.drift import DriftReport
from engine.model.snapshot import Resource
from tests import builders
from tests.builders import parity, snapshot


def compared(left: list[Resource], right: list[Resource], names: tuple[str, str] = ("prod", "preprod")) -> DriftReport:
    return parity(snapshot(*left, environment=names[0]), snapshot(*right, environment=names[1]))


def found(report: DriftReport) -> list[tuple[str, str, str]]:
    return [(item.rule, item.target.address, ".".join(item.change.path)) for item in report.findings]


def resource(type_: str, label: str, account: str = "", region: str = "", **attributes: Any) -> Resource:
    id_ = attributes.pop("id", f"{type_}-{label}")
    return builders.resource(type_, attributes, label, id=id_, account=account, region=region)


def test_what_shares_a_name_with_something_that_one_side_alone_has_keeps_it() -> None:
    def side() -> list[Resource]:
        role = resource("aws_iam_role", "orders", id="orders-service", name="orders-service", path="/")
        return [role, resource("aws_iam_role_policy", "orders", name="p", role="orders-service")]

    repository = resource("aws_ecr_repository", "orders", id="orders-service", name="orders-service")
    assert found(compared([*side(), repository], side())) == [("parity.missing", "aws_ecr_repository.orders", "")]
    assert found(compared(side(), [*side(), repository])) == [("parity.extra", "aws_ecr_repository.orders", "")]


def test_an_arn_of_what_one_side_alone_has_is_told_with_it() -> None:
    def side(environment: str, account: str, names: list[str]) -> list[Resource]:
        arns = {name: f"arn:aws:sns:eu-west-1:{account}:shop-{environment}-{name}" for name in names}
        topics = [
            resource("aws_sns_topic", name, account, "eu-west-1", id=arn, arn=arn, name=f"shop-{environment}-{name}")
            for name, arn in arns.items()
        ]
        statement = {"Effect": "Allow", "Action": "sns:Publish", "Resource": [*arns.values()]}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        return [*topics, resource("aws_iam_policy", "publish", account, "eu-west-1", policy=policy)]

    more = side("prod", "1" * 12, ["orders", "mail", "audit"])
    fewer = side("preprod", "2" * 12, ["orders", "mail"])
    assert found(compared(more, fewer)) == [("parity.missing", "aws_sns_topic.audit", "")]
    assert found(compared(fewer, more, ("preprod", "prod"))) == [("parity.extra", "aws_sns_topic.audit", "")]


@pytest.mark.parametrize(
    ("names", "attributes"),
    [
        (("prod", "dev"), {"ebs_block_device": [{"device_name": "/dev/sdf", "volume_size": 8}]}),
        (("prod", "dev"), {"user_data_base64": "", "root_block_device": [{"device_name": "/dev/xvda"}]}),
        (("test", "prod"), {"health_check": [{"path": "/test", "port": "80"}]}),
    ],
)
def test_a_word_of_an_environment_in_a_path_of_both_is_none(names: tuple[str, str], attributes: dict[str, Any]) -> None:
    type_ = "aws_lb_target_group" if "health_check" in attributes else "aws_instance"
    side = [resource(type_, "a", **attributes)]
    assert found(compared(side, side, names)) == []


@pytest.mark.parametrize("value", ["/{}/db/password", "orders-{}-db", "https://{}.example.com/path"])
def test_the_word_of_the_other_environment_is_a_way_into_it(value: str) -> None:
    def side(word: str) -> list[Resource]:
        policy = json.dumps({"Statement": [{"Effect": "Allow", "Action": "a:b", "Resource": value.format(word)}]})
        return [resource("aws_iam_policy", "a", policy=policy)]

    assert found(compared(side("prod"), side("preprod"))) == []
    assert len(found(compared(side("prod"), side("prod")))) == 1


def accounts(app: str, logs: str, trusted: str) -> list[Resource]:
    trust = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": trusted}}]}
    role = resource("aws_iam_role", "a", app, name="role-of-app", assume_role_policy=json.dumps(trust))
    return [
        role,
        resource("aws_sqs_queue", "a", app, name="queue-one"),
        resource("aws_s3_bucket", "logs", logs, bucket="bucket-of-logs"),
    ]


def test_several_accounts_are_told_apart_by_what_is_in_them() -> None:
    left = accounts("1" * 12, "2" * 12, f"arn:aws:iam::{'1' * 12}:root")
    assert found(compared(left, accounts("3" * 12, "4" * 12, f"arn:aws:iam::{'3' * 12}:root"))) == []
    ((rule, address, _),) = found(compared(left, accounts("3" * 12, "4" * 12, f"arn:aws:iam::{'4' * 12}:root")))
    assert (rule, address) == ("parity.changed", "aws_iam_role.a")
    # One that belongs to neither is called by its own name.
    assert len(found(compared(left, accounts("3" * 12, "4" * 12, f"arn:aws:iam::{'9' * 12}:root")))) == 1


def regions(one: str, other: str, denied: str) -> list[Resource]:
    deny = {
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:RequestedRegion": denied}},
    }
    return [
        resource("aws_sqs_queue", "a", region=one, name="queue-one"),
        resource("aws_sqs_queue", "b", region=one, name="queue-two"),
        resource("aws_sns_topic", "a", region=other, name="topic-one"),
        resource("aws_iam_policy", "a", policy=json.dumps({"Statement": [deny]})),
    ]


def test_several_regions_are_told_apart_by_what_is_in_them() -> None:
    left = regions("eu-west-1", "us-east-1", "eu-west-1")
    assert found(compared(left, regions("eu-central-1", "us-east-1", "eu-central-1"))) == []
    assert found(compared(left, regions("eu-west-1", "us-east-1", "eu-west-1"))) == []
    ((rule, address, _),) = found(compared(left, regions("eu-west-1", "us-east-1", "us-east-1")))
    assert (rule, address) == ("parity.changed", "aws_iam_policy.a")


def alias(zone: str, name: str) -> list[Resource]:
    told = [{"name": name, "zone_id": zone, "evaluate_target_health": True}]
    return [resource("aws_route53_record", "app", fqdn="app.shop.example", type="A", alias=told)]


def test_the_zone_of_a_load_balancer_is_a_place_and_any_other_zone_is_not() -> None:
    ireland, virginia, network = "Z32O12XQLNTSW2", "Z35SXDOTRQ7X7K", "Z2IFOLAFXWLO4F"
    own, another = "Z0123456789ABC", "Z9876543210XYZ"
    name = "app-1.elb.amazonaws.com"
    assert found(compared(alias(ireland, name), alias(virginia, name))) == []
    for other in (network, own):
        assert found(compared(alias(ireland, name), alias(other, name))) == [
            ("parity.changed", "aws_route53_record.app", "alias.0.zone_id")
        ]
    assert len(found(compared(alias(own, name), alias(another, name)))) == 1


def balanced(environment: str, number: str, account: str, target: str = "") -> list[Resource]:
    """Return a load balancer and a database with the hosts that AWS makes, and the records that lead there."""
    place = (account, "eu-west-1")
    balancer, database = (
        f"shop-{environment}-{number}.eu-west-1.elb.amazonaws.com",
        f"shop-{environment}.c{number}abc.eu-west-1.rds.amazonaws.com",
    )
    return [
        resource("aws_lb", "lb", *place, id=f"lb-0000-{number}", name=f"shop-{environment}", dns_name=balancer),
        resource(
            "aws_db_instance", "db", *place, id=f"db-0000-{number}", identifier=f"shop-{environment}", address=database
        ),
        *alias("Z32O12XQLNTSW2", balancer),
        resource("aws_route53_record", "db", fqdn="db.shop.example", type="CNAME", records=[target or database]),
    ]


def test_a_host_that_aws_makes_is_called_what_it_leads_to() -> None:
    prod = balanced("prod", "1234567890", "1" * 12)
    assert found(compared(prod, balanced("preprod", "9876543210", "2" * 12))) == []
    there = prod[1].attributes["address"]
    report = compared(prod, balanced("preprod", "9876543210", "2" * 12, there))
    assert [(rule, address) for rule, address, _ in found(report)] == [("parity.points_there", "aws_route53_record.db")]


def test_an_address_that_people_write_names_nothing() -> None:
    def side(address: str, account: str) -> list[Resource]:
        told = {"protocol": "email", "endpoint": address, "topic_arn": "arn:aws:sns:eu-west-1:999988887777:alerts"}
        return [resource("aws_sns_topic_subscription", "mail", account, "eu-west-1", **told)]

    assert found(compared(side("ops@shop.example", "1" * 12), side("nobody@shop.example", "2" * 12))) == [
        ("parity.changed", "aws_sns_topic_subscription.mail", "endpoint")
    ]


@pytest.mark.parametrize("names", [("prod", "preprod"), ("p", "quality-assurance"), ("production", "dev")])
@pytest.mark.parametrize("name", ["f", "db", "api", "q-1", "orders", "orders-worker"])
def test_a_name_is_one_in_both_environments_however_long_their_words_are(name: str, names: tuple[str, str]) -> None:
    """A short name is an ordinary word: whether it is one must not follow the length of the environment's own word."""

    def side(environment: str) -> list[Resource]:
        own = f"{environment}-{name}"
        function = resource("aws_lambda_function", "f", id=own, function_name=own, memory_size=128)
        return [function, resource("aws_lambda_permission", "p", id="s", statement_id="s", function_name=own)]

    assert found(compared(side(names[0]), side(names[1]), names)) == []
    other = side(names[1])
    other[1] = resource("aws_lambda_permission", "p", id="s", statement_id="s", function_name=f"{names[1]}-other")
    told = found(compared(side(names[0]), other, names))
    assert told == [("parity.changed", "aws_lambda_permission.p", "function_name")]


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        (["eu-west-1"], ["us-east-1"], []),  # keys by zone: each environment has its own
        (["eu-west-1"], ["eu-west-1"], []),
        # In several regions the key says which one is meant.
        (["eu-west-1", "us-east-1"], ["eu-west-1", "us-east-1"], []),
        (["eu-west-1", "us-east-1"], ["eu-west-1"], ["parity.missing"]),
        (["eu-west-1"], ["eu-west-1", "us-east-1"], ["parity.extra"]),
    ],
)
def test_a_region_in_an_address_is_the_place_where_each_side_has_one(
    left: list[str], right: list[str], told: list[str]
) -> None:
    def side(account: str, regions: list[str]) -> list[Resource]:
        return [
            builders.resource(
                "aws_subnet",
                {"availability_zone": f"{region}a", "map_public_ip_on_launch": False},
                f'this["{region}a"]',
                id=f"subnet-0{account[:4]}{at}a1b2c3d4e5f",
                account=account,
                region=region,
            )
            for at, region in enumerate(regions)
        ]

    report = compared(side("111122223333", left), side("444455556666", right))
    assert [item.rule for item in report.findings] == told
    assert report.matched == min(len(left), len(right))


def test_of_a_path_of_any_length_only_what_can_be_a_name_is_looked_at() -> None:
    arn = "arn:aws:s3:::" + "a/" * 1000
    assert (0, len(arn) - 1) in [*find_parts(arn)]
    parts = [*find_parts("a/" * 50_000 + ":8080")]
    assert len(parts) < 1100
    assert sum(end - start for start, end in parts) < 2_000_000
