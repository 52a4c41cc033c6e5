import type { Difference } from '../../model/compare/run-comparison.ts';
import { LazyText } from '../../model/payload/lazy/lazy-text.ts';
import { mostUnitsMasked, shownDifference } from './shown-difference.ts';

/** Both texts of a payload as they are shown; `undefined` for other values, and for very long texts. */
export function textsOf(
  difference: Difference,
  reveal: boolean,
): { readonly was: string; readonly is: string } | undefined {
  const { kind } = difference;
  if (kind === 'status' || kind === 'error') return undefined;
  if (!isText(difference.was) || !isText(difference.is)) return undefined;
  if (Math.max(difference.was.length, difference.is.length) > mostUnitsMasked) return undefined;
  const { was, is } = shownDifference(difference, reveal);
  return { was: String(was), is: String(is) };
}

function isText(value: unknown): value is string | LazyText {
  return typeof value === 'string' || value instanceof LazyText;
}
