"""What stands literally in a k6 script, and that no text is more than it says."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshots.measurements.k6_script import Script, read_script

RUN = "\nexport default function () {}\n"


def options(text: str) -> Script:
    return read_script(f"export const options = {text};{RUN}")


@pytest.mark.parametrize(
    ("text", "lasts", "iterations"),
    [
        ("{ vus: 2, duration: '1m30s' }", 90, None),
        ("{ duration: 1500 }", 1.5, None),
        ("{ stages: [{ duration: '10s', target: 5 }, { duration: '5s', target: 0 },] }", 15, None),
        ("{ vus: 3, iterations: 1_000, duration: '10s' }", None, 1000),
        ("{ scenarios: { a: { executor: 'constant-vus', duration: '5s', startTime: '2s' } } }", 7, None),
        (
            """{ scenarios: {
                a: { executor: 'ramping-arrival-rate', stages: [{ duration: '3s' }] },
                b: { executor: 'per-vu-iterations', vus: 3, iterations: 5 },
                c: { executor: 'shared-iterations' } } }""",
            3,
            16,
        ),
        # What is computed is not known.
        ("{ duration: __ENV.D || '5s' }", None, None),
        ("{ duration: '5' + 's' }", None, None),
        ("{ ...base, duration: '5s' }", None, None),
        ("Object.assign({ duration: '5s' }, base)", None, None),
        ("{ stages: [{ duration: '5s' }, last] }", None, None),
        ("{ scenarios: { a: { executor: kind, duration: '5s' } } }", None, None),
        ("{ iterations: Number(__ENV.N || 90) }", None, None),
        ("{ duration: '5 seconds' }", None, None),
        ("{ duration: -5 }", None, None),
        ("{}", None, None),
    ],
)
def test_how_long_a_whole_run_is(text: str, lasts: float | None, iterations: int | None) -> None:
    script = options(text)
    assert (script.lasts, script.iterations) == (lasts, iterations)


@pytest.mark.parametrize(
    ("text", "limits", "more"),
    [
        (
            """{ thresholds: {
                http_req_duration: ['p(95)<5', { threshold: 'max<9', abortOnFail: true }],
                'http_reqs{a:b}': 'count>1' } }""",
            {"http_req_duration": ("p(95)<5", "max<9"), "http_reqs{a:b}": ("count>1",)},
            False,
        ),
        ("{ thresholds: { checks: [limit, 'rate>0.9'] } }", {"checks": ("rate>0.9",)}, True),
        ("{ thresholds: { checks: [`rate>${least}`] } }", {}, True),
        ("{ thresholds: { ['checks']: ['rate>0.9'] } }", {}, True),
        ("{ thresholds: { ...common } }", {}, True),
        ("{ thresholds: limits }", {}, True),
        ("{ thresholds }", {}, True),
        ("{ thresholds: JSON.parse(__ENV.T || '{}') }", {}, True),
        ("{ 'thresholds': {} }", {}, False),
        ("{ vus: 1 /* thresholds: { checks: ['rate>0.9'] } */ } // thresholds", {}, False),
    ],
)
def test_thresholds(text: str, limits: dict[str, tuple[str, ...]], more: bool) -> None:
    script = options(text)
    assert (dict(script.limits), script.more_limits) == (limits, more)


@pytest.mark.parametrize(
    ("text", "limits", "more"),
    [
        ("const o = { thresholds: { a: ['rate>0'] } };\nexport const options = o;", {"a": ("rate>0",)}, False),
        ("export let options: Options = { thresholds: { a: ['rate>0'] } }\n", {"a": ("rate>0",)}, False),
        ("module.exports.options = { thresholds: { a: ['rate>0'] } };", {}, True),
        ("export const options = {};\noptions.thresholds = { a: ['rate>0'] };", {}, True),
        ("export const options = { thresholds: {} };\noptions.thresholds['a'] = ['rate>0'];", {}, True),
        ("export const options = of();\nconst thresholds = {};", {}, True),
        ("export const options = { vus: 1 };", {}, False),
        ("const mark = /thresholds: '/;\nexport const options = { vus: 1 };", {}, False),
    ],
)
def test_where_options_stand(text: str, limits: dict[str, tuple[str, ...]], more: bool) -> None:
    script = read_script(text + RUN)
    assert (dict(script.limits), script.more_limits) == (limits, more)


def test_names_of_checks() -> None:
    script = read_script(
        """import { check } from 'k6';
        function both(r) {
          return check(r, { "it's": (x) => x.n[0] === 1, plain: function (x) { return { no: 1 } } });
        }
        export default function () {
          check(http.get(`a${b}`, { tags: { name: 'c' } }), { 'd': (r) => /}'/.test(r), [e]: (r) => r, ...others });
          check(r, named); check(r, { f(x) { return x; }, 'g\\x41': ok }); library.check(1, { h: 1 });
        }"""
    )
    assert script.checks == ("d", "f", "it's", "plain")


@pytest.mark.parametrize("text", ["", "x", "// export", "'export'", "export " + "a" * 2**18])
def test_of_what_is_no_script_the_worst_is_assumed(text: str) -> None:
    assert read_script(text) == Script(more_limits=True)


@given(st.text() | st.text("{}[](),:;'\"`/*\\ \n.=a1$") | st.lists(st.sampled_from(["options", "=", "{", "}", "[", "]",
    "check", "(", ")", ",", ":", "'a'", "1", "thresholds", "export", "...", "/", "\n"])).map(" ".join))  # fmt: skip
def test_no_text_raises(text: str) -> None:
    read_script("export " + text)


@pytest.mark.parametrize("piece", ["/*", "'", "`", "/[", "\\", "{", "check(a,{", "options = ", "(/", "[,", "'\\x"])
def test_long_scripts_take_linear_time(piece: str) -> None:
    began = time.perf_counter()
    read_script("export " + piece * (2**17 // len(piece)))
    assert time.perf_counter() - began < 5
