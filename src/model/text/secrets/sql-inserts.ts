import { isHarmless } from './harmless-value.ts';
import { endOf } from './quoted-text.ts';
import type { Report } from './secret-assignments.ts';
import { isSecretKey } from './secret-keys.ts';

const insert = /\binto\s{1,20}[^\s(),;]{1,200}\s{0,20}\(([^()]{1,4000})\)\s{0,200}values\s{0,200}(?=\()/gi;
const between = /\s{0,200},\s{0,200}(?=\()/y;
const quoted = /'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"\\]|""|\\[\s\S])*"/y;
const other = /[^'"(),;]+/y;

/** Finds the texts that a statement inserts into columns with the names of secrets. */
export function findInserts(text: string, report: Report): void {
  insert.lastIndex = 0;
  for (let match = insert.exec(text); match; match = insert.exec(text)) {
    const names = (match[1] ?? '').split(',').map(name => name.replace(/[\s"'`[\]\\]/g, ''));
    const isSecret = names.map(isSecretKey);
    if (!isSecret.includes(true)) continue;
    for (let at: number | undefined = insert.lastIndex; at !== undefined; ) {
      // What was read is not read again as another statement.
      insert.lastIndex = findInRow(text, at, isSecret, report);
      at = endOf(between, text, insert.lastIndex);
    }
  }
}

/** Returns where the row ends, which begins with a bracket, or where it can be none. */
function findInRow(text: string, from: number, isSecret: readonly boolean[], report: Report): number {
  let depth = 0;
  let column = 0;
  let at = from;
  do {
    const sign = text.charAt(at);
    const end = endOf(quoted, text, at);
    if (end !== undefined) {
      if (isSecret[column] && !isHarmless(text, at + 1, end - 1)) report(at + 1, end - 1);
      at = end;
      continue;
    }
    if (/['";]/.test(sign)) return at;
    if (sign === '(') depth += 1;
    else if (sign === ')') depth -= 1;
    else if (sign === ',' && depth === 1) column += 1;
    at = endOf(other, text, at) ?? at + 1;
  } while (depth > 0 && at < text.length);
  return at;
}
