# What an auditor can verify alone. Of .driftgate nothing else leaves this machine: the key of the redaction lies there.
if [ -f "$REPORTS/verdict.env" ]; then driftgate evidence export latest -o "$REPORTS/evidence.zip"; fi
