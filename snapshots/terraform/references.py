"""What refers to what in a configuration: expressions followed through variables, locals and outputs of modules.

An expression is told by the references in it, as Terraform writes them (`aws_s3_bucket.b.id`, `var.name`,
`module.m.name`, `local.name`, `each.key`). Where they lead to is a resource by its address without keys, and the key
that the expression itself names. What leads nowhere that can be followed may lead anywhere, and says so.
Format: https://developer.hashicorp.com/terraform/internals/json-format#expression-representation
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.model.address import code_address, inside, parse, split_key
from engine.model.identity import Borrowed, Reference
from engine.model.path import Path

References = tuple[str, ...]
_MAX_STEPS = 200  # of what an expression leads to: references in circles, and such as grow without end
_REPEATED = ("each.", "count.")
_NOTHING = ("path.", "terraform.", "self.")
_RESOURCE = re.compile(
    r"(?!data\.|module\.|var\.|local\.|each\.|count\.|path\.|terraform\.|self\.)(?P<type>[a-z][\w\-]*)\.(?P<rest>\S.*)",
    re.DOTALL,
)
_MODULE = re.compile(r"(?P<call>module\.[\w\-]+)(?P<key>\[(?:\d+|\"[^\"]*\")\])?(?:\.(?P<output>[\w\-]+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """What the expressions of a module refer to, by the names of what they are given to.

    `inputs` are the variables that its caller gives it, `repeats` what resources and calls are repeated by.
    """

    locals: Mapping[str, References] = field(default_factory=dict)
    outputs: Mapping[str, References] = field(default_factory=dict)
    calls: Mapping[str, Module] = field(default_factory=dict)
    inputs: Mapping[str, References] = field(default_factory=dict)
    has_locals: bool = False  # whether `locals` are all that there are


@dataclass(frozen=True, slots=True)
class Target:
    """A resource by its address without keys, and the key that is named, empty where none is.

    `step` is what follows the name and the key: an attribute, or the key of an instance in another spelling. `is_last`
    tells whether nothing follows that.
    """

    address: str
    key: str = ""
    step: str = ""
    is_last: bool = False


@dataclass(slots=True)
class Led:
    """Where an expression leads: `open` where it may lead elsewhere too, `same_key` where it follows its own key."""

    targets: set[Target] = field(default_factory=set)
    open: bool = False
    same_key: bool = False


def borrowed(led: Led, path: Path) -> Borrowed | None:
    """Return what stands at a path, where its expression refers to one attribute of one resource and nothing else."""
    (target, *others) = led.targets or (Target(""),)
    known = parse(target.address)
    if others or led.open or known is None or not target.is_last:
        return None
    return Borrowed(path=path, type=known.type, attribute=target.step)


class Follower:
    """Follows the references of a configuration; `root` is its root module."""

    def __init__(self, root: Module) -> None:
        """Index nothing: few expressions are followed."""
        self._root = root

    def lead(self, texts: Iterable[str], module: Sequence[str] = ()) -> Led:
        """Return where references of a module lead to; `module` are the names of the calls that lead to it."""
        led = Led()
        steps: list[tuple[str, tuple[str, ...]]] = [(text, tuple(module)) for text in _whole(texts)]
        seen = set(steps)
        while steps:
            text, where = steps.pop()
            more = self._step(text, where, led)
            steps += [step for step in more if step not in seen]
            seen.update(more)
            if len(seen) > _MAX_STEPS:
                led.open = True
                break
        return led

    def _step(self, text: str, where: tuple[str, ...], led: Led) -> list[tuple[str, tuple[str, ...]]]:
        """Take what a reference names, or return what it stands for."""
        here = self._module(where)
        if text.startswith("var."):
            told = here.inputs.get(_name(text)) if where and here is not None else None
            return [(one, where[:-1]) for one in _whole(told or ())]  # what the root module is given refers to nothing
        if text.startswith("local."):
            told = here.locals.get(_name(text)) if here is not None else None
            led.open = led.open or (told is None and (here is None or not here.has_locals))
            return [(one, where) for one in _whole(told or ())]
        if text.startswith("module."):
            return self._output(text, where, here, led)
        if text.startswith(_REPEATED):
            led.same_key = True
            led.open = led.open or text.startswith("each.value")  # what it is repeated by may hold other resources
        elif (resource := _RESOURCE.fullmatch(text)) is not None:
            led.targets.add(_target(resource["type"], resource["rest"], where))
        elif not text.startswith(_NOTHING):  # of a data source nobody knows whose it is
            led.open = True
        return []

    def _output(
        self, text: str, where: tuple[str, ...], here: Module | None, led: Led
    ) -> list[tuple[str, tuple[str, ...]]]:
        found = _MODULE.match(text)
        call = here.calls.get(found["call"].partition(".")[2]) if here is not None and found is not None else None
        told = call.outputs.get(found["output"]) if call is not None and found is not None and found["output"] else None
        if told is None or found is None:
            led.open = True
            return []
        return [(one, (*where, found["call"].partition(".")[2])) for one in _whole(told)]

    def _module(self, where: Sequence[str]) -> Module | None:
        found: Module | None = self._root
        for name in where:
            found = found.calls.get(name) if found is not None else None
        return found


class Instances:
    """The instances of a configuration by their addresses without keys: those that a reference can mean."""

    def __init__(self, addresses: Iterable[str]) -> None:
        """Take the addresses of all instances."""
        self._found: dict[str, list[str]] = {}
        for address in addresses:
            self._found.setdefault(code_address(address), []).append(address)

    def references(self, attribute: str, referrer: str, led: Led) -> list[Reference]:
        """Return what an attribute of an instance refers to, sorted; one of each that it may mean."""
        found = [(address, target) for target in led.targets for address in self._meant(target, referrer, led)]
        sure = len(found) == 1 and not led.open
        told = sorted(
            Reference(attribute=attribute, address=address, sure=sure, step=target.step if target.is_last else "")
            for address, target in found
        )
        return told + ([Reference(attribute=attribute, address="", sure=False)] if led.open else [])

    def _meant(self, target: Target, referrer: str, led: Led) -> list[str]:
        found = [one for one in self._found.get(target.address, ()) if _is_beside(one, referrer)]
        if target.key:
            return [one for one in found if split_key(one)[1] == target.key]
        if named := [one for one in found if target.step and split_key(one)[1] == f'["{target.step}"]']:
            return named
        own = split_key(referrer)[1]
        if led.same_key and own:
            same = [one for one in found if split_key(one)[1] == own]
            return same or found
        return found


def _name(text: str) -> str:
    return re.split(r"[.\[]", text, maxsplit=2)[1]


def _whole(texts: Iterable[str]) -> list[str]:
    """Return references without those that are the beginning of another: Terraform writes both."""
    found = sorted(set(texts))
    return [
        text
        for text in found
        if not any(other != text and other.startswith((f"{text}.", f"{text}[")) for other in found)
    ]


def _target(type_: str, rest: str, where: Sequence[str]) -> Target:
    name = re.match(r"[\w\-]+", rest)
    after = rest[name.end() :] if name is not None else ""
    key = re.match(r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]", after)
    module = ".".join(f"module.{call}" for call in where)
    step = re.match(r"\.([^.\[]+)", after[len(key[0]) if key is not None else 0 :])
    return Target(
        inside(module, f"{type_}.{name[0] if name is not None else rest}"),
        key[0] if key is not None else "",
        step[1] if step is not None else "",
        step is not None and after.endswith(step[0]),
    )


def _is_beside(address: str, referrer: str) -> bool:
    """Tell whether two instances may see each other: where both are in one call of a module, in one instance of it."""
    one, other = parse(address), parse(referrer)
    if one is None or other is None:
        return True
    for mine, theirs in zip(one.steps[:-1], other.steps[:-1], strict=False):
        if mine.name != theirs.name:
            return True
        if mine.key != theirs.key:
            return False
    return True
