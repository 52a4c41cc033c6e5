import type { UsageItem } from '../../model/run.ts';
import type { Random } from '../data/random.ts';
import type { SampleRun } from '../data/sample-flow.ts';

/** USD per input token and per output token. */
const prices: Readonly<Record<string, readonly [number, number]>> = {
  'gpt-5-mini': [0.25e-6, 2e-6],
  'gpt-5': [1.25e-6, 10e-6],
  'claude-sonnet-4.5': [3e-6, 15e-6],
  'text-embedding-3-small': [0.02e-6, 0],
};

export function drawUsage(
  random: Random,
  { flow, steps, startedAt, finishedAt }: SampleRun,
): readonly UsageItem[] {
  if (startedAt === undefined || steps.length === 0) return [];
  const usage: UsageItem[] = [];
  const models = steps.some(({ step }) => step.type === 'model') ? flow.models : [];
  for (const name of models) {
    const [inPrice, outPrice] = prices[name] ?? [0, 0];
    const inputTokens = random.between(200, 5_000);
    const outputTokens = outPrice === 0 ? 0 : random.between(20, 900);
    usage.push({
      name,
      kind: 'model',
      inputTokens,
      outputTokens,
      costUsd: toNano(inputTokens * inPrice + outputTokens * outPrice),
    });
  }
  for (const name of flow.services) {
    const quantity = random.between(1, 6);
    usage.push({ name, kind: 'service', quantity, unit: 'calls', costUsd: toNano(quantity * 0.000_012) });
  }
  if (finishedAt !== undefined) {
    const quantity = (finishedAt - startedAt) / 1_000;
    usage.push({
      name: 'compute',
      kind: 'duration',
      quantity,
      unit: 's',
      costUsd: toNano(quantity * 0.000_02),
    });
  }
  return usage;
}

/** Rounds to billionths of a dollar, without the noise of sums. */
export function toNano(usd: number): number {
  return Math.round(usd * 1e9) / 1e9;
}
