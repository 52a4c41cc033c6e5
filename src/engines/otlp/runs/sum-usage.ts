import type { UsageItem } from '../../../model/run.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { findAncestors } from './ancestors.ts';
import type { RunPart } from './trace-group.ts';

/** By model. A span counts only if no span below it has usage, because outer spans often repeat it. */
export function sumUsage(parts: readonly RunPart[]): readonly UsageItem[] {
  if (!parts.some(({ entries }) => entries.some(hasUsage))) return [];
  const items = new Map<string, UsageItem>();
  for (const part of parts) {
    const ancestors = findAncestors(part, hasUsage);
    for (const entry of part.entries) {
      if (!entry.attributes || !hasUsage(entry) || ancestors.has(entry.id)) continue;
      const { inputTokens, outputTokens, costUsd, model } = entry.attributes;
      const name = model ?? 'unknown model';
      const before = items.get(name);
      items.set(name, {
        name,
        kind: 'model',
        quantity: (before?.quantity ?? 0) + 1,
        unit: 'calls',
        inputTokens: add(before?.inputTokens, inputTokens),
        outputTokens: add(before?.outputTokens, outputTokens),
        costUsd: add(before?.costUsd, costUsd),
      });
    }
  }
  return [...items.values()];
}

function hasUsage({ attributes }: SpanEntry): boolean {
  return (
    attributes?.inputTokens !== undefined ||
    attributes?.outputTokens !== undefined ||
    attributes?.costUsd !== undefined
  );
}

/** Rounds to 15 digits: further digits of a sum of doubles are noise. */
function add(left: number | undefined, right: number | undefined): number | undefined {
  if (right === undefined) return left;
  return Number(((left ?? 0) + right).toPrecision(15));
}

export function totalCost(items: readonly UsageItem[]): number | undefined {
  return items.map(({ costUsd }) => costUsd).reduce(add, undefined);
}
