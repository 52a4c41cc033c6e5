export const mask = '••••••';

const secretWord =
  /(?:^|[-_.])(?:password|passwd|secret|token|api[-_]?key|authorization|cookie|private[-_]?key|credentials?)$/i;

export function isSecretKey(key: string): boolean {
  return /^resumeUrl$/i.test(key) || secretWord.test(key.replace(/([a-z])([A-Z])/g, '$1_$2'));
}

export function redactText(text: string): { readonly text: string; readonly hidden: number } {
  let hidden = 0;
  const redacted = text.replace(/\b(Bearer|Basic) +[\w.~+/=-]{8,}/g, (_, scheme: string) => {
    hidden++;
    return `${scheme} ${mask}`;
  });
  return { text: redacted, hidden };
}

/** One leaf of a payload as it may be shown; `key` is the name it stands under, if it has one. */
export function redactLeaf(
  key: string | undefined,
  value: unknown,
): { readonly value: unknown; readonly hidden: number } {
  const isSecret = key !== undefined && isSecretKey(key);
  if (isSecret && (typeof value === 'string' || typeof value === 'number')) return { value: mask, hidden: 1 };
  if (typeof value !== 'string') return { value, hidden: 0 };
  const { text, hidden } = redactText(value);
  return { value: text, hidden };
}

export function redactValue(value: unknown): { readonly value: unknown; readonly hidden: number } {
  if (typeof value !== 'object' || value === null) return redactLeaf(undefined, value);
  let hidden = 0;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  for (const [key, member] of Object.entries(value)) {
    const part =
      typeof member === 'object' && member !== null ? redactValue(member) : redactLeaf(key, member);
    copy[key] = part.value;
    hidden += part.hidden;
  }
  return hidden === 0 ? { value, hidden } : { value: copy, hidden };
}
