import { describe, expect, it } from 'vitest';
import {
  comparisonSentence,
  matchedText,
  unfinishedText,
} from '../../../../src/model/compare/text/comparison-sentence.ts';
import { differenceText } from '../../../../src/model/compare/text/difference-text.ts';
import type { Run } from '../../../../src/model/run.ts';
import { compare, compareWithLast, runOf, spanOf, stepOf, told, traceOf } from '../compared-runs.ts';

const noSuchCard = { value: null, name: 'CardError', message: 'no such card' };

/** Successes whose ids and quantities differ, and whose plan does not. */
function orders(more: (index: number) => Partial<Run> = () => ({})): readonly Run[] {
  return [1, 2, 3, 4, 5].map(index =>
    runOf({
      id: `run_${index}`,
      input: { id: `order-${index}`, items: [{ qty: index }], plan: 'free' },
      steps: [stepOf('read', 0), stepOf('charge', 10, { input: { amount: index } }), stepOf('send', 20)],
      ...more(index),
    }),
  );
}

const [order = runOf()] = orders();

describe('the first divergence', () => {
  it('is the type of a value that varies among successes', () => {
    const input = { id: 'order-9', items: [{ qty: 'five' }], plan: 'free' };
    expect(told(compareWithLast({ ...order, input }, orders()))).toEqual([
      'input.items.0.qty is "five", was a number in 5 of 5 successes',
      'input',
    ]);
  });

  it('is a value that no success has, where all have one', () => {
    const input = { id: 'order-9', items: [{ qty: 3 }], plan: 'scale' };
    expect(told(compareWithLast({ ...order, input }, orders()))[0]).toBe(
      'input.plan is "scale", was "free" in 5 of 5 successes',
    );
  });

  it('is the step that failed, not those that did not run after it, nor the run that ended with it', () => {
    const charge = stepOf('charge', 10, { input: { amount: 3 }, status: 'failed', error: noSuchCard });
    const failed = runOf({ ...order, status: 'failed', steps: [stepOf('read', 0), charge] });
    expect(told(compareWithLast(failed, orders()))).toEqual([
      'charge failed (CardError: no such card); no error in 5 of 5 successes',
      'status',
      'missing-step',
      'status',
    ]);
  });

  it('is what went into the step that failed, rather than its failure', () => {
    const input = { amount: null };
    const charge = stepOf('charge', 10, { input, status: 'failed', error: noSuchCard });
    const failed = runOf({ ...order, status: 'failed', steps: [stepOf('read', 0), charge] });
    expect(told(compareWithLast(failed, orders()))[0]).toBe(
      'charge: input.amount is null, was a number in 5 of 5 successes',
    );
  });

  it('is no retry that succeeded, where a step fails later', () => {
    const steps = [
      stepOf('read', 0, { status: 'failed' }),
      stepOf('read', 10, { attempt: 2 }),
      stepOf('charge', 20, { input: { amount: 3 }, status: 'failed' }),
    ];
    expect(told(compareWithLast(runOf({ ...order, status: 'failed', steps }), orders()))).toEqual([
      'charge failed; no error in 5 of 5 successes',
      'attempts',
      'status',
      'missing-step',
      'status',
    ]);
  });

  it('is not told as one of its kind, where more values of the same input or output differ', () => {
    const read = (output: unknown) => runOf({ steps: [stepOf('read', 0, { output })] });
    const successes = [1, 2, 3].map(() => read({ payouts: 'automatic', beta: false }));
    expect(told(compareWithLast(read({ payouts: 'manual', beta: true }), successes))[0]).toBe(
      'read: output.payouts is "manual", was "automatic" in 3 of 3 successes (1 more value of this output differs)',
    );
  });

  it('is what a call was given, before what came out of the step that made it', () => {
    const asked = (model: string, finish: string) =>
      runOf({
        steps: [stepOf('ask', 0, { output: { finish } })],
        ...traceOf(
          spanOf('ask', 0, { id: 's', kind: 'step' }),
          spanOf('chat', 1, { parentId: 's', attributes: { 'gen_ai.request.model': model } }),
        ),
      });
    const successes = [1, 2, 3].map(() => asked('gpt-5-mini', 'stop'));
    expect(told(compareWithLast(asked('gpt-5-nano', 'length'), successes))).toEqual([
      'ask > chat: gen_ai.request.model is "gpt-5-nano", was "gpt-5-mini" in 3 of 3 successes',
      'step-input',
      'output',
    ]);
  });

  it('is no attribute of where a step ran, such as the process', () => {
    const ran = (pid: number, finish: string) =>
      runOf({
        steps: [stepOf('ask', 0, { output: { finish } })],
        ...traceOf(spanOf('ask', 0, { kind: 'step', attributes: { 'process.pid': pid } })),
      });
    const successes = [1, 2, 3].map(() => ran(7, 'stop'));
    expect(told(compareWithLast(ran(8, 'length'), successes))[0]).toBe(
      'ask: output.finish is "length", was "stop" in 3 of 3 successes',
    );
  });

  it('is the deepest step that explains a delay', () => {
    const slow = (ms: number) =>
      runOf({
        finishedAt: ms + 20,
        ...traceOf(
          spanOf('outer', 0, { id: 'o', endAt: ms + 10 }),
          spanOf('inner', 0, { id: 'i', parentId: 'o', endAt: ms }),
        ),
      });
    expect(told(compareWithLast(slow(500), [100, 110, 105].map(slow)))[0]).toBe(
      'outer > inner took 500ms, was 100ms to 110ms in 3 of 3 successes',
    );
  });

  it('is the first of several steps that explain a delay, not the run, nor a short delay before them', () => {
    const slow = (short: number, ms: number) =>
      runOf({
        finishedAt: short + 2 * ms,
        steps: [
          stepOf('read', 0, { finishedAt: short }),
          stepOf('get', short, { finishedAt: short + ms }),
          stepOf('write', short + ms, { finishedAt: short + 2 * ms }),
        ],
      });
    const successes = [100, 110, 105].map(ms => slow(ms / 10, ms));
    expect(told(compareWithLast(slow(60, 500), successes))).toEqual([
      'get took 500ms, was 100ms to 110ms in 3 of 3 successes',
      ...['duration', 'duration', 'duration', 'duration'],
    ]);
  });
});

