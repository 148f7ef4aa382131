mkdir -p "$REPORTS"
if [ "$TRUSTED" != true ] && [ -n "$ROOTS" ]; then
  # A fork has no credentials, so there is no plan: what code alone proves wrong is told, and the rest is not proven.
  echo "driftgate: this change comes from a fork, so only its code is judged, without a plan and without accounts"
  number=0
  printf '%s\n' "$ROOTS" | {
    while IFS='|' read -r program workspace folder backend values; do
      if [ -z "$folder" ]; then continue; fi
      if [ "$program" != terraform ]; then
        echo "driftgate: $folder is code of $program, of which nothing can be told without a plan"
        take 3
        continue
      fi
      number=$((number + 1))
      ended=0
      driftgate policy check --since "$BASE" --format "$FORMAT" \
        --report "json=$REPORTS/report-$number.json" --report "markdown=$REPORTS/report-$number.md" \
        --report "junit=$REPORTS/driftgate-$number.xml" --report "dotenv=$REPORTS/verdict-$number.env" \
        -- "hcl:$folder" </dev/null || ended=$?
      take "$ended"
    done
    # Parity is told by a plan alone. A configuration that cannot be read excuses nothing.
    required='gates.parity.require = "must"'
    configured=$(driftgate config show </dev/null) || configured=$required
    if printf '%s\n' "$configured" | grep -Fx "$required" >/dev/null &&
      ! printf '%s\n' "$configured" | grep -Fx "gates.parity.against = \"$ENVIRONMENT\"" >/dev/null; then
      echo "driftgate: parity is required, and only a plan tells it, so this change is not proven"
      take 3
    fi
    if [ "$code" = 3 ]; then
      printf 'DRIFTGATE_DECISION=INCONCLUSIVE\nDRIFTGATE_EXIT_CODE=3\nDRIFTGATE_RUN_ID=\n' >"$REPORTS/verdict.env"
    fi
    exit "$code"
  }
  exit 0
fi
set --
for plan in "$PLANS"/*.json; do
  if [ -f "$plan" ]; then set -- "$@" --plan "$plan" --code "$(cat "${plan%.json}.folder")"; fi
done
