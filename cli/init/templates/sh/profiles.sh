# The configuration names profiles: here each of them is the role of this job.
umask 077
printf '%s\n' "$PROFILES" | while IFS= read -r profile; do
  printf '[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\naws_session_token = %s\n' \
    "$profile" "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN"
done >"$AWS_SHARED_CREDENTIALS_FILE"
