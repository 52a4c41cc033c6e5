import { inTurns, mapPieces } from '../../../async/yield-to-event-loop.ts';
import { isRecord } from '../../../model/is-record.ts';
import { isLazy } from '../../../model/payload/lazy/lazy-parts.ts';
import { LazyContainer, unfold } from '../../../model/payload/lazy/lazy-payload.ts';
import type { UsageItem } from '../../../model/run.ts';
import type { Members, StepRecord } from '../files/records.ts';
import { decodeWorkflowPayload } from '../payloads/decode-workflow-payload.ts';

export type ModelUse = {
  readonly model?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
};

/** Finds `totalUsage` (every call), else `usage`, at the top or one level down; prefers one with a model. */
export function findModelUse(output: unknown): ModelUse | undefined {
  const top = openRecord(output);
  if (!top) return undefined;
  const own = findUse(top);
  if (own) return own;
  const inner = Object.values(top).flatMap(value => {
    const holder = openRecord(value);
    return (holder && findUse(holder)) ?? [];
  });
  const use = inner.find(({ model }) => model !== undefined) ?? inner[0];
  return use && { ...use, model: use.model ?? modelOf(top) };
}

/** Usage stands in small objects. */
const mostMembers = 1_000;

function openRecord(value: unknown): Members | undefined {
  const opened = value instanceof LazyContainer && value.size <= mostMembers ? unfold(value) : value;
  return isRecord(opened) && !isLazy(opened) ? opened : undefined;
}

function findUse(holder: Members): ModelUse | undefined {
  const usage = [holder.totalUsage, holder.usage].filter(isRecord).find(hasTokens);
  if (!usage) return undefined;
  return {
    model: modelOf(holder) ?? modelOf(usage),
    inputTokens: tokensOf(usage, inputNames),
    outputTokens: tokensOf(usage, outputNames),
  };
}

const inputNames = ['inputTokens', 'promptTokens', 'input_tokens', 'prompt_tokens'];
const outputNames = ['outputTokens', 'completionTokens', 'output_tokens', 'completion_tokens'];
const modelNames = ['model', 'modelId', 'model_id'];

function hasTokens(usage: Members): boolean {
  return tokensOf(usage, inputNames) !== undefined || tokensOf(usage, outputNames) !== undefined;
}

/** A number, or an object with the total. */
function tokensOf(usage: Members, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = usage[name];
    const tokens = isRecord(value) ? value.total : value;
    if (typeof tokens === 'number' && Number.isFinite(tokens)) return tokens;
  }
  return undefined;
}

function modelOf(holder: Members): string | undefined {
  for (const from of [holder, holder.response, holder.responseMetadata, holder.model]) {
    if (!isRecord(from)) continue;
    const name = modelNames.map(key => from[key]).find(value => typeof value === 'string' && value !== '');
    if (typeof name === 'string') return name;
  }
  return undefined;
}

export async function readModelUses(
  steps: readonly StepRecord[],
  signal: AbortSignal | undefined,
): Promise<readonly ModelUse[]> {
  const findIn = ({ output }: StepRecord) => findModelUse(decodeWorkflowPayload(output));
  return (await inTurns(mapPieces(steps, findIn), signal)).filter(use => use !== undefined);
}

export function modelsOf(uses: readonly ModelUse[]): readonly string[] {
  return [...new Set(uses.flatMap(({ model }) => model ?? []))];
}

/** One item per model, in the order of first use. */
export function sumModelUses(uses: readonly ModelUse[]): readonly UsageItem[] {
  const byName = Map.groupBy(uses, ({ model }) => model ?? 'model not named');
  return [...byName].map(([name, all]) => ({
    name,
    kind: 'model',
    quantity: all.length,
    unit: all.length === 1 ? 'call' : 'calls',
    inputTokens: sum(all.map(use => use.inputTokens)),
    outputTokens: sum(all.map(use => use.outputTokens)),
  }));
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0);
}
