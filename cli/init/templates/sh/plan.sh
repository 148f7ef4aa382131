# A plan holds secrets in clear: only this job may read it, nothing of it is printed, and it is removed at the end.
umask 077
mkdir -p "$PLANS"
number=0
printf '%s\n' "$ROOTS" | while IFS='|' read -r program workspace folder backend values; do
  if [ -z "$folder" ]; then continue; fi
  number=$((number + 1))
  plan="$PLANS/$number"
  printf '%s\n' "$folder" >"$plan.folder"
  (
    cd "$folder"
    if [ "$program" = terraform ]; then export TF_DATA_DIR="$plan.data"; fi
    if [ -n "$workspace" ]; then export TF_WORKSPACE="$workspace"; fi
    set -- -input=false -no-color
    if [ -f .terraform.lock.hcl ]; then set -- "$@" -lockfile=readonly; fi
    if [ -n "$backend" ]; then set -- "$@" -backend-config="$backend"; fi
    "$program" init "$@" </dev/null
    set -- -input=false -no-color -lock=false -out="$plan.tfplan"
    if [ -n "$values" ]; then set -- "$@" -var-file="$values"; fi
    "$program" plan "$@" </dev/null >/dev/null
    "$program" show -json "$plan.tfplan" </dev/null >"$plan.json"
  )
done
