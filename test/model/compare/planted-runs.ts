import { createRandom, type Random } from '../../../src/demo/data/random.ts';
import type { DifferenceKind } from '../../../src/model/compare/run-comparison.ts';
import type { Run, Span, Step } from '../../../src/model/run.ts';
import type { RunStatus } from '../../../src/model/status.ts';
import { runOf } from './compared-runs.ts';

export const shapes = ['linear', 'parallel', 'retried', 'nested', 'agent'] as const;
export type Shape = (typeof shapes)[number];

export type Plant = {
  readonly kind: DifferenceKind /** The name of a node, with its index. */;
  readonly at: string;
};

type PlanNode = {
  readonly name: string;
  readonly index: number;
  readonly attempts: number;
  readonly isParallel: boolean;
  readonly children: readonly PlanNode[];
};

const depth = 14;

function node(name: string, index: number, fields: Partial<PlanNode> = {}): PlanNode {
  return { name, index, attempts: 1, isParallel: false, children: [], ...fields };
}

/** What the runs of a shape do. */
export function planOf(shape: Shape): readonly PlanNode[] {
  const names = ['read', 'check', 'charge', 'book', 'send', 'close'];
  if (shape === 'linear') return names.map((name, index) => node(name, index));
  if (shape === 'retried')
    return names.map((name, index) => node(name, index, { attempts: 1 + (index % 3) }));
  if (shape === 'parallel') {
    const chunks = Array.from({ length: 8 }, (_, index) => node('chunk', index, { isParallel: true }));
    const mixed = ['mail', 'log', 'index'].map((name, at) => node(name, 8 + at, { isParallel: true }));
    return [node('split', 20), ...chunks, ...mixed, node('join', 21)];
  }
  if (shape === 'agent')
    return [0, 1, 2].flatMap(turn => [node('gpt-5', turn * 2), node('search', turn * 2 + 1)]);
  return nest(1);
}

function nest(level: number): readonly PlanNode[] {
  const children = level < depth ? nest(level + 1) : [];
  return [node(`level-${level}`, level, { children }), node(`after-${level}`, level)];
}

export function namesOf(plan: readonly PlanNode[]): readonly string[] {
  return plan.flatMap(({ name, index, children }) => [`${name} ${index}`, ...namesOf(children)]);
}

type Recording = {
  readonly random: Random;
  readonly plant: Plant | undefined;
  /** Where all runs have an error that they caught. */
  readonly caughtAt: string | undefined;
  readonly shape: Shape;
  readonly steps: Step[];
  readonly spans: Span[];
  isStopped: boolean;
};

type Options = { readonly seed: number; readonly plant?: Plant; readonly caughtAt?: string };

/** A run with ids, times and numbers of its own, that differs from others in what was planted alone. */
export function recordPlan(shape: Shape, { seed, plant, caughtAt }: Options): Run {
  const random = createRandom(seed, shapes.indexOf(shape));
  const state: Recording = { random, plant, caughtAt, shape, steps: [], spans: [], isStopped: false };
  const endAt = record(planOf(shape), 0, undefined, state);
  const isInput = plant?.kind === 'input';
  return runOf({
    id: `run_${hex(random)}`,
    kind: shape === 'agent' ? 'agent' : 'workflow',
    project: plant?.kind === 'run' ? 'staging' : 'production',
    status: state.isStopped ? 'failed' : 'success',
    input: { id: hex(random), qty: isInput ? 'five' : random.between(1, 99), plan: 'free' },
    output: state.isStopped ? undefined : { token: hex(random), done: true },
    finishedAt: endAt + 5,
    steps: state.steps,
    trace: { spans: state.spans, logs: [] },
  });
}

function record(
  plan: readonly PlanNode[],
  startAt: number,
  parentId: string | undefined,
  state: Recording,
): number {
  let at = startAt;
  let groupStart = startAt;
  for (const [place, one] of plan.entries()) {
    if (state.isStopped && !one.isParallel) break;
    const isHere = state.plant?.at === `${one.name} ${one.index}`;
    const kind = isHere ? state.plant?.kind : undefined;
    if (!one.isParallel || !plan[place - 1]?.isParallel) groupStart = at;
    const from = one.isParallel ? groupStart + state.random.between(0, 40) : at;
    if (kind === 'missing-step') continue;
    at = Math.max(at, recordNode(one, from, parentId, { state, kind }));
    if (kind === 'extra-step') at = recordNode(node('audit', 99), at, parentId, { state, kind: undefined });
  }
  return at;
}

