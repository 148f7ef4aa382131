# The role by OIDC, without a key that lasts; the configuration's profiles are the same role.
if [ -n "${ROLE:-}" ]; then
  umask 077
  mkdir -p "$WORK"
  printf '%s' "$ID_TOKEN" >"$WORK/token"
  export AWS_ROLE_ARN="$ROLE" AWS_WEB_IDENTITY_TOKEN_FILE="$WORK/token" AWS_CONFIG_FILE="$WORK/config"
  printf '%s\n' "$PROFILES" | while IFS= read -r profile; do
    if [ -z "$profile" ]; then continue; fi
    printf '[profile %s]\nrole_arn = %s\nweb_identity_token_file = %s\n' "$profile" "$ROLE" "$WORK/token"
  done >"$AWS_CONFIG_FILE"
fi
