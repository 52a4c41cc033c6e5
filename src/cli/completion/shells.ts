type TypedLine = {
  readonly words: readonly string[];
  readonly current: string;
  /** The quote that is still open in the current word. */
  readonly quote: '' | '"' | "'";
};

/** Splits the part of a line after its last `|`, `;` or `&` as a shell does, without expanding anything. */
export function splitLine(line: string): TypedLine {
  let words: string[] = [];
  let current: string | undefined;
  let quote: TypedLine['quote'] = '';
  for (let index = 0; index < line.length; index += 1) {
    const char = line.charAt(index);
    if (quote === "'") {
      if (char === "'") quote = '';
      else current += char;
    } else if (char === '\\') {
      index += 1;
      current = (current ?? '') + line.charAt(index);
    } else if (quote === '"') {
      if (char === '"') quote = '';
      else current += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      current ??= '';
    } else if (/[|;&]/.test(char)) {
      words = [];
      current = undefined;
    } else if (/\s/.test(char)) {
      if (current !== undefined) words.push(current);
      current = undefined;
    } else {
      current = (current ?? '') + char;
    }
  }
  return { words, current: current ?? '', quote };
}

type Typed = {
  readonly shell: Shell;
  readonly current: string;
  readonly quote: '' | '"' | "'";
  readonly wordBreaks: string;
};

/** Escapes a candidate for its shell. Bash begins words at `:` and `=`: the text before them is left out. */
export function toShellWord(value: string, { shell, current, quote, wordBreaks }: Typed): string {
  if (shell === 'fish') return value;
  if (shell === 'bash' && quote === '') return escapeWord(value.slice(lastBreak(current, wordBreaks)));
  return quote === '' ? escapeWord(value) : inQuote(value, quote);
}

function lastBreak(current: string, wordBreaks: string): number {
  const breaks = [...wordBreaks].filter(char => char === ':' || char === '=' || char === '@');
  return Math.max(0, ...breaks.map(char => current.lastIndexOf(char) + 1));
}

function escapeWord(text: string): string {
  return text.replace(/[^\w@%+=:,./*-]|^=/gu, '\\$&');
}

function inQuote(text: string, quote: '"' | "'"): string {
  return quote === '"' ? text.replace(/["\\$`]/g, '\\$&') : text.replaceAll("'", "'\\''");
}

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
