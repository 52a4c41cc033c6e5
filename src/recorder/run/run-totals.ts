import type { RunFields } from '../../contract/run-events.ts';
import type { UsageItem } from '../../model/run.ts';

/** Usage of the same name, kind and unit is one item. */
export type Totals = {
  readonly usage: Map<string, UsageItem>;
  stepCount: number;
  messageCount: number | undefined;
  attempt: number | undefined;
};

export function createTotals(fields: { readonly messageCount?: number; readonly attempt?: number }): Totals {
  return { usage: new Map(), stepCount: 0, messageCount: fields.messageCount, attempt: fields.attempt };
}

export function addUsage({ usage }: Totals, item: UsageItem): void {
  const key = JSON.stringify([item.kind, item.name, item.unit]);
  usage.set(key, sumOf(usage.get(key), item));
}

export function toFields({ usage, stepCount, messageCount, attempt }: Totals): RunFields {
  const items = [...usage.values()];
  return {
    stepCount,
    messageCount,
    attempt,
    ...(items.length > 0 && { usage: items }),
    costUsd: items.map(item => item.costUsd).reduce(add, undefined),
    models: namesOfKind(items, 'model'),
    services: namesOfKind(items, 'service'),
  };
}

function sumOf(before: UsageItem | undefined, item: UsageItem): UsageItem {
  return {
    name: String(item.name),
    kind: item.kind,
    ...(item.unit !== undefined && { unit: String(item.unit) }),
    quantity: add(before?.quantity, item.quantity),
    costUsd: add(before?.costUsd, item.costUsd),
    inputTokens: add(before?.inputTokens, item.inputTokens),
    outputTokens: add(before?.outputTokens, item.outputTokens),
  };
}

/** Keeps 15 digits: further digits of a sum are noise, such as the 4 in 0.30000000000000004. */
function add(left: number | undefined, right: number | undefined): number | undefined {
  if (right === undefined || !Number.isFinite(Number(right))) return left;
  return Number(((left ?? 0) + Number(right)).toPrecision(15));
}

function namesOfKind(items: readonly UsageItem[], kind: UsageItem['kind']): readonly string[] {
  return items.filter(item => item.kind === kind).map(item => item.name);
}
