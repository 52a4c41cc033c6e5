import { pause } from '../../async/sleep.ts';
import { type AgentSession, openRecorder, type Recorder, type RunScope } from '../../recorder/recorder.ts';
import { createRandom, type Random } from '../data/random.ts';
import type { Flow, SampleAttempt, SampleRun, SampleStep, StepFailure } from '../data/sample-flow.ts';
import { flows } from '../data/sample-flows.ts';
import { drawRun } from '../draw/draw-run.ts';
import { drawFlow } from '../draw/draw-sample-run.ts';
import { drawHex, drawText } from '../draw/draw-text.ts';
import { drawInput, drawOutput } from '../draw/payloads.ts';
import { failureInStep, placeOfFailingCall, stackOf } from '../draw/sample-failures.ts';
import { attributesOf } from '../events/call-spans.ts';
import { drawUsage } from '../events/run-created-event.ts';

const mostActive = 8;
const pauseMs = { shortest: 1_000, longest: 3_000 } as const;
/** Apart from the numbers of the runs that the sample starts itself. */
const firstStarted = 1_000_000;
const middayMs = 12 * 3_600_000;

type LiveRunsOptions = {
  readonly path: string;
  readonly seed?: number;
  readonly signal: AbortSignal;
  readonly now?: () => number;
};

/**
 * Records a run every 1 to 3 s, up to 8 at a time, until the signal aborts; resolves when all is written.
 * What the runs do depends only on the seed. Its workflows can also be started.
 */
export async function recordLiveRuns(options: LiveRunsOptions): Promise<void> {
  const { path, seed = 1, signal, now = Date.now } = options;
  const recorder = await openRecorder({ location: path, now });
  offerWorkflows(recorder, seed, signal);
  const active = new Set<Promise<void>>();
  const pace = createRandom(seed, -1);
  for (let index = 0; !signal.aborted; ) {
    if (active.size < mostActive) {
      const random = createRandom(seed, index);
      const day = new Date(now()).toISOString().slice(0, 10);
      const run = playRun(recorder, random, drawFlow(random, middayMs), { signal, day })
        // The recorder has recorded the error.
        .catch(() => {})
        .finally(() => active.delete(run));
      active.add(run);
      index += 1;
    }
    await pause(pace.between(pauseMs.shortest, pauseMs.longest), signal).catch(() => {});
  }
  await Promise.all(active);
  await recorder.close();
}

function offerWorkflows(recorder: Recorder, seed: number, signal: AbortSignal): void {
  let started = 0;
  for (const flow of flows.filter(({ kind }) => kind === 'workflow')) {
    const play = (_: unknown, run: RunScope) => {
      started += 1;
      return playSteps(drawPlay(createRandom(seed, firstStarted + started), flow, 1), run);
    };
    recorder.workflow(flow.name, play, { signal });
  }
}

/** Higher than in recorded runs, so that failures are visible soon. */
const failureRate = 0.25;
const lengthMs = { shortest: 3_000, longest: 40_000 } as const;
const queueMs = { shortest: 300, longest: 4_000 } as const;

type PlayOptions = { readonly signal?: AbortSignal; readonly day?: string; readonly speed?: number };

export async function playRun(
  recorder: Recorder,
  random: Random,
  flow: Flow,
  { signal, day = '2026-01-31', speed = 1 }: PlayOptions = {},
): Promise<void> {
  const play = drawPlay(random, flow, speed);
  const { trigger, actor } = play.sample;
  const input = drawInput(random, play.sample, day);
  const about = { input, trigger, actor, project: flow.project, signal };
  if (flow.kind === 'agent') {
    await recorder.agent({ name: flow.name, ...about }, session => playSession(play, session));
    return;
  }
  const run = recorder.queue({ workflow: flow.name, ...about });
  await pause(random.between(queueMs.shortest, queueMs.longest) / speed, run.signal).catch(() => {});
  await run.execute(scope => playSteps(play, scope));
}

function drawPlay(random: Random, flow: Flow, speed: number): Play {
  const status = random.chance(failureRate) && flow.failureRate > 0 ? 'failed' : 'success';
  const sample = drawRun(random, { flow, status, createdAt: 0, now: Number.POSITIVE_INFINITY });
  const drawnMs = Math.max(1, (sample.finishedAt ?? 0) - (sample.startedAt ?? 0));
  const wantedMs = random.between(lengthMs.shortest, lengthMs.longest);
  return { random, sample, speed, scale: wantedMs / drawnMs / speed };
}

