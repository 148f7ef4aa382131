# One comment, which the next run of this workflow finds by its first line and replaces. GitHub takes 65,536 characters.
marker='<!-- driftgate -->'
count=0
for report in reports/*/report.md; do
  if [ -f "$report" ]; then count=$((count + 1)); fi
done
room=60000
if [ "$count" -gt 0 ]; then room=$((55000 / count)); fi
{
  echo "$marker"
  echo
  if [ "$CODE" = 4 ]; then printf 'Not every environment has a verdict: the run says why.\n\n'; fi
  open=' open' # the worst one
  for level in 4 2 1 3 0; do
    for folder in reports/*/; do
      if [ ! -f "$folder/report.md" ] || ! grep -qx "DRIFTGATE_EXIT_CODE=$level" "$folder/verdict.env"; then continue; fi
      name=$(basename "$folder")
      said=$(sed -n 's/^DRIFTGATE_DECISION=\([A-Z-]*\)$/\1/p' "$folder/verdict.env")
      printf '<details%s><summary>%s: %s</summary>\n\n' "$open" "${name#driftgate-pull-request-}" "$said"
      open=''
      if [ "$(wc -c <"$folder/report.md")" -le "$room" ]; then
        cat "$folder/report.md"
      else
        # What is cut off ends its last line before, and all that it has opened.
        head -c "$room" "$folder/report.md" | sed '$d' |
          awk '{ print } /^<details>/ { open++ } /^<\/details>/ { open-- } END { while (open-- > 0) print "\n</details>" }'
        printf '\nThe rest is in the report that the run keeps.\n'
      fi
      printf '\n</details>\n\n'
    done
  done
  echo "[The run with all reports]($LINK)"
} >comment.md
# A comment that cannot be written is told, and changes no verdict.
id=$(gh api --paginate "repos/$REPOSITORY/issues/$NUMBER/comments" \
  --jq ".[] | select(.user.login == \"github-actions[bot]\") | select(.body | startswith(\"$marker\")) | .id" |
  head -n 1) || id=''
if [ -n "$id" ]; then
  set -- --method PATCH "repos/$REPOSITORY/issues/comments/$id"
else
  set -- --method POST "repos/$REPOSITORY/issues/$NUMBER/comments"
fi
gh api --silent "$@" --field body=@comment.md ||
  printf '::%s title=driftgate::%s\n' warning 'The comment could not be written. The verdict stays as it is.'
