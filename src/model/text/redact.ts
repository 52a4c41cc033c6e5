import { isHarmlessText, isSuspicious, readingsOf } from './secrets/readings.ts';
import { isCount, isSecretKey } from './secrets/secret-keys.ts';
import { type SecretSpan, secretSpans } from './secrets/secret-spans.ts';
import { mask } from './secrets/secret-value.ts';

/** Masks and counts the secrets in a text as a reader reads it; returns a text without secrets as it is. */
export function redactText(text: string): Redacted {
  return maskSpans(text, findSecrets(text));
}

export function maskText<Text extends string | undefined>(text: Text): Text | string {
  return text === undefined ? text : redactText(text).text;
}

/** Masks the start of a longer text, and a possible start of a secret at its end. */
export function redactStart(text: string): Redacted {
  const spans = findSecrets(text + completion).filter(({ start }) => start < text.length);
  return maskSpans(
    text,
    spans.map(span => ({ ...span, end: Math.min(span.end, text.length) })),
  );
}

/** Completes secrets known by their end: a web token, a password in an address, in XML. */
const completion = '.e.e@</';

type Redacted = { readonly text: string; readonly hidden: number };

function maskSpans(text: string, spans: readonly SecretSpan[]): Redacted {
  if (spans.length === 0) return { text, hidden: 0 };
  let masked = '';
  let done = 0;
  for (const { start, end, quote } of spans) {
    masked += text.slice(done, start) + quote + mask + quote;
    done = end;
  }
  return { text: masked + text.slice(done), hidden: spans.length };
}

export function findSecrets(text: string): readonly SecretSpan[] {
  return isHarmlessText(text) ? [] : spansOf(text);
}

function spansOf(text: string): readonly SecretSpan[] {
  try {
    return secretSpans(readingsOf(text).filter(reading => isSuspicious(reading.text)));
  } catch (error) {
    // Regular expressions overflow their stack at about ten million characters.
    if (error instanceof RangeError) return [{ start: 0, end: text.length, quote: '' }];
    throw error;
  }
}

/** Masks a scalar. `isSecret`: a parent has a secret name, or `isSecretMember` is true. */
export function redactLeaf(
  key: string | undefined,
  value: unknown,
  isSecret = false,
): { readonly value: unknown; readonly hidden: number } {
  const isNamed = isSecret || (key !== undefined && isSecretKey(key));
  if (isNamed && isMaskable(key, value)) return { value: mask, hidden: 1 };
  if (typeof value !== 'string') return { value, hidden: 0 };
  const { text, hidden } = redactText(value);
  return { value: text, hidden };
}

/** Empty texts, booleans, `null` and small counts, as of passed tests, reveal nothing. */
function isMaskable(key: string | undefined, value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && value !== mask;
  return (
    (typeof value === 'number' || typeof value === 'bigint') &&
    !(key !== undefined && isCount(key, String(value)))
  );
}
