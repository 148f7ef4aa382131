"""The pure core: values, comparison, decision, evidence and reports.

Nothing in here does I/O, reads a clock, an environment variable or a terminal. Everything that touches the
world comes in through the protocols of `engine.ports` and is built in `cli.wiring`.

>>> from engine.model.outcome import Outcome
>>> max([Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE], key=lambda outcome: outcome.rank)
<Outcome.FAIL: 'fail'>
"""
