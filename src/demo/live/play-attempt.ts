import type { RunScope } from '../../recorder/recorder.ts';
import { pause } from '../../recorder/step/pause.ts';
import { stackOf } from '../data/failure-kinds.ts';
import type { AttemptOutline, Outline, StepOutline } from '../draw/draw-run.ts';
import { someHex, someText } from '../draw/draw-text.ts';
import type { Random } from '../draw/random.ts';
import { type Mishap, mishapOf } from '../draw/step-failure.ts';

/** A run that is played as its outline says. */
export type Play = {
  readonly random: Random;
  readonly outline: Outline;
  readonly speed: number;
  /** How much longer, or shorter, everything takes than in the outline, speed included. */
  readonly scale: number;
};

/** How long an attempt takes in real time, in ms. */
export function lengthOf({ scale }: Play, { startAt, endAt = startAt }: AttemptOutline): number {
  return (endAt - startAt) * scale;
}

/** Takes its time over the calls of a step, then returns its output or throws what the outline has for it. */
export async function playAttempt(
  play: Play,
  run: RunScope,
  drawn: StepOutline,
  attempt: number,
): Promise<unknown> {
  const { random, outline } = play;
  const { step, earlier, last } = drawn;
  const planned = earlier[attempt - 1] ?? last;
  const calls = Math.max(1, step.calls.length);
  const callMs = lengthOf(play, planned) / calls;
  run.log('info', `${step.name} begins`, { attempt });
  for (const call of step.calls) {
    await run.span(call.name, () => pause(callMs, run.signal), { kind: call.kind });
  }
  if (step.calls.length === 0) await pause(callMs, run.signal);
  const mishap = planned.status === 'failed' ? mishapOf(outline, drawn) : undefined;
  if (mishap) throw toThrown(mishap, outline.flow.name);
  return { ok: true, reference: someHex(random, 2), note: someText(random, 1) };
}

/** The error as a program would have thrown it, with the stack it would have had there. */
function toThrown({ failure, message, step }: Mishap, flow: string): Error {
  const { name = '', code, details } = failure;
  const error = Object.assign(new Error(message), { ...details, ...(code !== undefined && { code }) });
  error.name = name;
  error.stack = stackOf(failure, message, flow, step.name);
  return error;
}
