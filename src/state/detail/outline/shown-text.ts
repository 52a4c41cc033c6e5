import { redactLeaf } from '../../../model/text/redact.ts';

type Mask = {
  /** Its key, if it has one. */
  readonly name?: string | number;
  readonly isSecret?: boolean;
  readonly reveal: boolean;
};

/**
 * A recorded value as it may be shown: with its secrets masked unless they are revealed. Not sanitised yet.
 */
export function shownValue(value: unknown, { name, isSecret, reveal }: Mask): unknown {
  if (reveal) return value;
  return redactLeaf(typeof name === 'string' ? name : undefined, value, isSecret).value;
}

/** Whether all of a text is masked because of its key. */
export function isMaskedWhole({ name, isSecret, reveal }: Mask): boolean {
  if (reveal) return false;
  return redactLeaf(typeof name === 'string' ? name : undefined, 'x', isSecret).hidden > 0;
}

export function shownText(text: string, mask: Mask): string {
  const shown = shownValue(text, mask);
  return typeof shown === 'string' ? shown : text;
}

const contextUnits = 4096;

/**
 * The start of a text as it may be shown, read a little further than that so that no secret is cut into
 * sight.
 */
export function shownStart(text: string, units: number, mask: Mask): string {
  if (text.length <= units) return shownText(text, mask);
  return shownText(text.slice(0, units + contextUnits), mask).slice(0, units);
}
