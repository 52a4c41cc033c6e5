import { redactText } from './redact.ts';

/** Masks the keys of an object that are secrets, in order. Those that become equal are numbered. */
export function redactKeys(keys: readonly string[]): {
  readonly keys: readonly string[];
  readonly hidden: number;
} {
  let hidden = 0;
  const masked = keys.map(key => {
    const shown = redactText(key);
    hidden += shown.hidden;
    return shown.text;
  });
  return hidden === 0 ? { keys, hidden } : { keys: numberEqual(masked, keys), hidden };
}

function numberEqual(masked: readonly string[], keys: readonly string[]): readonly string[] {
  const taken = new Set(masked.filter((key, at) => key === keys[at]));
  const counts = new Map<string, number>();
  return masked.map((key, at) => {
    if (key === keys[at]) return key;
    let shown = key;
    let count = counts.get(key) ?? 1;
    for (; taken.has(shown); shown = `${key} (${count})`) count++;
    counts.set(key, count);
    taken.add(shown);
    return shown;
  });
}
