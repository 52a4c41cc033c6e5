import type { RunEvent, RunFields } from '../../contract/run-events.ts';
import type { UsageItem } from '../../model/run.ts';
import { payloadsOf } from '../data/payloads.ts';
import type { Outline } from '../draw/draw-run.ts';
import { drawUsage, toNano } from '../draw/draw-usage.ts';
import type { Random } from '../draw/random.ts';
import { toErrorFields } from '../draw/step-failure.ts';

type RunFact = Extract<RunEvent, { type: 'run-created' }>;

/** A run with its payloads, all but its steps, spans, logs and messages. */
export function toRunFact(random: Random, outline: Outline): RunFact {
  const { id, flow, createdAt, startedAt, finishedAt, steps } = outline;
  const makers = payloadsOf(flow.name);
  return {
    type: 'run-created',
    ...{ id, kind: flow.kind, name: flow.name, actor: outline.actor, project: flow.project, createdAt },
    trigger: { ...outline.trigger, at: createdAt - random.int(900) },
    status: outline.status,
    queuedAt: createdAt,
    ...{ startedAt, finishedAt },
    input: JSON.stringify(makers.input(random, new Date(createdAt).toISOString().slice(0, 10))),
    output: outline.status === 'success' ? JSON.stringify(makers.output(random)) : undefined,
    error: toErrorFields(outline),
    ...usageOf(random, outline),
    stepCount: steps.length,
    attempt: Math.max(1, ...steps.map(({ earlier }) => earlier.length + 1)),
  };
}

function usageOf(random: Random, outline: Outline): RunFields {
  const usage = drawUsage(random, outline);
  const namesOf = (kind: UsageItem['kind']) =>
    usage.filter(item => item.kind === kind).map(item => item.name);
  const models = namesOf('model');
  const services = namesOf('service');
  if (usage.length === 0) return { models, services };
  return {
    usage,
    costUsd: toNano(usage.reduce((sum, item) => sum + (item.costUsd ?? 0), 0)),
    models,
    services,
  };
}
