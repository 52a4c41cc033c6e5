/** Needs an escape: controls except tab and line feed, other line breaks, noncharacters. */
const unwritable = () => /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\p{Cs}]/u;

const rawInJson = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Words that YAML 1.1 or 1.2 does not read as text. */
const reserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** A fast test for most texts without quotes. */
const simple = /^[A-Za-z_/](?:[\w./@+-]| (?=[\w./@+-]))*$/;

/** A number, boolean or `null` that YAML 1.1 and 1.2 read alike. */
export function yamlWord(value: unknown): string {
  if (typeof value !== 'number') return String(value);
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (Object.is(value, -0)) return '-0.0';
  return String(value).replace(/^(-?\d+)e/, '$1.0e');
}

/** On one line, unquoted if YAML reads it back unchanged. */
export function yamlText(text: string): string {
  if (isUnquoted(text)) return text;
  if (/[\n\t]/.test(text) || unwritable().test(text)) {
    return JSON.stringify(text).replace(
      rawInJson,
      char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }
  return `'${text.replaceAll("'", "''")}'`;
}

export function fitsBlock(text: string): boolean {
  return text.includes('\n') && /\S/.test(text) && !unwritable().test(text);
}

/** The header, then the text below `indent`. */
export function yamlBlock(text: string, indent: string): string {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  return `${yamlBlockHeader(text)}\n${body.replace(/^(?=.)/gm, indent)}`;
}

/** Tells whether the text begins with a blank, and how it ends. */
export function yamlBlockHeader(text: string): string {
  const hint = /^\s/.test(text) ? 2 : '';
  return `|${hint}${text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-'}`;
}

/** Leaves a key unquoted if people read it so, even if YAML 1.1 does not, such as `n`. */
export function yamlName(key: string): string {
  return /^(?:[A-Za-z_$/][\w$.@/-]*|0|[1-9]\d{0,14})$/.test(key) ? key : yamlText(key);
}

function isUnquoted(text: string): boolean {
  if (text.length <= 500 && simple.test(text)) return text.length > 5 || !reserved.test(text);
  return (
    /^[\p{L}_/]/u.test(text) &&
    !/[\n\t]|:(?: |$)| #| $/.test(text) &&
    !reserved.test(text) &&
    !unwritable().test(text)
  );
}