type Place = { readonly state: Recording; readonly kind: DifferenceKind | undefined };

/** Records the attempts of a node, and returns when it ended. */
function recordNode(one: PlanNode, startAt: number, parentId: string | undefined, place: Place): number {
  const attempts = one.attempts + (place.kind === 'attempts' ? 1 : 0);
  let at = startAt;
  for (let attempt = 1; attempt <= attempts; attempt += 1)
    at = recordAttempt(one, { attempt, isLast: attempt === attempts, startAt: at, parentId }, place);
  return at;
}

type Attempt = {
  readonly attempt: number;
  readonly isLast: boolean;
  readonly startAt: number;
  readonly parentId: string | undefined;
};

function recordAttempt(one: PlanNode, attempt: Attempt, place: Place): number {
  const { state } = place;
  const { random } = state;
  const id = hex(random);
  const slot = (state.shape === 'agent' ? state.spans : state.steps).length;
  const ownMs = (place.kind === 'duration' ? 900 : 100) + random.between(0, 8);
  const wasStopped = state.isStopped;
  const inner = attempt.isLast ? record(one.children, attempt.startAt + 1, id, state) : attempt.startAt;
  const finishedAt = inner + ownMs;
  const isFailure = place.kind === 'status' && attempt.isLast;
  const isStoppedInside = state.isStopped && !wasStopped;
  const isFailed = isFailure || !attempt.isLast || isStoppedInside || isCaught(one, state);
  const status = isFailed ? 'failed' : 'success';
  if (isFailure) state.isStopped = true;
  const ended = {
    id,
    status,
    startedAt: attempt.startAt,
    finishedAt,
    ...payloads(one, status, place),
  } as const;
  if (state.shape === 'agent') state.spans.splice(slot, 0, toSpan(one, attempt, ended));
  else state.steps.splice(slot, 0, toStep(one, attempt, ended));
  return finishedAt + random.between(0, 3);
}

function isCaught(one: PlanNode, { caughtAt }: Recording): boolean {
  return caughtAt === `${one.name} ${one.index}`;
}

type Ended = {
  readonly id: string;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly input: unknown;
  readonly output: unknown;
  readonly message: string | undefined;
};

function payloads(one: PlanNode, status: RunStatus, { state: { random }, kind }: Place) {
  const message = kind === 'error' ? 'card was declined' : `no answer to request ${hex(random)}`;
  return {
    input: {
      request: hex(random),
      index: one.index,
      ...(kind === 'step-input' ? { amount: null } : { amount: random.between(1, 99) }),
      mode: 'fast',
    },
    output:
      status === 'failed'
        ? undefined
        : {
            token: hex(random),
            total: kind === 'output-type' ? 'many' : random.between(1, 99),
            ok: kind !== 'output',
          },
    message: status === 'failed' ? message : undefined,
  };
}

function toStep(one: PlanNode, { attempt, parentId }: Attempt, { message, ...ended }: Ended): Step {
  const error = message === undefined ? undefined : { value: null, name: 'Error', message };
  return { ...ended, parentId, name: one.name, type: 'action', attempt, error };
}

/** Payloads are attributes, as JSON text. */
function toSpan(
  one: PlanNode,
  { parentId }: Attempt,
  { id, status, startedAt, finishedAt, ...rest }: Ended,
): Span {
  const { input, output, message } = rest;
  return {
    ...{ id, parentId, name: one.name, kind: one.name === 'search' ? 'tool' : 'model' },
    ...{ startAt: startedAt, endAt: finishedAt, status: status === 'failed' ? 'error' : 'ok' },
    attributes: {
      'gen_ai.tool.call.arguments': JSON.stringify(input),
      ...(output === undefined ? {} : { 'gen_ai.tool.call.result': JSON.stringify(output) }),
      ...(message === undefined ? {} : { 'error.message': message }),
    },
    events: [],
  };
}

function hex(random: Random): string {
  return random.between(0, 2 ** 31).toString(16);
}