describe('noise', () => {
  it('is what differs among the successes: kept, and no difference', () => {
    const comparison = compareWithLast(
      { ...order, id: 'run_9', input: { ...Object(order.input), id: 'x' } },
      orders(),
    );
    expect(comparison).toMatchObject({ first: null, differences: [] });
    expect(comparison.noise.map(differenceText)).toContain(
      'input.id is "x", was "order-5"; it varies between successes',
    );
  });

  it('cannot be told from differences by one success', () => {
    const [one = runOf(), other = runOf()] = orders();
    expect(compare(one, other).differences.map(({ at }) => at.join('.'))).toEqual([
      'input.id',
      'input.items.0.qty',
      'input.amount',
    ]);
  });

  it('is not said to vary between successes where only one is known', () => {
    const took = (finishedAt: number) => runOf({ finishedAt });
    expect(comparisonSentence(compare(took(1_000), took(1_300)))).toBe(
      'no differences except noise: 1 value that may differ by chance',
    );
  });

  it('is a duration that is as far from those of successes as these are from each other', () => {
    const took = (ms: number) => runOf({ steps: [stepOf('read', 0, { finishedAt: ms })] });
    const successes = [9, 12, 19, 10, 15].map(took);
    expect(compareWithLast(took(6), successes)).toMatchObject({ first: null });
    expect(compareWithLast(took(38), successes)).toMatchObject({ first: null });
    expect(compareWithLast(took(60), successes)).toMatchObject({ first: { kind: 'duration' } });
    expect(compareWithLast(took(2), successes)).toMatchObject({ first: { kind: 'duration' } });
  });

  it('is a duration that equal steps of successes have, or where only two successes are known', () => {
    const calls = (...ms: readonly number[]) =>
      runOf({
        steps: ms.map((_, at) => stepOf('chunk', 0, { id: `c${at}`, input: { at }, finishedAt: 100 })),
        ...traceOf(
          ...ms.map((endAt, at) => spanOf('INSERT', 0, { id: `i${at}`, parentId: `c${at}`, endAt })),
        ),
      });
    const equal = [calls(5, 50, 20, 10), calls(6, 40, 12, 30), calls(7, 45, 14, 22)];
    expect(compareWithLast(calls(44, 8, 40, 40), equal)).toMatchObject({ first: null });
    expect(compareWithLast(calls(900, 8, 40, 40), equal).first).toMatchObject({
      ...{ kind: 'duration', usual: { of: 3, range: [5, 50] } },
    });
    expect(compareWithLast(calls(30), [calls(10), calls(12)])).toMatchObject({ first: { kind: 'duration' } });
    expect(compareWithLast(calls(17), [calls(10), calls(12)])).toMatchObject({ first: null });
  });

  it('is a step that only some successes have', () => {
    const steps = (index: number) =>
      index > 3 ? [stepOf('read', 0)] : [stepOf('read', 0), stepOf('cache', 20)];
    const successes = orders(index => ({ steps: steps(index) }));
    const last = { ...order, steps: [stepOf('read', 0), stepOf('cache', 20)] };
    expect(compareWithLast(last, successes).noise.map(({ kind }) => kind)).toContain('extra-step');
  });

  it('is which items a list has, where successes have others and as many', () => {
    const accounts = (from: number, count = 4) => ({
      accounts: Array.from({ length: count }, (_, at) => ({ id: `a-${from * 100 + at}`, isOpen: true })),
    });
    const successes = [1, 2, 3].map(from => runOf({ input: accounts(from) }));
    expect(compareWithLast(runOf({ input: accounts(4) }), successes)).toMatchObject({ first: null });
    expect(compareWithLast(runOf({ input: accounts(4, 3) }), successes)).toMatchObject({
      first: { kind: 'input' },
    });
  });

  it('is no item of a list that all successes have alike', () => {
    const plans = (...names: string[]) => runOf({ input: { plans: names } });
    const successes = [1, 2, 3].map(() => plans('free', 'team'));
    expect(told(compareWithLast(plans('free', 'scale', 'team'), successes))[0]).toBe(
      'input.plans.1 is "scale", was not there',
    );
  });

  it('is the length of a list that varies, but not that it is empty', () => {
    const successes = [1, 2, 3].map(length => runOf({ input: { items: Array.from({ length }, () => 'x') } }));
    const [longer, empty] = [4, 0].map(length =>
      runOf({ input: { items: Array.from({ length }, () => 'x') } }),
    );
    expect(told(compareWithLast(longer ?? order, successes))[0]).toMatch(/^no differences except noise/);
    expect(told(compareWithLast(empty ?? order, successes))).toContain('input');
  });

  it('is the id in the message of an error', () => {
    const failed = (id: number) =>
      runOf({ status: 'failed', error: { value: null, message: `order ${id} was not found` } });
    expect(compare(failed(4711), failed(12))).toMatchObject({ first: null, noise: [{ kind: 'error' }] });
  });
});

