import type { Shell } from './scripts.ts';

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
