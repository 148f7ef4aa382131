"""CloudFront distributions, and how these sign what they ask of an origin."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.service import Call, Read, ResourceType, Service, block

_ORIGIN = block(
    origin_id="Id",
    domain_name="DomainName",
    origin_path="OriginPath",
    origin_access_control_id="OriginAccessControlId",
    connection_attempts="ConnectionAttempts",
    connection_timeout="ConnectionTimeout",
    s3_origin_config=(
        "(S3OriginConfig.OriginAccessIdentity && [{origin_access_identity: S3OriginConfig.OriginAccessIdentity}])"
        " || `[]`"
    ),
    custom_origin_config=(
        "one({http_port: CustomOriginConfig.HTTPPort, https_port: CustomOriginConfig.HTTPSPort,"
        " origin_protocol_policy: CustomOriginConfig.OriginProtocolPolicy,"
        " origin_ssl_protocols: CustomOriginConfig.OriginSslProtocols.Items,"
        " origin_read_timeout: CustomOriginConfig.OriginReadTimeout,"
        " origin_keepalive_timeout: CustomOriginConfig.OriginKeepaliveTimeout})"
    ),
    vpc_origin_config=(
        "one({vpc_origin_id: VpcOriginConfig.VpcOriginId,"
        " origin_read_timeout: VpcOriginConfig.OriginReadTimeout,"
        " origin_keepalive_timeout: VpcOriginConfig.OriginKeepaliveTimeout})"
    ),
    origin_shield=(
        "(OriginShield.Enabled && [{enabled: OriginShield.Enabled,"
        " origin_shield_region: OriginShield.OriginShieldRegion}]) || `[]`"
    ),
)
_BEHAVIOR = {
    "target_origin_id": "TargetOriginId",
    "viewer_protocol_policy": "ViewerProtocolPolicy",
    "allowed_methods": "AllowedMethods.Items",
    "cached_methods": "AllowedMethods.CachedMethods.Items",
    "compress": "Compress || `false`",
    "smooth_streaming": "SmoothStreaming || `false`",
    "cache_policy_id": "CachePolicyId",
    "origin_request_policy_id": "OriginRequestPolicyId",
    "response_headers_policy_id": "ResponseHeadersPolicyId",
    "realtime_log_config_arn": "RealtimeLogConfigArn",
    "field_level_encryption_id": "FieldLevelEncryptionId",
    "min_ttl": "MinTTL || `0`",
    "default_ttl": "DefaultTTL || `0`",
    "max_ttl": "MaxTTL || `0`",
    "trusted_key_groups": "TrustedKeyGroups.Items",
    "trusted_signers": "TrustedSigners.Items",
    "grpc_config": "one({enabled: GrpcConfig.Enabled})",
    "function_association": "FunctionAssociations.Items[].{event_type: EventType, function_arn: FunctionARN}",
    "lambda_function_association": (
        "LambdaFunctionAssociations.Items[]"
        ".{event_type: EventType, lambda_arn: LambdaFunctionARN, include_body: IncludeBody || `false`}"
    ),
    "forwarded_values": (
        "(ForwardedValues && [{query_string: ForwardedValues.QueryString || `false`,"
        " headers: ForwardedValues.Headers.Items,"
        " query_string_cache_keys: ForwardedValues.QueryStringCacheKeys.Items,"
        " cookies: one({forward: ForwardedValues.Cookies.Forward,"
        " whitelisted_names: ForwardedValues.Cookies.WhitelistedNames.Items})}]) || `[]`"
    ),
}
_DISTRIBUTION = ResourceType(
    name="aws_cloudfront_distribution",
    listing=Call(
        operation="ListDistributions",
        items="DistributionList.Items",
        describe=Call(
            operation="GetDistribution",
            items="merge(Distribution.DistributionConfig, {Id: Distribution.Id, ARN: Distribution.ARN})",
            parameters={"Id": "Id"},
            absent=("NoSuchDistribution",),
        ),
        # The distributions that have tenants are of another type.
        where="ConnectionMode != 'tenant-only'",
    ),
    id="Id",
    attributes={
        "arn": "ARN",
        "enabled": "Enabled",
        "staging": "Staging || `false`",
        "comment": "Comment",
        "aliases": "ordered(Aliases.Items)",
        "default_root_object": "DefaultRootObject",
        "http_version": lambda item: str(item.get("HttpVersion") or "").lower(),
        "is_ipv6_enabled": "IsIPV6Enabled || `false`",
        "price_class": "PriceClass",
        "web_acl_id": "WebACLId",
        "continuous_deployment_policy_id": "ContinuousDeploymentPolicyId",
        # Values of headers often are what an origin knows CloudFront by: with one, origins are not read.
        "origin": f"told((!(Origins.Items[].CustomHeaders.Items[]) && Origins.Items[].{_ORIGIN}) || `null`)",
        "origin_group": (
            "OriginGroups.Items[].{origin_id: Id, member: Members.Items[].{origin_id: OriginId},"
            " failover_criteria: [{status_codes: FailoverCriteria.StatusCodes.Items}]}"
        ),
        "default_cache_behavior": f"[DefaultCacheBehavior.{block(**_BEHAVIOR)}]",
        "ordered_cache_behavior": f"CacheBehaviors.Items[].{block(path_pattern='PathPattern', **_BEHAVIOR)}",
        "custom_error_response": (
            "CustomErrorResponses.Items[].{error_code: ErrorCode, error_caching_min_ttl: ErrorCachingMinTTL,"
            " response_code: to_number(ResponseCode) || `0`, response_page_path: ResponsePagePath}"
        ),
        "logging_config": (
            "(Logging.Enabled && [{bucket: Logging.Bucket, prefix: Logging.Prefix,"
            " include_cookies: Logging.IncludeCookies || `false`}]) || `[]`"
        ),
        "restrictions": (
            "[{geo_restriction: [{restriction_type: Restrictions.GeoRestriction.RestrictionType,"
            " locations: Restrictions.GeoRestriction.Items}]}]"
        ),
        "viewer_certificate": (
            "ViewerCertificate.{acm_certificate_arn: ACMCertificateArn, iam_certificate_id: IAMCertificateId,"
            " cloudfront_default_certificate: CloudFrontDefaultCertificate || `false`,"
            " minimum_protocol_version: MinimumProtocolVersion,"
            " ssl_support_method: ((ACMCertificateArn || IAMCertificateId) && SSLSupportMethod) || `null`} | one(@)"
        ),
    },
    reads=(
        Read(operation="ListTagsForResource", parameters={"Resource": "ARN"}, attributes={"tags": "tags(Tags.Items)"}),
    ),
    facts=TypeFacts(
        terraform_only=frozenset({"retain_on_delete", "wait_for_deployment"}),
        caseless=frozenset({"aliases", "domain_name"}),
        meanings={"domain_name": Meaning.EXPOSURE},  # of an origin: who answers for it
    ),
)
_ACCESS_CONTROL = ResourceType(
    name="aws_cloudfront_origin_access_control",
    listing=Call(operation="ListOriginAccessControls", items="OriginAccessControlList.Items"),
    id="Id",
    attributes={
        "arn": "fill('arn:{}:cloudfront::{}:origin-access-control/{}', [_partition, _account, Id])",
        "name": "Name",
        "description": "Description",
        "origin_access_control_origin_type": "OriginAccessControlOriginType",
        "signing_behavior": "SigningBehavior",
        "signing_protocol": "SigningProtocol",
    },
)
SERVICES = (Service(name="cloudfront", types=(_DISTRIBUTION, _ACCESS_CONTROL), is_global=True, home="us-east-1"),)
