import { describe, expect, it } from 'vitest';
import type { Span } from '../../../src/model/run.ts';
import { createPartDurations, findSlowSpans } from '../../../src/model/usual/usual-parts.ts';

function span(id: string, startAt: number, ms: number | undefined, fields: Partial<Span> = {}): Span {
  const endAt = ms === undefined ? undefined : startAt + ms;
  return { id, name: id, kind: 'step', startAt, endAt, status: 'ok', attributes: {}, events: [], ...fields };
}

function run<Result>(work: Generator<undefined, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

function usualOf(...traces: readonly (readonly Span[])[]) {
  const durations = createPartDurations();
  for (const spans of traces) run(durations.add(spans));
  return durations.usual();
}

const five = [1, 2, 3, 4, 5];
const slowIn = (spans: readonly Span[], usual: ReturnType<typeof usualOf>, openEndAt = 0) =>
  Object.fromEntries(run(findSlowSpans(spans, usual, openEndAt)));

describe('slow spans', () => {
  const usual = usualOf(...five.map(at => [span('send', 0, 100 + at), span('quick', 0, 2)]));

  it('took longer than nearly all of their kind and name', () => {
    expect(slowIn([span('send', 0, 309)], usual)).toEqual({ send: 3 });
    expect(slowIn([span('send', 0, 140)], usual)).toEqual({});
    expect(slowIn([span('send', 0, 309, { kind: 'http' }), span('other', 0, 309)], usual)).toEqual({});
  });

  it('are none by a few ms', () => {
    expect(slowIn([span('quick', 0, 9)], usual)).toEqual({});
  });

  it('are those that go on, too', () => {
    expect(slowIn([span('send', 1_000, undefined)], usual, 1_515)).toEqual({ send: 5 });
  });

  it('differ in nothing but numbers from what they are compared with', () => {
    const pages = usualOf([1, 2, 3, 4, 5].map(at => span(`page ${at}`, 0, 100)));
    expect(slowIn([span('page 17', 0, 400)], pages)).toEqual({ 'page 17': 4 });
  });

  it('are compared below the same parent', () => {
    const below = (parent: string, ms: number) => [
      span(parent, 0, 1),
      span('call', 0, ms, { parentId: parent }),
    ];
    const both = usualOf(...five.flatMap(() => [below('fast', 100), below('slow', 1_000)]));
    expect(slowIn(below('slow', 1_100), both)).toEqual({});
    expect(slowIn(below('fast', 1_100), both)).toEqual({ call: 11 });
  });

  it('are not slow by waiting for another attempt', () => {
    const retried = (waitMs: number, lastMs = 200) => [
      span('run', 0, 200 + waitMs + lastMs),
      span('step', 0, 200 + waitMs + lastMs, { parentId: 'run' }),
      span('attempt 1', 0, 200, { parentId: 'step', kind: 'attempt', status: 'error' }),
      span('attempt 2', 200 + waitMs, lastMs, { parentId: 'step', kind: 'attempt' }),
    ];
    const usual = usualOf(...five.map(() => retried(0)));
    expect(slowIn(retried(5_000), usual)).toEqual({});
    expect(slowIn(retried(5_000, 800), usual)).toMatchObject({ run: 2.5, step: 2.5 });
  });

  it('are not slow by sleeping, and sleep is never slow', () => {
    const sleeping = (ms: number) => [
      span('job', 0, 100 + ms),
      span('inner', 0, 100 + ms, { parentId: 'job' }),
      span('nap', 0, ms, { kind: 'sleep', parentId: 'inner' }),
    ];
    const naps = usualOf(...five.map(() => sleeping(10)));
    expect(slowIn(sleeping(90_000), naps)).toEqual({});
    expect(slowIn([span('job', 0, 400), ...sleeping(10).slice(1)], naps)).toEqual({ job: 3.9 });
  });

  it('are not learned from failures and spans without an end', () => {
    const odd = five.map(() => [span('send', 0, 1, { status: 'error' }), span('wait', 0, undefined)]);
    expect(usualOf(...odd).size).toBe(0);
  });

  it('can be told of parents in a circle', () => {
    const circle = [
      span('a', 0, 100, { parentId: 'b' }),
      span('b', 0, 100, { parentId: 'a' }),
      span('nap', 0, 50, { kind: 'sleep', parentId: 'a' }),
    ];
    expect(slowIn(circle, usual)).toEqual({});
  });
});
