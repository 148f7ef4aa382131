# A plan holds secrets in clear: only this job may read it, nothing of it is printed, and it is removed at the end.
umask 077
mkdir -p "$PLANS"
number=0
printf '%s\n' "$ROOTS" | while IFS='|' read -r workspace folder backend values; do
  if [ -z "$folder" ]; then continue; fi
  number=$((number + 1))
  export TF_DATA_DIR="$PLANS/data-$number"
  unset TF_WORKSPACE
  if [ -n "$workspace" ]; then export TF_WORKSPACE="$workspace"; fi
  set -- -input=false -no-color
  if [ -f "$folder/.terraform.lock.hcl" ]; then set -- "$@" -lockfile=readonly; fi
  if [ -n "$backend" ]; then set -- "$@" -backend-config="$backend"; fi
  terraform -chdir="$folder" init "$@" </dev/null
  set -- -input=false -no-color -lock=false -out="$PLANS/$number.tfplan"
  if [ -n "$values" ]; then set -- "$@" -var-file="$values"; fi
  terraform -chdir="$folder" plan "$@" </dev/null >/dev/null
  terraform -chdir="$folder" show -json "$PLANS/$number.tfplan" </dev/null >"$PLANS/$number.json"
done
