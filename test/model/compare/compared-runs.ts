import { pairRuns } from '../../../src/model/compare/judge/compare-run-pair.ts';
import type { RunComparison } from '../../../src/model/compare/run-comparison.ts';
import { comparisonSentence } from '../../../src/model/compare/text/comparison-sentence.ts';
import type { Run, Span, Step } from '../../../src/model/run.ts';

export function runOf(fields: Partial<Run> = {}): Run {
  return {
    ...{ id: 'run_1', kind: 'workflow', name: 'shop', status: 'success', createdAt: 0 },
    ...{ startedAt: 0, finishedAt: 1_000, models: [], services: [], usage: [] },
    trigger: { type: 'api', label: 'API', raw: '' },
    ...fields,
  };
}

/** A step that takes 10 ms; its id is made of its name and start. */
export function stepOf(name: string, startedAt: number, fields: Partial<Step> = {}): Step {
  const { attempt = 1 } = fields;
  return {
    ...{ id: `${name}-${startedAt}-${attempt}`, name, type: 'action', status: 'success', attempt },
    ...{ startedAt, finishedAt: startedAt + 10 },
    ...fields,
  };
}

export function spanOf(name: string, startAt: number, fields: Partial<Span> = {}): Span {
  return {
    ...{ id: `${name}-${startAt}`, name, kind: 'http', startAt, endAt: startAt + 10 },
    ...{ status: 'ok', attributes: {}, events: [] },
    ...fields,
  };
}

export function traceOf(...spans: readonly Span[]): Pick<Run, 'trace'> {
  return { trace: { spans, logs: [] } };
}

/** Spans below each other, of which the deepest one failed. */
export function nestedRun(depth: number, status: 'ok' | 'error'): Run {
  const spans = Array.from({ length: depth }, (_, at) =>
    spanOf(`level ${at + 1}`, 0, { status, ...(at > 0 && { parentId: `level ${at}-0` }) }),
  );
  return runOf({ status: status === 'ok' ? 'success' : 'failed', ...traceOf(...spans) });
}

/** Compares without a stop. */
export function compare(
  a: Run,
  b: Run,
  successes: readonly Run[] = [],
  now = 0,
  failures: readonly Run[] = [],
): RunComparison {
  const pair = finish(pairRuns(a, b, now));
  for (const success of successes) finish(pair.learn(success));
  for (const failure of failures) finish(pair.learnFailure(failure));
  return finish(pair.compare());
}

export function finish<Result>(work: Generator<undefined, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** With the last of several older successes, from all of which noise is learned. */
export function compareWithLast(
  a: Run,
  successes: readonly Run[],
  now?: number,
  failures?: readonly Run[],
): RunComparison {
  const [last, ...others] = successes.toReversed();
  if (!last) throw new Error('there is no success');
  return compare({ ...a, createdAt: last.createdAt + 1 }, last, others, now, failures);
}

/** The sentence, then the kinds of all differences in order. */
export function told(comparison: RunComparison): readonly string[] {
  return [comparisonSentence(comparison), ...comparison.differences.map(({ kind }) => kind)];
}
