import type { RunCreated } from '../../contract/event-batch.ts';
import type { RunFields } from '../../contract/run-events.ts';
import type { UsageItem } from '../../model/run.ts';
import type { Random } from '../data/random.ts';
import type { SampleRun } from '../data/sample-flow.ts';
import { drawUsage, toNano } from '../draw/draw-usage.ts';
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

/** The steps of a sample run come one after the other. */
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
