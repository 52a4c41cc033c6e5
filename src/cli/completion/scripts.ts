export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

/** Each passes the line up to the cursor to `runlens __complete`, which prints one candidate a line. */
export const completionScripts: Readonly<Record<Shell, string>> = {
  bash: `_runlens() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(
    runlens __complete bash "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null
  )
  if [ "\${#COMPREPLY[@]}" -eq 1 ] && [[ "\${COMPREPLY[0]}" == *[:.,] ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _runlens runlens
`,
  zsh: `#compdef runlens
_runlens() {
  local -a candidates
  candidates=("\${(@f)$(runlens __complete zsh "$LBUFFER" 2>/dev/null)}")
  if [[ -n "$candidates" ]]; then compadd -Q -S '' -- $candidates; else _files; fi
}
compdef _runlens runlens
`,
  fish: `function __runlens_complete
    runlens __complete fish (commandline -cp) 2>/dev/null
end
complete -c runlens -f -a '(__runlens_complete)'
`,
};
