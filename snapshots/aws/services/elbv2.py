"""Load balancers of all kinds, their listeners and rules."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.service import Call, Read, ResourceType, Service, also, block
from snapshots.aws.services import elbv2_targets
from snapshots.aws.services.elbv2_targets import flag, number, tags, text


def _bucket(kind: str) -> str:
    """Return the block of the logs of a kind that go to a bucket."""
    return block(
        bucket=text(f"{kind}.s3.bucket"),
        enabled=f"{text(f'{kind}.s3.enabled')} == 'true'",
        prefix=text(f"{kind}.s3.prefix"),
    )


_COGNITO = block(
    user_pool_arn="UserPoolArn",
    user_pool_client_id="UserPoolClientId",
    user_pool_domain="UserPoolDomain",
    authentication_request_extra_params="AuthenticationRequestExtraParams",
    on_unauthenticated_request="OnUnauthenticatedRequest",
    scope="Scope",
    session_cookie_name="SessionCookieName",
    session_timeout="SessionTimeout",
)
_REDIRECT = block(host="Host", path="Path", port="Port", protocol="Protocol", query="Query", status_code="StatusCode")
_FORWARD = block(
    target_group="TargetGroups[].{arn: TargetGroupArn, weight: Weight}",
    stickiness=(
        "one({enabled: TargetGroupStickinessConfig.Enabled, duration: TargetGroupStickinessConfig.DurationSeconds})"
    ),
)
# AWS tells both forms of a plain forward to one target group; the short one is what people write.
_SPREAD = "(length(ForwardConfig.TargetGroups || `[]`) > `1` || ForwardConfig.TargetGroupStickinessConfig.Enabled)"


def _actions(member: str) -> str:
    """Return the expression of the actions of a listener or rule, in their order."""
    action = block(
        type="Type",
        order="not_null(Order, `0`)",
        target_group_arn=f"(!{_SPREAD} && (TargetGroupArn || ForwardConfig.TargetGroups[0].TargetGroupArn)) || `null`",
        forward=f"({_SPREAD} && one(ForwardConfig.{_FORWARD})) || `[]`",
        redirect=f"one(RedirectConfig.{_REDIRECT})",
        fixed_response=(
            "one(FixedResponseConfig.{content_type: ContentType, message_body: MessageBody, status_code: StatusCode})"
        ),
        authenticate_cognito=f"one(AuthenticateCognitoConfig.{_COGNITO})",
    )
    # AWS never tells the client secret of OpenID Connect, so actions with one cannot be compared.
    plain = f"!({member}[?Type == 'authenticate-oidc'])"
    return f"told(({plain} && sort_by({member} || `[]`, &not_null(Order, `0`))[].{action}) || `null`)"


_LOAD_BALANCERS = Call(operation="DescribeLoadBalancers", items="LoadBalancers")
_LOAD_BALANCER = ResourceType(
    name="aws_lb",
    listing=_LOAD_BALANCERS,
    id="LoadBalancerArn",
    attributes={
        "arn": "LoadBalancerArn",
        "arn_suffix": "after(':loadbalancer/', LoadBalancerArn)",
        "name": "LoadBalancerName",
        "dns_name": "DNSName",
        "zone_id": "CanonicalHostedZoneId",
        "load_balancer_type": "Type",
        "internal": "Scheme == 'internal'",
        "ip_address_type": "IpAddressType",
        "vpc_id": "VpcId",
        "security_groups": "ordered(SecurityGroups)",
        "subnets": "ordered(AvailabilityZones[].SubnetId)",
        "subnet_mapping": (
            "AvailabilityZones[].{subnet_id: SubnetId, outpost_id: OutpostId,"
            " allocation_id: LoadBalancerAddresses[0].AllocationId,"
            " ipv6_address: LoadBalancerAddresses[0].IPv6Address,"
            " private_ipv4_address: LoadBalancerAddresses[0].PrivateIPv4Address}"
        ),
        "customer_owned_ipv4_pool": "CustomerOwnedIpv4Pool",
        "enforce_security_group_inbound_rules_on_private_link_traffic": (
            "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
        ),
        "ipam_pools": "one({ipv4_ipam_pool_id: IpamPools.Ipv4IpamPoolId})",
    },
    reads=(
        Read(
            operation="DescribeLoadBalancerAttributes",
            parameters={"LoadBalancerArn": "LoadBalancerArn"},
            attributes={
                "access_logs": f"[{_bucket('access_logs')}]",
                "connection_logs": f"(_item.Type == 'application' && [{_bucket('connection_logs')}]) || `[]`",
                "client_keep_alive": number("client_keep_alive.seconds"),
                "desync_mitigation_mode": text("routing.http.desync_mitigation_mode"),
                "dns_record_client_routing_policy": text("dns_record.client_routing_policy"),
                "drop_invalid_header_fields": flag("routing.http.drop_invalid_header_fields.enabled"),
                "enable_cross_zone_load_balancing": flag("load_balancing.cross_zone.enabled"),
                "enable_deletion_protection": flag("deletion_protection.enabled"),
                "enable_http2": flag("routing.http2.enabled"),
                "enable_tls_version_and_cipher_suite_headers": flag(
                    "routing.http.x_amzn_tls_version_and_cipher_suite.enabled"
                ),
                "enable_waf_fail_open": flag("waf.fail_open.enabled"),
                "enable_xff_client_port": flag("routing.http.xff_client_port.enabled"),
                "enable_zonal_shift": flag("zonal_shift.config.enabled"),
                "idle_timeout": number("idle_timeout.timeout_seconds"),
                "preserve_host_header": flag("routing.http.preserve_host_header.enabled"),
                "xff_header_processing_mode": text("routing.http.xff_header_processing.mode"),
            },
        ),
        Read(
            operation="DescribeCapacityReservation",
            parameters={"LoadBalancerArn": "LoadBalancerArn"},
            attributes={
                "minimum_load_balancer_capacity": "one({capacity_units: MinimumLoadBalancerCapacity.CapacityUnits})"
            },
            where="Type != 'gateway'",
        ),
        tags("LoadBalancerArn"),
    ),
    facts=TypeFacts(
        # What a kind of load balancer does not have is at its default in a state, and AWS says nothing of it.
        defaults={
            "client_keep_alive": 3600,
            "desync_mitigation_mode": "defensive",
            "dns_record_client_routing_policy": "any_availability_zone",
            "drop_invalid_header_fields": False,
            "enable_cross_zone_load_balancing": False,
            "enable_http2": True,
            "enable_tls_version_and_cipher_suite_headers": False,
            "enable_waf_fail_open": False,
            "enable_xff_client_port": False,
            "enable_zonal_shift": False,
            "idle_timeout": 60,
            "preserve_host_header": False,
            "xff_header_processing_mode": "append",
        },
        meanings={"internal": Meaning.EXPOSURE},
    ),
)
_LISTENERS = Call(
    operation="DescribeListeners",
    items="Listeners",
    parameters={"LoadBalancerArn": "LoadBalancerArn"},
    of=_LOAD_BALANCERS,
)
# Keys whose attribute is the key with each dot as an underscore.
_HEADERS = (
    *(
        f"routing.http.request.x_amzn_{name}.header_name"
        for name in (
            "mtls_clientcert",
            "mtls_clientcert_issuer",
            "mtls_clientcert_leaf",
            "mtls_clientcert_serial_number",
            "mtls_clientcert_subject",
            "mtls_clientcert_validity",
            "tls_cipher_suite",
            "tls_version",
        )
    ),
    *(
        f"routing.http.response.{name}.header_value"
        for name in (
            "access_control_allow_credentials",
            "access_control_allow_headers",
            "access_control_allow_methods",
            "access_control_allow_origin",
            "access_control_expose_headers",
            "access_control_max_age",
            "content_security_policy",
            "strict_transport_security",
            "x_content_type_options",
            "x_frame_options",
        )
    ),
)
_LISTENER = ResourceType(
    name="aws_lb_listener",
    listing=_LISTENERS,
    id="ListenerArn",
    attributes={
        "arn": "ListenerArn",
        "load_balancer_arn": "LoadBalancerArn",
        "port": "Port",
        "protocol": "Protocol",
        "ssl_policy": "SslPolicy",
        "certificate_arn": "Certificates[0].CertificateArn",
        "alpn_policy": "AlpnPolicy[0]",
        "default_action": _actions("DefaultActions"),
        "mutual_authentication": (
            "(MutualAuthentication && [{mode: MutualAuthentication.Mode,"
            " trust_store_arn: MutualAuthentication.TrustStoreArn,"
            " advertise_trust_store_ca_names: MutualAuthentication.AdvertiseTrustStoreCaNames,"
            " ignore_client_certificate_expiry: MutualAuthentication.IgnoreClientCertificateExpiry || `false`}])"
            " || `[]`"
        ),
    },
    reads=(
        Read(
            operation="DescribeListenerAttributes",
            parameters={"ListenerArn": "ListenerArn"},
            attributes={
                **{key.replace(".", "_"): text(key) for key in _HEADERS},
                "routing_http_response_server_enabled": flag("routing.http.response.server.enabled"),
                "tcp_idle_timeout_seconds": number("tcp.idle_timeout.seconds"),
            },
            where="Protocol != 'TLS'",
        ),
        tags("ListenerArn"),
    ),
    facts=TypeFacts(defaults={"tcp_idle_timeout_seconds": 350}, meanings={"protocol": Meaning.ENCRYPTION}),
)
_RULE = ResourceType(
    name="aws_lb_listener_rule",
    listing=Call(
        operation="DescribeRules",
        items="Rules",
        parameters={"ListenerArn": "ListenerArn"},
        of=_LISTENERS,
        where="!IsDefault",
    ),
    id="RuleArn",
    attributes={
        "arn": "RuleArn",
        "listener_arn": "_parent.ListenerArn",
        "priority": "to_number(Priority)",
        "action": _actions("Actions"),
        "condition": (
            "Conditions[].{host_header: one({values: HostHeaderConfig.Values}),"
            " http_header: one({http_header_name: HttpHeaderConfig.HttpHeaderName, values: HttpHeaderConfig.Values}),"
            " http_request_method: one({values: HttpRequestMethodConfig.Values}),"
            " path_pattern: one({values: PathPatternConfig.Values}),"
            " query_string: QueryStringConfig.Values[].{key: Key, value: Value},"
            " source_ip: one({values: SourceIpConfig.Values})}"
        ),
    },
    reads=(tags("RuleArn"),),
)
# The certificates beside the default one, which the listener itself tells.
_CERTIFICATE = ResourceType(
    name="aws_lb_listener_certificate",
    listing=Call(
        operation="DescribeListenerCertificates",
        items="Certificates",
        parameters={"ListenerArn": "ListenerArn"},
        of=Call(
            operation="DescribeListeners",
            items="Listeners",
            parameters={"LoadBalancerArn": "LoadBalancerArn"},
            of=_LOAD_BALANCERS,
            where="Protocol == 'HTTPS' || Protocol == 'TLS'",
        ),
        absent=("ListenerNotFound",),
        where="!IsDefault",
    ),
    id="join('_', [_parent.ListenerArn, CertificateArn])",
    attributes={"listener_arn": "_parent.ListenerArn", "certificate_arn": "CertificateArn"},
    facts=TypeFacts(
        key=("listener_arn", "certificate_arn"),
        called=("listener_arn", "certificate_arn"),
        nothing_to_judge="it joins a listener and a certificate",
    ),
)
SERVICES = (
    Service(
        name="elbv2",
        types=(
            _LOAD_BALANCER,
            _LISTENER,
            _RULE,
            _CERTIFICATE,
            *elbv2_targets.TYPES,
            also(_LOAD_BALANCER, "aws_alb"),
            also(_LISTENER, "aws_alb_listener"),
            also(_RULE, "aws_alb_listener_rule"),
            also(_CERTIFICATE, "aws_alb_listener_certificate"),
        ),
        events="elasticloadbalancing",
    ),
)
