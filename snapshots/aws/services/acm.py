"""ACM certificates."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

# Without this filter AWS lists only certificates with small RSA keys.
_KEY_TYPES = [
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
]


def _key_algorithm(certificate: Item) -> Any:
    """Return the kind of key in the spelling in which it is requested."""
    return str(certificate.get("KeyAlgorithm") or "").replace("-", "_")


_CERTIFICATES = Call(
    operation="ListCertificates",
    items="CertificateSummaryList",
    parameters={"Includes": {"keyTypes": _KEY_TYPES}},
    describe=Call(
        operation="DescribeCertificate",
        items="Certificate",
        parameters={"CertificateArn": "CertificateArn"},
        absent=("ResourceNotFoundException",),
    ),
)
_CERTIFICATE = ResourceType(
    name="aws_acm_certificate",
    listing=_CERTIFICATES,
    id="CertificateArn",
    attributes={
        "arn": "CertificateArn",
        "domain_name": "DomainName",
        "subject_alternative_names": "ordered(SubjectAlternativeNames)",
        "validation_method": (
            "(Type == 'AMAZON_ISSUED' && not_null(DomainValidationOptions[?ValidationMethod].ValidationMethod | [0],"
            " 'NONE')) || 'NONE'"
        ),
        "certificate_authority_arn": "CertificateAuthorityArn",
        "key_algorithm": _key_algorithm,
        "not_after": "NotAfter",
        "options": (
            "one({certificate_transparency_logging_preference: Options.CertificateTransparencyLoggingPreference})"
        ),
        "type": "Type",
    },
    reads=(
        Read(
            operation="ListTagsForCertificate",
            parameters={"CertificateArn": "CertificateArn"},
            attributes={"tags": "tags(Tags)"},
        ),
    ),
    # What another service, such as CloudFront, keeps for itself.
    owned="ManagedBy",
    facts=TypeFacts(
        volatile=frozenset({"not_after"}),  # it is renewed
        terraform_only=frozenset(
            {"certificate_body", "certificate_chain", "early_renewal_duration", "private_key", "validation_option"}
        ),
        caseless=frozenset({"domain_name", "subject_alternative_names"}),
        otherwise=frozenset({"subject_alternative_names"}),
    ),
)
_VALIDATION = ResourceType(
    name="aws_acm_certificate_validation",
    listing=_CERTIFICATES,
    where="Type == 'AMAZON_ISSUED' && Status == 'ISSUED'",
    id="CertificateArn",
    attributes={"certificate_arn": "CertificateArn"},
    owned="`true`",  # each certificate that was issued had one, whoever waited for it
    facts=TypeFacts(
        key=("certificate_arn",),
        terraform_only=frozenset({"validation_record_fqdns"}),  # the records say themselves where they lead
        nothing_to_judge="a step of Terraform that waits for a certificate",
    ),
)
SERVICES = (Service(name="acm", types=(_CERTIFICATE, _VALIDATION)),)
