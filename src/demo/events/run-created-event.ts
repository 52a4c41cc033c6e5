import type { RunCreated } from '../../contract/event-batch.ts';
import type { RunFields } from '../../contract/run-events.ts';
import type { UsageItem } from '../../model/run.ts';
import type { Random } from '../data/random.ts';
import type { SampleRun } from '../data/sample-flow.ts';
import { drawInput, drawOutput } from '../draw/payloads.ts';
import { toErrorFields } from '../draw/sample-failures.ts';

/** Without steps, spans, logs and messages. */
export function toRunCreated(random: Random, run: SampleRun): RunCreated {
  const { id, flow, status, actor, createdAt, startedAt, finishedAt, steps } = run;
  const day = new Date(createdAt).toISOString().slice(0, 10);
  return {
    type: 'run-created',
    ...{ id, kind: flow.kind, name: flow.name, actor, project: flow.project, createdAt },
    trigger: { ...run.trigger, at: createdAt - random.int(900) },
    status,
    queuedAt: createdAt,
    ...{ startedAt, finishedAt, ...pausesOf(run) },
    waitingFor: status === 'waiting' ? steps.at(-1)?.step.name : undefined,
    input: JSON.stringify(drawInput(random, run, day)),
    output: status === 'success' ? JSON.stringify(drawOutput(random, flow.name)) : undefined,
    error: toErrorFields(run),
    ...usageFields(random, run),
    stepCount: steps.length,
    attempt: Math.max(1, ...steps.map(({ earlier }) => earlier.length + 1)),
  };
}

/** Simple sums, because the steps of a sample run do not overlap. */
function pausesOf({ steps }: SampleRun): Pick<RunFields, 'pausedMs' | 'pausedAt'> {
  const pauses = steps.filter(({ step }) => step.type === 'sleep' || step.type === 'hook');
  if (pauses.length === 0) return {};
  const open = pauses.find(({ last }) => last.endAt === undefined);
  const ended = pauses.map(({ last: { startAt, endAt = startAt } }) => endAt - startAt);
  return { pausedMs: ended.reduce((sum, ms) => sum + ms, 0), pausedAt: open?.last.startAt ?? 0 };
}

function usageFields(random: Random, run: SampleRun): RunFields {
  const usage = drawUsage(random, run);
  const namesOf = (kind: UsageItem['kind']) =>
    usage.filter(item => item.kind === kind).map(item => item.name);
  const models = namesOf('model');
  const services = namesOf('service');
  if (usage.length === 0) return { models, services };
  const costUsd = toNano(usage.reduce((sum, item) => sum + (item.costUsd ?? 0), 0));
  return { usage, costUsd, models, services };
}

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

/** Rounds to billionths of a dollar, which removes the noise of sums. */
function toNano(usd: number): number {
  return Math.round(usd * 1e9) / 1e9;
}
