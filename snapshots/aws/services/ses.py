"""SES: domains and addresses that may send mail."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, ResourceType, Service


def _listed(kind: str) -> Call:
    return Call(operation="ListIdentities", items="Identities", parameters={"IdentityType": f"'{kind}'"})


_ARN = "fill('arn:{}:ses:{}:{}:identity/{}', [_partition, _region, _account, _value])"
_DOMAINS = _listed("Domain")
_DOMAIN = ResourceType(
    name="aws_ses_domain_identity",
    listing=_DOMAINS,
    id="_value",
    attributes={"arn": _ARN, "domain": "_value"},
    facts=TypeFacts(nothing_to_judge="a domain that mail may come from; what may send it is judged with its role"),
)
_DKIM = ResourceType(
    name="aws_ses_domain_dkim",
    listing=Call(
        operation="GetIdentityDkimAttributes",
        items="values(DkimAttributes)",
        parameters={"Identities": "[_value]"},
        of=_DOMAINS,
        where="DkimTokens",
    ),
    id="_parent._value",
    attributes={"domain": "_parent._value", "dkim_tokens": "DkimTokens"},
    owned="`true`",  # the domain is listed itself
    facts=TypeFacts(nothing_to_judge="keys of a domain, which is judged itself"),
)
_MAIL_FROM = ResourceType(
    name="aws_ses_domain_mail_from",
    listing=Call(
        operation="GetIdentityMailFromDomainAttributes",
        items="values(MailFromDomainAttributes)",
        parameters={"Identities": "[_value]"},
        of=_DOMAINS,
        where="MailFromDomain",
    ),
    id="_parent._value",
    attributes={
        "domain": "_parent._value",
        "mail_from_domain": "MailFromDomain",
        "behavior_on_mx_failure": "BehaviorOnMXFailure",
    },
    facts=TypeFacts(
        defaults={"behavior_on_mx_failure": "UseDefaultValue"},
        nothing_to_judge="a name that mail of a domain comes from",
    ),
)
_ADDRESS = ResourceType(
    name="aws_ses_email_identity",
    listing=_listed("EmailAddress"),
    id="_value",
    attributes={"arn": _ARN, "email": "_value"},
    facts=TypeFacts(nothing_to_judge="an address that mail may come from"),
)
SERVICES = (Service(name="ses", types=(_DOMAIN, _DKIM, _MAIL_FROM, _ADDRESS)),)
