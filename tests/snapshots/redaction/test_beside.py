"""Each form of a token and each carrier by itself, and what stands beside a name and is no secret."""

from __future__ import annotations

from random import Random

import pytest

from fixtures.secrets import carriers, tokens
from snapshots.redaction.redact import Redactor
from tests.snapshots.redaction.test_corpus import shows

REDACTOR = Redactor(b"k" * 32, "e1")
PLAIN = "Quartz1970x7xf"


@pytest.mark.parametrize("module", [tokens, carriers], ids=lambda module: module.__name__)
def test_no_form_and_no_carrier_is_left_out(module: object) -> None:
    # What the corpus allows to be shown of a class is no licence for a whole kind.
    shown = {
        case.what
        for seed in range(2)
        for case in module.planted(Random(f"kinds {seed}"))  # type: ignore[attr-defined]
        if any(secret in shows(case, REDACTOR) for secret in case.secrets)
    }
    assert not shown


@pytest.mark.parametrize(
    "text",
    [
        f"git clone https://{PLAIN}@github.com/x/y.git",
        f"git clone https://{PLAIN}@git.acme.example/x/y.git",
        f"git remote set-url origin https://{PLAIN}@gitlab.com/x",
        "PIN: 847261",
        "the pin is 8472",
        '{"pin code": "847261"}',
        "https://d111.cloudfront.net/x?Expires=1&Signature=Quartz1970Quartz1970Quartz__&Key-Pair-Id=K2",
        "# htdigest of the realm\nada:realm:0123456789abcdef0123456789abcdef",
        "createUser ada SHA-256 Quartz1970x7xf AES-256 Quartz1970x7xf",
        "-----BEGIN OpenVPN Static key V1-----\nQuartz1970x7xf\n-----END OpenVPN Static key V1-----",
        "-----BEGIN USER NKEY SEED-----\nSUA" + "QUARTZ" * 9 + "A\n------END USER NKEY SEED------",
        "user ada on #847261d0e1f2a3b4c5d6 ~*",
    ],
)
def test_secrets_beside_names_are_hidden(text: str) -> None:
    shown = REDACTOR.resource("aws_x", {"note": text})["note"]
    assert "$secret" in shown
    assert not any(part in shown for part in ("Quartz", "8472", "QUARTZ", "0123456789abcdef"))


@pytest.mark.parametrize(
    "text",
    [
        "if (tokenType === 'Bearer') { next() }",
        "if (event.key === 'Enter') { login() }",
        "if (user.auth == 'oauth2') {}",
        "const mode = auth.mode || 'none'",
        "errors.password || 'Password is required'",
        "auth = tls ? 'required' : 'optional'",
        "https://johnsmith1@bitbucket.org/team/repo.git",
        "https://acme-org@dev.azure.com/acme-org/app/_git/app",
        "token docker.containerruntime1",
        "0 * * * * backup-keys1\n*/5 * 1-5 * *",
        "keys:\n  path: /etc/app/config\n  content: hello1234\n",
        "echo started1234 > /var/log/token.d/app.log",
        "echo $TOKEN > /run/secrets/token",
        "pin: 24",
        "pins [gpio12-x]",
        "user root on the host > secrets",
        "sed -i 's/listen/listen8080/' token.conf",
        "entrypoint: echo $$HOME $$TOKEN",
        '<add value="Version1234" key="title"/> <key/>',
        "password [A-Za-z0-9]{8,}",
        "map $uri $token_of { /a1b2c3 /b1b2c3; }",
        "see v4.local.gov, v1.public.example for tokens",
        "arn:aws:lambda:eu-west-1:111122223333:function:key-rotation-acdb",
        "AKID and ALTAK- are ids of keys",
        "curl https://acme-api.example.com:443/token -o x",
        "http GET https://x.example/token",
        "expect the password\nsend nothing",
        "snmp-key.example",
        "the APIM key of prod",
    ],
)
def test_what_stands_beside_a_name_and_is_no_secret_stays(text: str) -> None:
    assert REDACTOR.resource("aws_x", {"note": text}) == {"note": text}
