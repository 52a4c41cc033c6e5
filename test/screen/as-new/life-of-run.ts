import fc from 'fast-check';
import type { RunEvent, RunFields } from '../../../src/contract/run-events.ts';

type StepPlan = {
  readonly name: string;
  readonly attempts: number;
  readonly fails: boolean;
  readonly output: unknown;
  readonly calls: number;
  readonly logs: number;
  readonly hasSpans: boolean;
};

type LifePlan = {
  readonly kind: 'workflow' | 'agent';
  readonly isQueued: boolean;
  readonly isPaused: boolean;
  readonly isUnstepped: boolean;
  readonly input: unknown;
  readonly steps: readonly StepPlan[];
  readonly messages: number;
  readonly end: 'success' | 'failed' | 'canceled';
  /** What comes after the end: the end of the run's own span, which may come last, and more. */
  readonly late: readonly ('root' | 'span' | 'log' | 'step' | 'output')[];
};

const payload = fc.constantFrom<unknown>(
  1,
  'sent',
  null,
  { email: 'ada@example.com', tags: ['vip', 'beta'] },
  { text: 'one\ntwo', token: 'tk_live_1234567890' },
  [],
);

const stepPlan: fc.Arbitrary<StepPlan> = fc.record({
  name: fc.constantFrom('fetch', 'charge', 'send'),
  attempts: fc.constantFrom(1, 1, 2),
  fails: fc.boolean(),
  output: payload,
  calls: fc.nat(2),
  logs: fc.nat(1),
  hasSpans: fc.boolean(),
});

const lifePlan: fc.Arbitrary<LifePlan> = fc.record({
  kind: fc.constantFrom('workflow', 'agent'),
  isQueued: fc.boolean(),
  isPaused: fc.boolean(),
  isUnstepped: fc.constantFrom(false, false, true),
  input: payload,
  steps: fc.array(stepPlan, { maxLength: 3 }),
  messages: fc.nat(2),
  end: fc.constantFrom('success', 'failed', 'canceled'),
  late: fc.subarray(['root', 'span', 'log', 'step', 'output'] as const),
});

/** What a recorder tells of one run, from its creation until after its end. */
export function lifeOfRun(
  id: string,
  createdAt: number,
  name = 'checkout',
): fc.Arbitrary<readonly RunEvent[]> {
  return lifePlan.map(plan => [...eventsOf(plan, { id, createdAt, name })]);
}

type Head = { readonly id: string; readonly createdAt: number; readonly name: string };

const json = (value: unknown): string => JSON.stringify(value);

function* eventsOf(plan: LifePlan, { id, createdAt, name }: Head): Generator<RunEvent> {
  let at = createdAt + 10;
  const next = () => (at += 7);
  const run = (fields: RunFields): RunEvent => ({ type: 'run-changed', id, ...fields });
  yield {
    ...{ type: 'run-created', id, kind: plan.kind, name, createdAt, input: json(plan.input) },
    trigger: { type: 'webhook', label: 'Webhook', raw: 'hooks/checkout' },
    ...(plan.isQueued
      ? { status: 'queued', queuedAt: createdAt }
      : { status: 'running', startedAt: createdAt }),
  };
  if (plan.isQueued) yield run({ status: 'running', startedAt: next() });
  const root = (endAt?: number): RunEvent => ({
    ...{ type: 'span-put', runId: id, id: 'root', name, kind: 'run', startAt: createdAt + 10, endAt },
    status: endAt === undefined ? 'unset' : plan.end === 'failed' ? 'error' : 'ok',
  });
  yield root();
  for (const [index, step] of plan.steps.entries()) {
    const isLast = index === plan.steps.length - 1;
    if (plan.isPaused && isLast) {
      yield run({ status: 'sleeping', pausedAt: next() });
      yield run({ status: 'running', pausedMs: 7, pausedAt: 0 });
    }
    yield* stepEvents({ ...step, fails: plan.end === 'failed' && isLast }, id, index, next);
    if (!plan.isUnstepped) yield run({ stepCount: index + 1 });
  }
  for (let number = 0; number < plan.messages; number += 1) {
    const message = json({
      id: `m${number}`,
      role: number % 2 ? 'assistant' : 'user',
      content: `word ${number}`,
    });
    yield { type: 'message-put', runId: id, id: `m${number}`, message };
    yield run({ messageCount: number + 1 });
  }
  if (!plan.late.includes('root')) yield root(next());
  const error = {
    value: json({ code: 'E_CARD' }),
    name: 'CardError',
    message: 'card declined',
    code: 'E_CARD',
  };
  const failure = { ...error, stepName: plan.steps.at(-1)?.name };
  yield run({
    ...{ status: plan.end, finishedAt: next(), costUsd: 0.25, models: ['gpt-5-mini'] },
    ...(plan.end === 'failed' ? { error: failure } : { output: json({ ok: true }) }),
  });
  for (const part of plan.late) yield late(part, id, root, next);
}

function* stepEvents(plan: StepPlan, runId: string, index: number, next: () => number): Generator<RunEvent> {
  const { name } = plan;
  for (let attempt = 1; attempt <= plan.attempts; attempt += 1) {
    const key = `s${index}.${attempt}`;
    const startedAt = next();
    const isBad = attempt < plan.attempts || plan.fails;
    const step = { type: 'step-put', runId, id: key, name, stepType: 'action', attempt, startedAt } as const;
    const span = {
      type: 'span-put',
      runId,
      id: key,
      parentId: 'root',
      name,
      kind: 'step',
      startAt: startedAt,
    } as const;
    yield { ...step, status: 'running', input: json({ attempt }) };
    if (plan.hasSpans) yield { ...span, status: 'unset' };
    for (let call = 0; call < plan.calls; call += 1) yield callOf(`${key}.${call}`, key, runId, next());
    for (let log = 0; log < plan.logs; log += 1)
      yield { type: 'log-added', runId, at: next(), level: 'warn', message: `try ${attempt}`, spanId: key };
    const finishedAt = next();
    yield {
      ...{ ...step, finishedAt, status: isBad ? 'failed' : 'success', input: json({ attempt }) },
      ...(isBad ? { error: json({ value: 1, message: 'card declined' }) } : { output: json(plan.output) }),
    };
    if (plan.hasSpans) yield { ...span, endAt: finishedAt, status: isBad ? 'error' : 'ok' };
  }
}

function callOf(id: string, parentId: string, runId: string, startAt: number): RunEvent {
  return {
    ...{
      type: 'span-put',
      runId,
      id,
      parentId,
      name: 'POST /pay',
      kind: 'http',
      startAt,
      endAt: startAt + 3,
    },
    ...{ status: 'ok', attributes: json({ url: 'https://pay.example.com' }) },
  };
}

function late(
  part: LifePlan['late'][number],
  id: string,
  root: (endAt: number) => RunEvent,
  next: () => number,
): RunEvent {
  switch (part) {
    case 'root':
      return root(next());
    case 'span':
      return callOf('late', 'root', id, next());
    case 'log':
      return { type: 'log-added', runId: id, at: next(), level: 'info', message: 'flushed' };
    case 'step':
      return {
        ...{ type: 'step-put', runId: id, id: 'late', name: 'notify', stepType: 'action', status: 'success' },
        ...{ attempt: 1, startedAt: next(), finishedAt: next(), output: json('sent') },
      };
    case 'output':
      return { type: 'run-changed', id, output: json({ ok: true, late: true }) };
  }
}
