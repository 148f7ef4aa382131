printf '%s\n' "$ENVIRONMENTS" | {
  while IFS= read -r environment; do
    if [ -z "$environment" ]; then continue; fi
    ended=0
    driftgate drift -- "$environment" </dev/null || ended=$?
    take "$ended"
    # Of the same verb: a gate that somebody ran by day is no night.
    ended=0
    driftgate status --max-age 26h --command drift -- "$environment" </dev/null || ended=$?
    take "$ended"
  done
  exit "$code"
}
