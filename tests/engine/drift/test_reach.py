"""What a finding touches: what depends on its resource, directly or through others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.estate.blast_radius import SHOWN, add_reach, owners_of
from engine.model.snapshot import Resource
from tests import builders
from tests.builders import PROVIDER, finding


def resource(address: str, *dependencies: str, id_: str = "") -> Resource:
    return builders.resource("t", address=address, id=id_, dependencies=dependencies)


ESTATE = (
    resource("aws_vpc.main", id_="vpc-1"),
    resource("aws_subnet.a[0]", "aws_vpc.main"),
    resource("aws_subnet.a[1]", "aws_vpc.main"),
    resource('module.m["x"].aws_instance.web', "aws_subnet.a", "aws_security_group.web", "data.aws_ami.a"),
    resource("aws_security_group.web", "aws_vpc.main", id_="sg-1"),
    resource("aws_eip.web", "module.m.aws_instance.web"),
    resource("aws_sqs_queue.alone"),
)


def reach(address: str) -> tuple[str, ...]:
    (told,) = add_reach([finding(address=address)], ESTATE, {})
    assert told.rating.reached == len(told.rating.reach)
    return told.rating.reach


def test_what_depends_on_a_resource_directly_and_through_others() -> None:
    web, eip = 'module.m["x"].aws_instance.web', "aws_eip.web"
    assert reach("aws_eip.web") == ()
    assert reach(web) == (eip,)
    assert reach("aws_security_group.web") == tuple(sorted((eip, web)))
    assert reach("aws_subnet.a[0]") == tuple(sorted((eip, web)))
    subnets = ("aws_subnet.a[0]", "aws_subnet.a[1]", "aws_security_group.web")
    assert reach("aws_vpc.main") == tuple(sorted((eip, web, *subnets)))
    assert reach("aws_sqs_queue.alone") == reach("aws_nothing.here") == ()


def test_an_unmanaged_rule_touches_what_its_group_protects() -> None:
    rule = builders.resource("aws_vpc_security_group_ingress_rule", {"security_group_id": "sg-1"}, address="")
    (told,) = add_reach([finding("g")], ESTATE, {"g": owners_of(rule, PROVIDER)})
    assert told.rating.reach == ("aws_eip.web", "aws_security_group.web", 'module.m["x"].aws_instance.web')


def test_a_long_chain_and_a_circle_end() -> None:
    chain = [resource(f"t.r{n}", f"t.r{n + 1}") for n in range(5_000)] + [resource("t.r5000", "t.r0")]
    (told,) = add_reach([finding(address="t.r17")], chain, {})
    assert told.rating.reached == 5_000
    assert len(told.rating.reach) == SHOWN


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20), st.integers(0, 6))
def test_reach_is_the_closure_of_dependence(edges: list[tuple[int, int]], start: int) -> None:
    estate = [resource(f"t.r{n}", *(f"t.r{b}" for a, b in edges if a == n)) for n in range(7)]
    (told,) = add_reach([finding(address=f"t.r{start}")], estate, {})
    expected = {start}
    for _ in range(7):
        expected |= {a for a, b in edges if b in expected}
    assert told.rating.reach == tuple(f"t.r{n}" for n in sorted(expected - {start}))
