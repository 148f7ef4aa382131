while IFS= read -r environment; do
  if [ -z "$environment" ]; then continue; fi
  ended=0
  driftgate drift -- "$environment" </dev/null || ended=$?
  take "$ended"
done <<END
$ENVIRONMENTS
END
# A night that did not come is INCONCLUSIVE too.
ended=0
driftgate status --max-age 26h || ended=$?
take "$ended"
exit "$code"
