mkdir -p "$REPORTS"
set -- "$@" --report "json=$REPORTS/report.json" --report "junit=$REPORTS/driftgate.xml" \
  --report "markdown=$REPORTS/report.md" --report "html=$REPORTS/report.html" --report "dotenv=$REPORTS/verdict.env"
