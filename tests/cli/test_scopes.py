"""What an environment answers for, by the configuration: nobody's is told once, and a mistake is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.commands.arguments import Project
from cli.commands.foreseen import missing_sources
from cli.commands.scopes import scope_of, siblings_of
from cli.config.load import load
from cli.config.model import Configuration
from cli.config.yaml_file import parse_document, validate
from cli.wiring.workspace import Workspace
from engine.errors import ConfigError
from engine.model.drift import OwnedScope, Reach

TEXT = """version: 1
environments:
  base: { desired: [{ tfstate: base.tfstate }], observed: [{ aws: { regions: [eu-west-1, eu-west-2] } }] }
  shop:
    observed: [{ aws: { regions: [eu-west-1] } }]
    scope: { tags: { Team: shop }, states: [{ tfstate: net.tfstate }] }
  pay:
    observed: [{ aws: { regions: [eu-west-2, eu-west-1] } }]
    scope: { tags: { Team: pay }, stacks: [pay-*] }
  other:
    observed: [{ aws: { account: "111122223333", regions: [eu-west-1] } }]
    scope: { accounts: ["111122223333"] }
services:
  mail: { owner: mail@acme.example, stacks: [mail] }
"""


def read(text: str = TEXT) -> Configuration:
    found: Configuration = validate(parse_document(text.encode(), name="f.yaml"), Configuration)
    return found


def owners(scope: OwnedScope) -> list[str]:
    return [service.name for service in scope.services]


def test_without_a_scope_all_that_no_other_owns_is_ours() -> None:
    scope = scope_of(read(), "base")
    assert (scope.ours, owners(scope), scope.told_in) == (None, ["mail", "pay"], "")


@pytest.mark.parametrize(
    ("name", "others", "told_in"),
    [("shop", ["mail", "pay"], "base"), ("pay", ["mail"], "base"), ("other", ["mail"], "")],
)
def test_another_scope_counts_and_nobodys_is_told_where_all_of_the_places_are_looked_at(
    name: str, others: list[str], told_in: str
) -> None:
    scope = scope_of(read(), name)
    assert (owners(scope), scope.told_in) == (others, told_in)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("desired: [{ tfstate: base.tfstate }], ", ""),
        ("regions: [eu-west-1, eu-west-2] } }] }", "regions: [eu-west-2] } }] }"),
    ],
)
def test_what_nobody_owns_is_told_here_where_nobody_else_can_tell_it(old: str, new: str) -> None:
    assert old in TEXT
    assert scope_of(read(TEXT.replace(old, new)), "shop").told_in == ""
    assert scope_of(read(TEXT.replace(old, new)), "pay").told_in == ""


def test_a_scope_is_what_is_written() -> None:
    assert scope_of(read(), "pay").ours == Reach(tags={"Team": "pay"}, stacks=("pay-*",))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{ tags: { Team: shop }, states: [{ tfstate: net.tfstate }] }", "{}", "a scope names tags, stacks, accounts"),
        ("tfstate: net.tfstate", "hcl: net/", "states are Terraform states: write { tfstate: LOCATION }"),
        ("mail@acme.example, stacks: [mail]", "mail@acme.example", "a service names its tags, stacks or accounts"),
        ("mail@acme.example", "nobody", "names nobody"),
        ('accounts: ["111122223333"]', "accounts: [111122223333]", "an account id is a text"),
        ("stacks: [mail]", "stakcs: [mail]", "did you mean 'stacks'?"),
    ],
)
def test_a_mistake_is_named(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(ConfigError) as caught:
        read(TEXT.replace(old, new))
    assert message in caught.value.message


def test_a_state_of_others_that_is_not_there_is_told_before_a_run(tmp_path: Path) -> None:
    path = tmp_path / "driftgate.yaml"
    path.write_text(TEXT)
    project = Project(loaded=load(path), workspace=Workspace(base=tmp_path, folder=tmp_path / "f"), waivers=())
    _, line = missing_sources(project)
    assert "driftgate.yaml:6:" in line
    assert "net.tfstate does not exist" in line


def test_environments_that_look_at_one_place_are_siblings() -> None:
    """Their states have what is theirs, so that none of it is unmanaged here."""
    account = '{ aws: { account: "111122223333", regions: [%s] } }'
    west, both = account % "eu-west-1", account % "eu-west-1, eu-central-1"
    other = west.replace("1111", "9999", 1)
    environments = "".join(
        f"  {name}: {{ desired: [{{ tfstate: {name}.tfstate }}], observed: [{seen}] }}\n"
        for name, seen in (("prod", west), ("preprod", both), ("dev", other))
    )
    told = parse_document(f"version: 1\nenvironments:\n{environments}".encode(), name="driftgate.yaml")
    configuration = validate(told, Configuration)
    assert siblings_of(configuration, "prod") == ("preprod",)
    assert siblings_of(configuration, "preprod") == ("prod",)
    assert siblings_of(configuration, "dev") == ()
