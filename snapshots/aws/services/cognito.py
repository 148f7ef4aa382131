"""Cognito: pools of users with their clients, groups and domains, and pools of identities with their roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.expressions import UNTOLD, Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_GONE = ("ResourceNotFoundException",)
_POOLS = Call(
    operation="ListUserPools",
    items="UserPools",
    parameters={"MaxResults": "`60`"},
    describe=Call(operation="DescribeUserPool", items="UserPool", parameters={"UserPoolId": "Id"}, absent=_GONE),
)
# Attributes that every pool has, of which a state has those only that the code names.
_STANDARD = frozenset(
    {
        "address",
        "birthdate",
        "email",
        "email_verified",
        "family_name",
        "gender",
        "given_name",
        "identities",
        "locale",
        "middle_name",
        "name",
        "nickname",
        "phone_number",
        "phone_number_verified",
        "picture",
        "preferred_username",
        "profile",
        "sub",
        "updated_at",
        "website",
        "zoneinfo",
    }
)


def _schema(pool: Item) -> Any:
    """Return no attributes of people's own, or unread: a state does not have those that every pool has."""
    own = [one for one in pool.get("SchemaAttributes") or () if one.get("Name") not in _STANDARD]
    return UNTOLD if own else []


_INVITE = "{email_message: EmailMessage, email_subject: EmailSubject, sms_message: SMSMessage}"
_CALLED = "{lambda_arn: LambdaArn, lambda_version: LambdaVersion}"
_LAMBDAS = (
    "{create_auth_challenge: CreateAuthChallenge || '', custom_message: CustomMessage || '',"
    " define_auth_challenge: DefineAuthChallenge || '', kms_key_id: KMSKeyID || '',"
    " post_authentication: PostAuthentication || '', post_confirmation: PostConfirmation || '',"
    " pre_authentication: PreAuthentication || '', pre_sign_up: PreSignUp || '',"
    " pre_token_generation: PreTokenGeneration || '', user_migration: UserMigration || '',"
    " verify_auth_challenge_response: VerifyAuthChallengeResponse || '',"
    f" custom_email_sender: [CustomEmailSender][*].{_CALLED}, custom_sms_sender: [CustomSMSSender][*].{_CALLED},"
    f" pre_token_generation_config: [PreTokenGenerationConfig][*].{_CALLED}}}"
)
_POOL = ResourceType(
    name="aws_cognito_user_pool",
    listing=_POOLS,
    id="Id",
    attributes={
        "arn": "Arn",
        "name": "Name",
        "account_recovery_setting": (
            "[AccountRecoverySetting][?RecoveryMechanisms].{recovery_mechanism: RecoveryMechanisms[].{name: Name,"
            " priority: Priority}}"
        ),
        "admin_create_user_config": (
            "[AdminCreateUserConfig][*].{allow_admin_create_user_only: AllowAdminCreateUserOnly || `false`,"
            f" invite_message_template: [InviteMessageTemplate][*].{_INVITE}}}"
        ),
        "alias_attributes": "ordered(AliasAttributes)",
        "auto_verified_attributes": "ordered(AutoVerifiedAttributes)",
        "deletion_protection": "DeletionProtection || 'INACTIVE'",
        "device_configuration": (
            "[DeviceConfiguration][*].{challenge_required_on_new_device: ChallengeRequiredOnNewDevice || `false`,"
            " device_only_remembered_on_user_prompt: DeviceOnlyRememberedOnUserPrompt || `false`}"
        ),
        "email_configuration": (
            "[EmailConfiguration][*].{configuration_set: ConfigurationSet || '',"
            " email_sending_account: EmailSendingAccount || 'COGNITO_DEFAULT', from_email_address: From || '',"
            " reply_to_email_address: ReplyToEmailAddress || '', source_arn: SourceArn || ''}"
        ),
        "email_verification_message": "EmailVerificationMessage",
        "email_verification_subject": "EmailVerificationSubject",
        "lambda_config": f"[LambdaConfig][?@].{_LAMBDAS}",
        "password_policy": (
            "[Policies.PasswordPolicy][*].{minimum_length: MinimumLength, require_lowercase: RequireLowercase"
            " || `false`, require_numbers: RequireNumbers || `false`, require_symbols: RequireSymbols || `false`,"
            " require_uppercase: RequireUppercase || `false`, password_history_size: PasswordHistorySize || `0`,"
            " temporary_password_validity_days: TemporaryPasswordValidityDays || `0`}"
        ),
        "schema": _schema,
        "sign_in_policy": ("[Policies.SignInPolicy][*].{allowed_first_auth_factors: ordered(AllowedFirstAuthFactors)}"),
        "sms_authentication_message": "SmsAuthenticationMessage",
        "sms_configuration": (
            "[SmsConfiguration][*].{external_id: ExternalId, sns_caller_arn: SnsCallerArn, sns_region: SnsRegion}"
        ),
        "sms_verification_message": "SmsVerificationMessage",
        "user_attribute_update_settings": (
            "[UserAttributeUpdateSettings][?AttributesRequireVerificationBeforeUpdate]"
            ".{attributes_require_verification_before_update: ordered(AttributesRequireVerificationBeforeUpdate)}"
        ),
        "user_pool_add_ons": (
            "[UserPoolAddOns][*].{advanced_security_mode: AdvancedSecurityMode, advanced_security_additional_flows:"
            " [AdvancedSecurityAdditionalFlows][*].{custom_auth_mode: CustomAuthMode}}"
        ),
        "user_pool_tier": "UserPoolTier",
        "username_attributes": "ordered(UsernameAttributes)",
        "username_configuration": "[UsernameConfiguration][*].{case_sensitive: CaseSensitive || `false`}",
        "verification_message_template": (
            "[VerificationMessageTemplate][*].{default_email_option: DefaultEmailOption,"
            " email_message: EmailMessage || '', email_message_by_link: EmailMessageByLink || '',"
            " email_subject: EmailSubject || '', email_subject_by_link: EmailSubjectByLink || '',"
            " sms_message: SmsMessage || ''}"
        ),
    },
    reads=(
        Read(
            operation="GetUserPoolMfaConfig",
            parameters={"UserPoolId": "Id"},
            attributes={
                "mfa_configuration": "MfaConfiguration",
                "software_token_mfa_configuration": ("[SoftwareTokenMfaConfiguration][?Enabled].{enabled: Enabled}"),
                "web_authn_configuration": (
                    "[WebAuthnConfiguration][*].{relying_party_id: RelyingPartyId, user_verification: UserVerification}"
                ),
                "email_mfa_configuration": "[EmailMfaConfiguration][*].{message: Message, subject: Subject}",
            },
        ),
    ),
    tags="tags(UserPoolTags)",
    facts=TypeFacts(
        nameless=True,
        volatile=frozenset({"custom_domain", "domain", "estimated_number_of_users", "last_modified_date"}),
        defaults={
            "deletion_protection": "INACTIVE",
            "email_configuration.email_sending_account": "COGNITO_DEFAULT",
            "mfa_configuration": "OFF",
            "verification_message_template.default_email_option": "CONFIRM_WITH_CODE",
        },
        protections={"deletion_protection": "ACTIVE", "mfa_configuration": "ON"},
    ),
)
_CLIENT = ResourceType(
    name="aws_cognito_user_pool_client",
    listing=Call(
        operation="ListUserPoolClients",
        items="UserPoolClients",
        parameters={"UserPoolId": "Id"},
        of=_POOLS,
        absent=_GONE,
        describe=Call(
            operation="DescribeUserPoolClient",
            items="UserPoolClient",
            parameters={"UserPoolId": "UserPoolId", "ClientId": "ClientId"},
            absent=_GONE,
        ),
    ),
    id="ClientId",
    attributes={
        "name": "ClientName",
        "user_pool_id": "UserPoolId",
        "access_token_validity": "AccessTokenValidity || `0`",
        "id_token_validity": "IdTokenValidity || `0`",
        "refresh_token_validity": "RefreshTokenValidity || `0`",
        "allowed_oauth_flows": "ordered(AllowedOAuthFlows)",
        "allowed_oauth_flows_user_pool_client": "AllowedOAuthFlowsUserPoolClient || `false`",
        "allowed_oauth_scopes": "ordered(AllowedOAuthScopes)",
        "analytics_configuration": (
            "[AnalyticsConfiguration][*].{application_arn: ApplicationArn, application_id: ApplicationId,"
            " external_id: ExternalId, role_arn: RoleArn, user_data_shared: UserDataShared || `false`}"
        ),
        "auth_session_validity": "AuthSessionValidity",
        "callback_urls": "ordered(CallbackURLs)",
        "default_redirect_uri": "DefaultRedirectURI || ''",
        "enable_propagate_additional_user_context_data": "EnablePropagateAdditionalUserContextData || `false`",
        "enable_token_revocation": "EnableTokenRevocation || `false`",
        "explicit_auth_flows": "ordered(ExplicitAuthFlows)",
        "logout_urls": "ordered(LogoutURLs)",
        "prevent_user_existence_errors": "PreventUserExistenceErrors || ''",
        "read_attributes": "ordered(ReadAttributes)",
        "refresh_token_rotation": (
            "[RefreshTokenRotation][*].{feature: Feature, retry_grace_period_seconds: RetryGracePeriodSeconds || `0`}"
        ),
        "supported_identity_providers": "ordered(SupportedIdentityProviders)",
        "token_validity_units": (
            "[TokenValidityUnits][*].{access_token: AccessToken, id_token: IdToken, refresh_token: RefreshToken}"
        ),
        "write_attributes": "ordered(WriteAttributes)",
    },
    facts=TypeFacts(
        nameless=True,
        terraform_only=frozenset({"generate_secret"}),
        nothing_to_judge="it says how a program signs people in; the pool is judged itself",
    ),
)
_GROUP = ResourceType(
    name="aws_cognito_user_group",
    listing=Call(operation="ListGroups", items="Groups", parameters={"UserPoolId": "Id"}, of=_POOLS, absent=_GONE),
    id="fill('{}/{}', [UserPoolId, GroupName])",
    attributes={
        "name": "GroupName",
        "user_pool_id": "UserPoolId",
        "description": "Description",
        "precedence": "Precedence || `0`",
        "role_arn": "RoleArn",
    },
    facts=TypeFacts(
        key=("user_pool_id", "name"),
        called=("user_pool_id", "name"),
        nothing_to_judge="it hands a role to people; the role is judged itself",
    ),
)


