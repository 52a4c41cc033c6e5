import { pause } from '../../async/sleep.ts';
import type { RunScope } from '../../recorder/recorder.ts';
import type { Random } from '../data/random.ts';
import type { SampleAttempt, SampleRun, SampleStep, StepFailure } from '../data/sample-flow.ts';
import { drawHex, drawText } from '../draw/draw-text.ts';
import { failureInStep, placeOfFailingCall, stackOf } from '../draw/sample-failures.ts';
import { attributesOf } from '../events/call-spans.ts';

/** A sample run that is executed in real time. */
export type Play = {
  readonly random: Random;
  readonly sample: SampleRun;
  readonly speed: number;
  /** The factor from durations in the sample to real time, speed included. */
  readonly scale: number;
};

export function lengthOf({ scale }: Play, { startAt, endAt = startAt }: SampleAttempt): number {
  return (endAt - startAt) * scale;
}

/** Waits for each call of a step, then returns the step's output or throws its failure. */
export async function playAttempt(
  play: Play,
  run: RunScope,
  drawn: SampleStep,
  attempt: number,
): Promise<unknown> {
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

function toThrown({ kind, message, step }: StepFailure, flow: string): Error {
  const { name = '', code, details } = kind;
  const error = Object.assign(new Error(message), { ...details, ...(code !== undefined && { code }) });
  error.name = name;
  error.stack = stackOf(kind, message, flow, step.name);
  return error;
}