async function playSteps(play: Play, run: RunScope): Promise<unknown> {
  const { random, sample, speed } = play;
  for (const [place, drawn] of sample.steps.entries()) {
    await playStep(play, run, drawn);
    if (place === 0) recordUsage(play, run);
    if (random.chance(0.1)) await run.sleep(random.between(1_500, 6_000) / speed, 'cool-down');
  }
  return drawOutput(random, sample.flow.name);
}

async function playSession(play: Play, session: AgentSession): Promise<unknown> {
  const { random, sample } = play;
  session.message({
    role: 'system',
    content: `You are ${sample.flow.name}. Answer from what the tools say.`,
  });
  session.message({ role: 'user', content: drawText(random, 2) });
  recordUsage(play, session);
  for (const drawn of sample.steps) {
    const { step } = drawn;
    if (step.type !== 'tool') {
      await playStep(play, session, drawn);
      continue;
    }
    const args = { query: drawText(random, 1), limit: random.between(3, 20) };
    session.message({
      role: 'assistant',
      thought: drawText(random, 2),
      toolCalls: [{ name: step.name, arguments: args }],
    });
    await session.tool(step.name, args, () => playAttempt(play, session, drawn, 1));
  }
  const answer = drawText(random, 4);
  session.message({ role: 'assistant', content: answer, thought: drawText(random, 2) });
  return { answer };
}

async function playStep(play: Play, run: RunScope, drawn: SampleStep): Promise<void> {
  const { step, earlier, last } = drawn;
  if (step.type === 'hook') {
    await run.waitFor(step.name, pause(lengthOf(play, last), run.signal));
    return;
  }
  await run.step(step.name, ({ attempt }) => playAttempt(play, run, drawn, attempt), {
    type: step.type,
    input: { key: drawHex(play.random) },
    attempts: last.status === 'failed' ? earlier.length + 1 : step.attempts,
    retryDelayMs: attempt => (400 * 2 ** attempt) / play.speed,
  });
}

function recordUsage({ random, sample }: Play, run: RunScope): void {
  for (const item of drawUsage(random, { ...sample, finishedAt: undefined })) run.usage(item);
}

type Play = {
  readonly random: Random;
  readonly sample: SampleRun;
  readonly speed: number;
  /** The factor from durations in the sample to real time, speed included. */
  readonly scale: number;
};

function lengthOf({ scale }: Play, { startAt, endAt = startAt }: SampleAttempt): number {
  return (endAt - startAt) * scale;
}

async function playAttempt(play: Play, run: RunScope, drawn: SampleStep, attempt: number): Promise<unknown> {
  const { random, sample } = play;
  const { step, earlier, last } = drawn;
  const planned = earlier[attempt - 1] ?? last;
  const calls = Math.max(1, step.calls.length);
  const callMs = lengthOf(play, planned) / calls;
  const failure = planned.status === 'failed' ? failureInStep(sample, drawn) : undefined;
  const fail = (): void => {
    if (failure) throw toThrown(failure, sample.flow.name);
  };
  const failing = failure ? placeOfFailingCall(step.calls, failure.kind) : -1;
  const failingMs = failure?.kind.failingCall?.lastsMs;
  run.log('info', `${step.name} begins`, { attempt });
  for (const [place, drawnCall] of step.calls.entries()) {
    const { name, kind } = drawnCall;
    const isFailing = place === failing;
    const lastsMs = isFailing && failingMs !== undefined ? failingMs / play.speed : callMs;
    const call = async (): Promise<void> => {
      await pause(lastsMs, run.signal);
      if (isFailing) fail();
    };
    const response = isFailing ? failure?.kind.failingCall : { statusCode: 200 };
    await run.span(name, call, { kind, attributes: attributesOf(random, drawnCall, response) });
  }
  if (step.calls.length === 0) await pause(callMs, run.signal);
  fail();
  return { ok: true, reference: drawHex(random, 2), note: drawText(random, 1) };
}

function toThrown(failure: StepFailure, flow: string): Error {
  const { kind, message } = failure;
  const { name = '', code, details, wrapper } = kind;
  const cause = Object.assign(new Error(message), { ...details, ...(code !== undefined && { code }) });
  cause.name = name;
  const error = wrapper ? new Error(wrapper.message, { cause }) : cause;
  if (wrapper) error.name = wrapper.name;
  error.stack = stackOf(failure, flow);
  return error;
}
