# The worst exit code of several: 4 (the tool failed), 2 (a wrong call), 1 (NO-GO), 3 (INCONCLUSIVE), 0.
code=0
take() {
  case "$1" in 0 | 1 | 2 | 3 | 4) ;; *) set -- 4 ;; esac
  for level in 4 2 1 3; do
    if [ "$1" = "$level" ] || [ "$code" = "$level" ]; then
      code=$level
      return
    fi
  done
}
