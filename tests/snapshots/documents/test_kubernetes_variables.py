"""The order of a container's variables: a difference exactly where it changes what a value is."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snapshots.documents.kubernetes.variables import with_order
from tests.documents import collect, drifted, told, write
from tests.profiles import examples
from tests.snapshots.documents.test_kubernetes import listed
from tests.snapshots.documents.test_kubernetes_forged import CRON, PLACE, made_pod, pod, workload

Variable = dict[str, Any]
HOST = {"name": "HOST", "value": "db"}
FIELD = {"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}
URL = {"name": "URL", "value": "https://$(HOST):5432"}
SECRET = {"name": "DB_PASSWORD", "value": "Hunter2xyz9$(HOST)"}


def deployment(*variables: Variable, kind: str = "containers") -> dict[str, Any]:
    found = workload("ReplicaSet")
    spec = found["spec"]["template"]["spec"]
    spec[kind] = [{"name": "c", "image": "i:1", "env": list(variables)}]
    return {**found, "kind": "Deployment"}


def lines(folder: Path, left: dict[str, Any], right: dict[str, Any]) -> list[str]:
    pair = (collect(write(folder / f"{at}.json", listed(one))) for at, one in enumerate((left, right)))
    return told(drifted(*pair))


AT = 'drift.changed k8s_apps_deployment.d["w"] spec.template.spec.containers.c.env.'
ORDERS = [
    ([HOST, URL], [URL, HOST], ["URL.unexpanded"]),
    ([FIELD, {"name": "URL", "value": "$(IP)"}], [{"name": "URL", "value": "$(IP)"}, FIELD], ["URL.unexpanded"]),
    ([HOST, SECRET], [SECRET, HOST], ["DB_PASSWORD.unexpanded"]),  # its value is hidden, and still refers
    ([HOST, FIELD, URL], [FIELD, HOST, URL], []),
    ([HOST, {"name": "URL", "value": "$$(HOST)"}], [{"name": "URL", "value": "$$(HOST)"}, HOST], []),
    ([HOST, {"name": "URL", "value": "$$$(HOST)"}], [{"name": "URL", "value": "$$$(HOST)"}, HOST], ["URL.unexpanded"]),
    ([HOST, {"name": "URL", "value": "$(HOST"}], [{"name": "URL", "value": "$(HOST"}, HOST], []),
    ([HOST, {"name": "URL", "value": "${HOST} $HOST"}], [{"name": "URL", "value": "${HOST} $HOST"}, HOST], []),
    ([HOST, {"name": "URL", "value": "$(URL)$(host)"}], [{"name": "URL", "value": "$(URL)$(host)"}, HOST], []),
]


@pytest.mark.parametrize(("left", "right", "names"), ORDERS)
def test_an_order_is_a_difference_where_a_reference_is_no_longer_expanded(
    tmp_path: Path, left: list[Variable], right: list[Variable], names: list[str]
) -> None:
    assert lines(tmp_path, deployment(*left), deployment(*right)) == [AT + name for name in names]
    assert lines(tmp_path, deployment(*right), deployment(*left)) == [AT + name for name in names]
    assert lines(tmp_path, deployment(*right), deployment(*right)) == []


@pytest.mark.parametrize("kind", ["initContainers", "ephemeralContainers"])
def test_of_every_kind_of_containers(tmp_path: Path, kind: str) -> None:
    found = lines(tmp_path, deployment(HOST, URL, kind=kind), deployment(URL, HOST, kind=kind))
    assert found == [AT.replace("containers", kind) + "URL.unexpanded"]


def test_of_pods_and_of_what_makes_jobs(tmp_path: Path) -> None:
    def job(*variables: Variable) -> dict[str, Any]:
        spec = {"restartPolicy": "Never", "containers": [{"name": "c", "image": "a:1", "env": list(variables)}]}
        template = {"spec": {"template": {"spec": spec}}}
        return {**CRON, "spec": {"schedule": "0 3 * * *", "jobTemplate": template}}

    def alone(*variables: Variable) -> dict[str, Any]:
        return pod({"containers": [{"name": "c", "image": "i:1", "env": list(variables)}]})

    for made in (job, alone):
        (line,) = lines(tmp_path, made(HOST, URL), made(URL, HOST))
        assert line.endswith("containers.c.env.URL.unexpanded")


def test_a_pod_whose_variables_stand_in_another_order_than_its_template_is_only_claimed(tmp_path: Path) -> None:
    owner = workload("ReplicaSet")
    (container,) = owner["spec"]["template"]["spec"]["containers"]
    container["env"] = [HOST, URL, FIELD]
    desired = collect(write(tmp_path / "want.json", listed(owner)))
    for order, said in (([HOST, URL, FIELD], []), ([FIELD, HOST, URL], []), ([URL, HOST, FIELD], ["drift.claimed"])):
        made = made_pod(owner)
        made["spec"]["containers"][0]["env"] = order
        found = told(drifted(desired, collect(write(tmp_path / "live.json", listed(owner, made)))))
        assert [line.partition(" ")[0] for line in found] == said


def test_nobody_can_write_an_order_into_a_document(tmp_path: Path) -> None:
    forged = deployment(HOST, URL)
    forged["spec"]["template"]["spec"]["containers"][0]["$(env)"] = [[1, 0], [7, "x"]]
    assert lines(tmp_path, deployment(HOST, URL), forged) == []


def test_of_a_kind_that_nobody_knows_the_list_is_compared_as_it_is(tmp_path: Path) -> None:
    def custom(*variables: Variable) -> dict[str, Any]:
        spec = {"containers": [{"name": "c", "env": list(variables)}]}
        return {"apiVersion": "x.example/v1", "kind": "Shop", "metadata": {**PLACE, "name": "w"}, "spec": spec}

    assert lines(tmp_path, custom(HOST, URL), custom(URL, HOST))
    assert lines(tmp_path, custom(HOST, URL), custom(HOST, URL)) == []


def test_those_that_stand_behind_may_stand_in_any_order(tmp_path: Path) -> None:
    first, others = {"name": "URL", "value": "$(A)$(B)$(C)"}, [{"name": name, "value": "x"} for name in "ABC"]
    assert lines(tmp_path, deployment(first, *others), deployment(first, *others[::-1])) == []


def test_a_variable_that_names_itself_is_the_same_before_and_behind(tmp_path: Path) -> None:
    own, other = {"name": "PATH", "value": "$(PATH)"}, {"name": "BIN", "value": "$(PATH):/bin"}
    assert lines(tmp_path, deployment(own, other), deployment(other, own)) == []
    more = {"name": "PATH", "value": "$(PATH):/sbin"}
    assert lines(tmp_path, deployment(more, other), deployment(other, more)) == [AT + "BIN.unexpanded"]


@pytest.mark.parametrize("told_", ["x", ["HOST"], {}, None, 7])
def test_what_somebody_writes_in_the_place_of_an_order_says_nothing(tmp_path: Path, told_: Any) -> None:
    forged = {**URL, "unexpanded": told_}
    assert lines(tmp_path, deployment(HOST, URL), deployment(HOST, forged)) == []
    assert lines(tmp_path, deployment(HOST, forged), deployment(URL, HOST)) == [AT + "URL.unexpanded"]
    assert lines(tmp_path, deployment(URL, HOST), deployment(forged, HOST)) == []


def test_a_long_value_takes_no_longer_than_its_length(tmp_path: Path) -> None:
    took = []
    for size in (200_000, 400_000):
        long = {"name": "URL", "value": "$a" * size + "$(HOST)"}
        path = write(tmp_path / "long.json", listed(deployment(long, HOST)))
        content = json.loads(path.read_text())["items"][0]
        begun = time.process_time()
        (container,) = with_order(content)["spec"]["template"]["spec"]["containers"]
        took.append(time.process_time() - begun)
        assert container["$(env)"] == [[0, 1]]
    assert took[1] < 2.3 * took[0] + 0.1


# What Kubernetes' own tests of expansion say (expand_test.go), of variables that are there and one that is not.
KNOWN = {"VAR_A": "A", "VAR_B": "B", "VAR_C": "C", "VAR_REF": "$(VAR_A)", "VAR_EMPTY": ""}
EXPANSIONS = {
    "$(VAR_A)-$(VAR_A)": "A-A",
    "$(VAR_A)_$(VAR_B)_$(VAR_C)": "A_B_C",
    "$$(VAR_B)_$(VAR_A)": "$(VAR_B)_A",
    "f000-$$VAR_A": "f000-$VAR_A",
    "foo\\$(VAR_C)bar": "foo\\Cbar",
    "$(VAR_A$(VAR_B))": "$(VAR_A$(VAR_B))",
    "$(VAR_A$(VAR_B)": "$(VAR_A$(VAR_B)",
    "%%$(VAR_REF)--$(VAR_REF)%%": "%%$(VAR_A)--$(VAR_A)%%",
    "foo$(VAR_EMPTY)bar": "foobar",
    "foo$(VAR_Awhoops!": "foo$(VAR_Awhoops!",
    "f00__(VAR_A)__": "f00__(VAR_A)__",
    "$?_boo_$!": "$?_boo_$!",
    "$(VAR_DNE)": "$(VAR_DNE)",
    "$$$$$$(VAR_A)": "$$$(VAR_A)",
    "$$$$$$$(VAR_A)": "$$$A",
    "${VAR_A}": "${VAR_A}",
    "$(VAR_C)_______$(": "C_______$(",
    "$(VAR_A)foobarzab$": "Afoobarzab$",
    "--$($($($($--": "--$($($($($--",
    "$(foo$$var)": "$(foo$$var)",
}
_TOKEN = re.compile(r"\$\$|\$\(([^)]*)\)", re.DOTALL)


def expand(text: str, known: dict[str, str]) -> str:
    """Return a value as a kubelet expands it, by the variables that it knows by then."""
    return _TOKEN.sub(lambda found: "$" if found[1] is None else known.get(found[1], found[0]), text)


@pytest.mark.parametrize("text", EXPANSIONS)
def test_the_model_expands_as_kubernetes_does(text: str) -> None:
    assert expand(text, KNOWN) == EXPANSIONS[text]


def expanded(variables: list[Variable], beside: dict[str, str]) -> dict[str, str]:
    """Return what a kubelet makes of variables, `beside` what `envFrom` and services say."""
    known = dict(beside)
    for one in variables:
        known[one["name"]] = expand(one["value"], known)
    return known


NAMES = "ABCDE"
BESIDES: tuple[dict[str, str], ...] = ({}, {name: f"<{name}>" for name in (*NAMES, "F")})
PARTS = st.sampled_from(
    [*(f"$({name})" for name in (*NAMES, "F", "")), *("$", "(", ")", "$$", "$(", "A", "-"), *("$$(A)", "$$$(B)")]
)


@st.composite
def orders(draw: st.DrawFn) -> tuple[list[Variable], list[Variable]]:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=2))
    values = st.lists(PARTS, max_size=4).map("".join)
    variables = [
        {"name": name, "value": f"{draw(st.sampled_from([name.lower(), '']))}{draw(values)}"} for name in names
    ]
    return variables, draw(st.permutations(variables))


@settings(max_examples=examples(60), deadline=None)
@given(orders())
def test_a_kubelet_makes_the_same_of_what_is_no_difference(
    tmp_path_factory: pytest.TempPathFactory, pair: tuple[list[Variable], list[Variable]]
) -> None:
    found = lines(tmp_path_factory.mktemp("order"), *(deployment(*one) for one in pair))
    left, right = ([expanded(variables, beside) for beside in BESIDES] for variables in pair)
    assert (found == []) == (left == right)
