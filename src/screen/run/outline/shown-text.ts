import { maskedStart, type ReadableText } from '../../../model/text/cut-text.ts';
import { redactLeaf } from '../../../model/text/redact.ts';
import { mask } from '../../../model/text/secrets/secret-value.ts';

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

/** The start of a text, masked unless it is revealed; of a short text all of it. */
export function shownStart(text: ReadableText, units: number, look: Mask): string {
  if (isMaskedWhole(look)) return text.length === 0 ? '' : mask;
  if (look.reveal) return text.slice(0, units);
  return maskedStart(text, text.length <= units ? Number.POSITIVE_INFINITY : units).text;
}
