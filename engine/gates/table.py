"""The gates of a verdict, in the order in which they judge and are shown. Coverage is last: it counts the others."""

from __future__ import annotations

from typing import Any

from engine.gates.coverage import judge as coverage
from engine.gates.drift import judge as drift
from engine.gates.gate import Gate
from engine.gates.parity import judge as parity
from engine.gates.performance import judge as performance
from engine.gates.policy import judge as policy
from engine.gates.recovery import judge as recovery
from engine.gates.tests import judge as tests

COVERAGE = coverage.GATE
DRIFT = drift.GATE
PARITY = parity.GATE
POLICY = policy.GATE
GATES: tuple[Gate[Any], ...] = (DRIFT, PARITY, POLICY, performance.GATE, recovery.GATE, tests.GATE, COVERAGE)
BY_NAME = {gate.name: gate for gate in GATES}
