decision='' run_id=''
for verdict in reports/*/verdict*.env; do
  if [ ! -f "$verdict" ]; then continue; fi
  before=$code
  take "$(sed -n 's/^DRIFTGATE_EXIT_CODE=\([0-9]\)$/\1/p' "$verdict")"
  said=$(sed -n 's/^DRIFTGATE_DECISION=\([A-Z-]*\)$/\1/p' "$verdict")
  if [ -z "$decision" ] || [ "$code" != "$before" ] || [ "$code:$said" = 0:CONDITIONAL ]; then
    decision=$said
    run_id=$(sed -n 's/^DRIFTGATE_RUN_ID=\([0-9A-Za-z-]*\)$/\1/p' "$verdict")
  fi
done
if [ -z "$decision" ] || { [ "$RESULT" != success ] && [ "$code" = 0 ]; }; then
  # A job that ended without a verdict has proven nothing.
  code=4 decision=INCONCLUSIVE run_id=''
fi
