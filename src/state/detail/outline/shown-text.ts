import { readableStart, withoutTail } from '../../../model/text/readable-start.ts';
import type { ReadableText } from '../../../model/text/readable-text.ts';
import { redactLeaf } from '../../../model/text/redact.ts';

type Mask = {
  readonly name?: string | number;
  readonly isSecret?: boolean;
  readonly reveal: boolean;
};

/** Masks the secrets in a recorded value unless they are revealed; does not sanitise. */
export function shownValue(value: unknown, { name, isSecret, reveal }: Mask): unknown {
  if (reveal) return value;
  return redactLeaf(typeof name === 'string' ? name : undefined, value, isSecret).value;
}

/** Whether a text is masked whole because of its key. */
export function isMaskedWhole({ name, isSecret, reveal }: Mask): boolean {
  if (reveal) return false;
  return redactLeaf(typeof name === 'string' ? name : undefined, 'x', isSecret).hidden > 0;
}

export function shownText(text: string, mask: Mask): string {
  const shown = shownValue(text, mask);
  return typeof shown === 'string' ? shown : text;
}

/** The masked start of a text; reads further than `units`, so that a secret across the cut is masked too. */
export function shownStart(text: ReadableText, units: number, mask: Mask): string {
  if (text.length <= units) return shownText(text.slice(0), mask);
  if (mask.reveal) return text.slice(0, units);
  const start = readableStart(text, units);
  const shown = shownText(start.text, mask);
  return (start.isCut ? withoutTail(shown) : shown).slice(0, units);
}