def _domains(pools: Iterable[Item]) -> Iterator[Item]:
    """Yield an item for each domain of the pools: AWS's own and people's."""
    for pool in pools:
        for member in ("Domain", "CustomDomain"):
            if pool.get(member):
                yield {**pool, "_value": pool[member]}


_DOMAIN = ResourceType(
    name="aws_cognito_user_pool_domain",
    listing=Call(
        operation="DescribeUserPoolDomain",
        items="DomainDescription",
        parameters={"Domain": "_value"},
        of=replace(_POOLS, joined=_domains),
        where="UserPoolId",
    ),
    id="Domain",
    attributes={
        "domain": "Domain",
        "user_pool_id": "UserPoolId",
        "certificate_arn": "CustomDomainConfig.CertificateArn",
        "managed_login_version": "ManagedLoginVersion || `0`",
    },
    facts=TypeFacts(nothing_to_judge="a name of a pool, which is judged itself"),
)
_IDENTITIES = Call(
    operation="ListIdentityPools",
    items="IdentityPools",
    parameters={"MaxResults": "`60`"},
    describe=Call(
        operation="DescribeIdentityPool", items="@", parameters={"IdentityPoolId": "IdentityPoolId"}, absent=_GONE
    ),
)
_IDENTITY_POOL = ResourceType(
    name="aws_cognito_identity_pool",
    listing=_IDENTITIES,
    id="IdentityPoolId",
    attributes={
        "arn": (
            "fill('arn:{}:cognito-identity:{}:{}:identitypool/{}', [_partition, _region, _account, IdentityPoolId])"
        ),
        "identity_pool_name": "IdentityPoolName",
        "allow_classic_flow": "AllowClassicFlow || `false`",
        "allow_unauthenticated_identities": "AllowUnauthenticatedIdentities || `false`",
        "cognito_identity_providers": (
            "CognitoIdentityProviders[].{client_id: ClientId, provider_name: ProviderName,"
            " server_side_token_check: ServerSideTokenCheck || `false`}"
        ),
        "developer_provider_name": "DeveloperProviderName",
        "openid_connect_provider_arns": "ordered(OpenIdConnectProviderARNs)",
        "saml_provider_arns": "SamlProviderARNs",
        "supported_login_providers": "SupportedLoginProviders",
    },
    tags="tags(IdentityPoolTags)",
    facts=TypeFacts(
        nameless=True,
        protections={"allow_unauthenticated_identities": False},
        nothing_to_judge="it hands out roles, which are judged themselves",
    ),
)


