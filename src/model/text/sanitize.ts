type SanitizeOptions = { readonly maxLength?: number };

const sequences =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]?/g;
const breaks = /[\t\n\v\f\r\x85\u2028\u2029][ \t\n\v\f\r\x85\u2028\u2029]*/g;
const invisible = /[\p{Cc}\p{Cf}]/gu;

export function sanitizeLine(text: string, options: SanitizeOptions = {}): string {
  const limit = options.maxLength ?? text.length;
  const part = text.length > limit ? text.slice(0, limit) : text;
  if (/^[\x20-\x7e]*$/.test(part)) return part;
  return clean(part.replace(sequences, '').replace(breaks, ' '));
}

export function sanitizeLines(text: string, options: SanitizeOptions = {}): string[] {
  const limit = options.maxLength ?? text.length;
  const part = text.length > limit ? text.slice(0, limit) : text;
  return part
    .replace(sequences, '')
    .split(/\r\n|\n|\r/)
    .map(line => clean(line.replaceAll('\t', '    ')));
}

function clean(text: string): string {
  return text.replace(invisible, '').toWellFormed();
}