describe('programs', () => {
  it('are different where less than half of the steps match', () => {
    const other = runOf({
      name: 'mail',
      steps: ['fetch', 'render', 'deliver'].map((name, at) => stepOf(name, at * 10)),
    });
    const comparison = compareWithLast(other, orders());
    expect(comparison).toMatchObject({ isDifferentProgram: true, matchedShare: 0 });
    expect(told(comparison)[0]).toBe('these are different programs: 0% of the steps match');
  });

  it('are the same where one run stopped at its first step', () => {
    const failed = runOf({ status: 'failed', steps: [stepOf('read', 0, { status: 'failed' })] });
    const comparison = compareWithLast(failed, orders());
    expect(comparison).toMatchObject({ isDifferentProgram: false, matchedShare: 1 });
    expect(matchedText(comparison)).toBe(undefined);
  });

  it('are said to match in part, or to have no steps', () => {
    const steps = [stepOf('read', 0), stepOf('charge', 10), stepOf('refund', 20)];
    expect(matchedText(compareWithLast(runOf({ steps }), orders()))).toBe(
      '75% of the steps of run a are also in run b',
    );
    const queued = runOf({ status: 'queued', startedAt: undefined, finishedAt: undefined });
    expect(matchedText(compareWithLast(queued, orders()))).toBe('run a has no steps');
    expect(matchedText(compare(runOf(), runOf({ id: 'run_2' })))).toBe('the runs have no steps');
  });
});

describe('a failure after a step that took far longer than it does', () => {
  const report = (queryMs: number, fields: Partial<Run> = {}) =>
    runOf({
      finishedAt: queryMs + 100,
      steps: [
        stepOf('query', 0, { finishedAt: queryMs + 1 }),
        stepOf('upload', queryMs + 10, { status: fields.status ?? 'success', error: fields.error }),
      ],
      ...traceOf(
        spanOf('query', 0, { id: 'query-0-1', endAt: queryMs + 1 }),
        spanOf('SELECT orders', 0, { parentId: 'query-0-1', endAt: queryMs }),
      ),
      ...fields,
    });
  const successes = [12, 15, 13, 14, 15].map(ms => report(ms));
  const late = { status: 'failed', error: { value: null, message: 'deadline exceeded' } } as const;
  const failedUpload = 'upload failed (deadline exceeded); no error in 5 of 5 successes';

  it('is told with that step', () => {
    expect(told(compareWithLast(report(904, late), successes))[0]).toBe(
      `${failedUpload}; before it, query > SELECT orders took 904ms, was 12ms to 15ms in 5 of 5 successes`,
    );
    const [last = order, ...others] = successes;
    const mirrored = compare({ ...last, createdAt: 1 }, { ...report(904, late), createdAt: 2 }, others);
    expect(told(mirrored)[0]).toMatch(/; before it, query > SELECT orders took 12ms, was 904ms; /u);
  });

  it('is told alone where that is less than three times as long, or short beside the run', () => {
    expect(told(compareWithLast(report(44, late), successes))[0]).toBe(failedUpload);
    const long = (run: Run) => ({ ...run, finishedAt: 60_000 });
    const comparison = compareWithLast(long(report(904, late)), successes.map(long));
    expect(told(comparison)[0]).toBe(failedUpload);
  });
});

