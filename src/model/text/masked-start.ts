import { readableStart } from './readable-start.ts';
import type { ReadableText } from './readable-text.ts';
import { redactStart, redactText } from './redact.ts';

/** The units at the end of what was read in which a secret may begin that is too short to be found. */
const undecidedUnits = 512;

/** Masks a text that is whole, or the start of a longer one. */
type MaskText = (text: string, redact: (text: string) => { readonly text: string }) => string;

const maskOnce: MaskText = (text, redact) => redact(text).text;

/**
 * The masked start of a text, at most `units` long; the only way to cut a text that is shown. Masks more than
 * is kept, but not all of a long text, and keeps nothing of which it is not decided whether it is a secret.
 */
export function maskedStart(text: ReadableText, units: number, maskText: MaskText = maskOnce) {
  const start = readableStart(text, units);
  const masked = start.isCut
    ? withoutEnd(maskText(start.text, redactStart))
    : maskText(start.text, redactText);
  const isCut = start.isCut || masked.length > units;
  return { text: masked.length > units ? startOf(masked, units) : masked, isCut };
}

function withoutEnd(masked: string): string {
  return masked.slice(0, Math.max(0, masked.length - undecidedUnits));
}

/** The first units of a text, between code points. */
export function startOf(text: string, units: number): string {
  return text.slice(0, Math.max(0, units)).replace(/[\uD800-\uDBFF]$/, '');
}