def _mappings(roles: Item) -> Any:
    """Return by which rules a provider's people get a role."""
    return [
        {
            "identity_provider": provider,
            "ambiguous_role_resolution": found.get("AmbiguousRoleResolution") or "",
            "type": found.get("Type"),
            "mapping_rule": [
                {
                    "claim": rule.get("Claim"),
                    "match_type": rule.get("MatchType"),
                    "role_arn": rule.get("RoleARN"),
                    "value": rule.get("Value"),
                }
                for rule in (found.get("RulesConfiguration") or {}).get("Rules") or ()
            ],
        }
        for provider, found in sorted((roles.get("RoleMappings") or {}).items())
    ]


_ROLES = ResourceType(
    name="aws_cognito_identity_pool_roles_attachment",
    listing=Call(
        operation="GetIdentityPoolRoles",
        items="@",
        parameters={"IdentityPoolId": "IdentityPoolId"},
        of=_IDENTITIES,
        absent=_GONE,
        where="IdentityPoolId && (Roles || RoleMappings)",
    ),
    id="_parent.IdentityPoolId",
    attributes={"identity_pool_id": "_parent.IdentityPoolId", "roles": "Roles", "role_mapping": _mappings},
    facts=TypeFacts(nothing_to_judge="it hands out roles, which are judged themselves"),
)
_FAMILY = {"aws_cognito": TypeFacts(nameless=True)}
SERVICES = (
    Service(name="cognito-idp", types=(_POOL, _CLIENT, _GROUP, _DOMAIN), families=_FAMILY),
    Service(name="cognito-identity", types=(_IDENTITY_POOL, _ROLES)),
)
