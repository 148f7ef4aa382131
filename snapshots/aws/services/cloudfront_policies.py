"""What CloudFront's distributions share: policies of caches, of requests and of headers, and identities."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, ResourceType, Service, block

_CUSTOM = "Type == 'custom'"  # AWS's own are there too
_OF_CACHE = "CachePolicy.CachePolicyConfig"
_OF_REQUEST = "OriginRequestPolicy.OriginRequestPolicyConfig"
_OF_ANSWER = "ResponseHeadersPolicy.ResponseHeadersPolicyConfig"


def _arn(kind: str, id_: str) -> str:
    return f"fill('arn:{{}}:cloudfront::{{}}:{kind}/{{}}', [_partition, _account, {id_}])"


def _chosen(member: str, behaviour: str, names: str, *, at: str) -> str:
    """Return the block that says which headers, cookies or parts of a query count."""
    wire = {"headers": "Headers", "cookies": "Cookies", "query_strings": "QueryStrings"}[names]
    return (
        f"[{at}.{member}][*].{{{behaviour}: {wire[:-1]}Behavior, {names}: [{wire}][?Items].{{items: ordered(Items)}}}}"
    )


_IDENTITY = ResourceType(
    name="aws_cloudfront_origin_access_identity",
    listing=Call(operation="ListCloudFrontOriginAccessIdentities", items="CloudFrontOriginAccessIdentityList.Items"),
    id="Id",
    attributes={
        "arn": _arn("origin-access-identity", "Id"),
        "cloudfront_access_identity_path": "fill('origin-access-identity/cloudfront/{}', [Id])",
        "comment": "Comment",
        "iam_arn": ("fill('arn:{}:iam::cloudfront:user/CloudFront Origin Access Identity {}', [_partition, Id])"),
        "s3_canonical_user_id": "S3CanonicalUserId",
    },
    facts=TypeFacts(nothing_to_judge="who may read a bucket is judged with the bucket"),
)
_KEY = f"{_OF_CACHE}.ParametersInCacheKeyAndForwardedToOrigin"
_CACHE = ResourceType(
    name="aws_cloudfront_cache_policy",
    listing=Call(operation="ListCachePolicies", items="CachePolicyList.Items"),
    where=_CUSTOM,
    id="CachePolicy.Id",
    attributes={
        "arn": _arn("cache-policy", "CachePolicy.Id"),
        "name": f"{_OF_CACHE}.Name",
        "comment": f"{_OF_CACHE}.Comment",
        "default_ttl": f"{_OF_CACHE}.DefaultTTL",
        "max_ttl": f"{_OF_CACHE}.MaxTTL",
        "min_ttl": f"{_OF_CACHE}.MinTTL",
        "parameters_in_cache_key_and_forwarded_to_origin": (
            f"[{_KEY}][*]."
            + block(
                enable_accept_encoding_brotli="EnableAcceptEncodingBrotli || `false`",
                enable_accept_encoding_gzip="EnableAcceptEncodingGzip || `false`",
                cookies_config=_chosen("CookiesConfig", "cookie_behavior", "cookies", at="@"),
                headers_config=_chosen("HeadersConfig", "header_behavior", "headers", at="@"),
                query_strings_config=_chosen("QueryStringsConfig", "query_string_behavior", "query_strings", at="@"),
            )
        ),
    },
    facts=TypeFacts(called=("name",), nothing_to_judge="it says what a distribution keeps, which is judged itself"),
)
_REQUEST = ResourceType(
    name="aws_cloudfront_origin_request_policy",
    listing=Call(operation="ListOriginRequestPolicies", items="OriginRequestPolicyList.Items"),
    where=_CUSTOM,
    id="OriginRequestPolicy.Id",
    attributes={
        "arn": _arn("origin-request-policy", "OriginRequestPolicy.Id"),
        "name": f"{_OF_REQUEST}.Name",
        "comment": f"{_OF_REQUEST}.Comment",
        "cookies_config": _chosen("CookiesConfig", "cookie_behavior", "cookies", at=_OF_REQUEST),
        "headers_config": _chosen("HeadersConfig", "header_behavior", "headers", at=_OF_REQUEST),
        "query_strings_config": _chosen("QueryStringsConfig", "query_string_behavior", "query_strings", at=_OF_REQUEST),
    },
    facts=TypeFacts(called=("name",), nothing_to_judge="it says what an origin is told"),
)
_SECURITY = block(
    content_security_policy=(
        "[ContentSecurityPolicy][*].{content_security_policy: ContentSecurityPolicy, override: Override}"
    ),
    content_type_options="[ContentTypeOptions][*].{override: Override}",
    frame_options="[FrameOptions][*].{frame_option: FrameOption, override: Override}",
    referrer_policy="[ReferrerPolicy][*].{referrer_policy: ReferrerPolicy, override: Override}",
    strict_transport_security=(
        "[StrictTransportSecurity][*].{access_control_max_age_sec: AccessControlMaxAgeSec,"
        " include_subdomains: IncludeSubdomains || `false`, override: Override, preload: Preload || `false`}"
    ),
    xss_protection=(
        "[XSSProtection][*].{mode_block: ModeBlock || `false`, override: Override, protection: Protection,"
        " report_uri: ReportUri || ''}"
    ),
)
_ANSWER = ResourceType(
    name="aws_cloudfront_response_headers_policy",
    listing=Call(operation="ListResponseHeadersPolicies", items="ResponseHeadersPolicyList.Items"),
    where=_CUSTOM,
    id="ResponseHeadersPolicy.Id",
    attributes={
        "arn": _arn("response-headers-policy", "ResponseHeadersPolicy.Id"),
        "name": f"{_OF_ANSWER}.Name",
        "comment": f"{_OF_ANSWER}.Comment",
        "cors_config": (
            f"[{_OF_ANSWER}.CorsConfig][*].{{"
            "access_control_allow_credentials: AccessControlAllowCredentials || `false`,"
            " access_control_allow_headers: [AccessControlAllowHeaders][*].{items: ordered(Items)},"
            " access_control_allow_methods: [AccessControlAllowMethods][*].{items: ordered(Items)},"
            " access_control_allow_origins: [AccessControlAllowOrigins][*].{items: ordered(Items)},"
            " access_control_expose_headers: [AccessControlExposeHeaders][*].{items: ordered(Items)},"
            " access_control_max_age_sec: AccessControlMaxAgeSec || `0`, origin_override: OriginOverride}"
        ),
        "custom_headers_config": (
            f"[{_OF_ANSWER}.CustomHeadersConfig][?Items].{{items: Items[].{{header: Header, override: Override,"
            " value: Value}}"
        ),
        "remove_headers_config": f"[{_OF_ANSWER}.RemoveHeadersConfig][?Items].{{items: Items[].{{header: Header}}}}",
        "security_headers_config": f"[{_OF_ANSWER}.SecurityHeadersConfig][*].{_SECURITY}",
        "server_timing_headers_config": (
            f"[{_OF_ANSWER}.ServerTimingHeadersConfig][*].{{enabled: Enabled, sampling_rate: SamplingRate || `0`}}"
        ),
    },
    facts=TypeFacts(called=("name",), nothing_to_judge="it says what browsers are told"),
)
SERVICES = (
    Service(
        name="cloudfront",
        types=(_IDENTITY, _CACHE, _REQUEST, _ANSWER),
        is_global=True,
        home="us-east-1",
    ),
)
