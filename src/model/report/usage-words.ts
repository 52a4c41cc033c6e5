import type { UsageItem } from '../run.ts';
import { formatCount, formatDuration } from '../text/formats.ts';

/** `1,204 in / 86 out`, `3 calls`, `4.2s`; empty for an item without an amount. */
export function usageAmount(item: UsageItem): string {
  const { kind, quantity, unit, inputTokens, outputTokens } = item;
  if (inputTokens !== undefined || outputTokens !== undefined) return tokenWords(inputTokens, outputTokens);
  if (quantity === undefined) return '';
  if (unit === 'ms' || (unit === undefined && kind === 'duration')) return formatDuration(quantity);
  const word = unit ?? '';
  const isOne = quantity === 1 && word.length > 2;
  return `${formatCount(quantity)} ${isOne ? word.replace(/s$/, '') : word}`.trimEnd();
}

export function tokenWords(input = 0, output = 0): string {
  return `${formatCount(input)} in / ${formatCount(output)} out`;
}