describe('a run that goes on', () => {
  const running = runOf({ ...order, status: 'running', finishedAt: undefined, steps: [stepOf('read', 0)] });

  it('has nothing missing that is still to come, and is said not to be over', () => {
    const comparison = compareWithLast(running, orders());
    expect(comparison.first).toBe(null);
    expect(comparisonSentence(comparison)).toMatch(/^no differences so far except noise: 2 values/u);
    expect(comparisonSentence({ ...comparison, noise: [] })).toBe('no difference so far');
    expect(unfinishedText(comparison)).toBe('run a has not ended yet: what comes later is not compared');
  });

  it('differs once a step is open for far longer than it takes', () => {
    const open = stepOf('charge', 10, { input: { amount: 3 }, status: 'running', finishedAt: undefined });
    const charging = { ...running, steps: [stepOf('read', 0), open] };
    expect(told(compareWithLast(charging, orders(), 610))).toEqual([
      'charge has been running for 600ms, took 10ms in 5 of 5 successes',
      'duration',
    ]);
    expect(told(compareWithLast(charging, orders(), 20))[0]).toMatch(/^no differences so far/u);
    const [last = order, ...others] = orders();
    expect(told(compare(last, charging, others, 610))[0]).toBe(
      'charge took 10ms; has been running for 600ms in run b',
    );
    const waiting = { ...charging, steps: [{ ...open, status: 'waiting' as const }] };
    expect(told(compareWithLast(waiting, orders(), 610))[0]).toMatch(/^no differences so far/u);
  });

  it('tells the error of a failed run that it is compared with', () => {
    const error = { error: noSuchCard, status: 'failed' } as const;
    const failed = runOf({ ...order, ...error, steps: [stepOf('read', 0), stepOf('charge', 10, error)] });
    const open = stepOf('charge', 10, { status: 'running', finishedAt: undefined });
    const charging = { ...running, steps: [stepOf('read', 0), open] };
    expect(told(compare(charging, failed))[0]).toBe(
      'charge is running; failed (CardError: no such card) in run b',
    );
    expect(told(compare(failed, charging))[0]).toBe(
      'charge failed (CardError: no such card); is running in run b',
    );
    expect(told(compare(running, failed))).toEqual([
      'the run is running; run b failed (CardError: no such card)',
      'status',
    ]);
  });

  it('is said to be the other one, where it is', () => {
    const [last] = orders();
    expect(unfinishedText(compare(last ?? running, running))).toMatch(/^run b has not ended yet/u);
    expect(unfinishedText(compareWithLast(last ?? running, orders()))).toBe(undefined);
  });
});

it('compares the last attempt of a step that was retried, with what that called', () => {
  const attempt = (number: number, status: 'ok' | 'error') => [
    spanOf(`attempt ${number}`, number * 20, { id: `t${number}`, parentId: 's', kind: 'attempt', status }),
    spanOf('POST /charge', number * 20, { parentId: `t${number}`, status }),
  ];
  const step = spanOf('charge', 20, { id: 's', kind: 'step', endAt: 60 });
  const retried = runOf(traceOf(step, ...attempt(1, 'error'), ...attempt(2, 'ok')));
  const [once, call] = [
    spanOf('charge', 20, { id: 's', kind: 'step', endAt: 60 }),
    spanOf('POST /charge', 40),
  ];
  expect(told(compare(retried, runOf(traceOf(once, { ...call, parentId: 's' }))))).toEqual([
    'charge took 2 attempts, was 1',
    'attempts',
  ]);
});

it('joins a step and the span that records the same', () => {
  const run = (status: 'success' | 'failed') =>
    runOf({
      steps: [stepOf('charge', 20, { status })],
      ...traceOf(spanOf('charge', 20, { kind: 'step', status: status === 'failed' ? 'error' : 'ok' })),
    });
  expect(told(compare(run('failed'), run('success')))).toEqual([
    'charge failed; succeeded in run b',
    'status',
  ]);
});
