import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Log, Span } from '../../../src/model/run.ts';
import { appendTracePage, emptyTrace, type TraceIndex } from '../../../src/screen/trace/trace-index.ts';
import { deepestFailure, failures, nextFailure } from '../../../src/screen/trace/trace-order.ts';
import type { ArrangedTrace } from '../../../src/screen/trace/trace-view.ts';

type Sketch = {
  readonly id: string;
  readonly parentId?: string;
  readonly startAt: number;
  readonly failed?: boolean;
};

function toSpan({ id, parentId, startAt, failed }: Sketch): Span {
  const status = failed ? 'error' : 'ok';
  return {
    id,
    parentId,
    name: id,
    kind: 'step',
    startAt,
    endAt: startAt + 1,
    status,
    attributes: {},
    events: [],
  };
}

function toLog(at: number, spanId?: string): Log {
  return { at, level: 'info', message: `log ${at}`, spanId, attributes: {} };
}

/** The tree as nested ids, every list in its order. */
function shape(trace: TraceIndex, positions: readonly number[] = trace.roots): unknown {
  return positions.map(at => {
    const logs = (trace.logsOfSpans[at] ?? []).map(log => trace.logs[log]?.at);
    return [trace.spans[at]?.id, shape(trace, trace.children[at] ?? []), logs];
  });
}

const spansArbitrary = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom(...'abcdefghijklmnop'),
    parentId: fc.option(fc.constantFrom(...'abcdefghijklmnopz'), { nil: undefined }),
    startAt: fc.nat(20),
    failed: fc.boolean(),
  }),
  { selector: ({ id }) => id, maxLength: 16 },
);

test('a trace that comes in pages is the trace that comes whole', () => {
  fc.assert(
    fc.property(spansArbitrary, fc.integer({ min: 1, max: 5 }), (sketches, size) => {
      const spans = sketches.map(toSpan).sort((a, b) => a.startAt - b.startAt);
      const whole = appendTracePage(emptyTrace, { spans, logs: [] });
      let paged = emptyTrace;
      for (let at = 0; at < spans.length; at += size) {
        paged = appendTracePage(paged, { spans: spans.slice(at, at + size), logs: [] });
      }
      expect(shape(paged)).toEqual(shape(whole));
      expect([paged.startAt, paged.endAt, paged.errors]).toEqual([whole.startAt, whole.endAt, whole.errors]);
    }),
  );
});

test('every span is in the tree once, whatever its parents are', () => {
  fc.assert(
    fc.property(spansArbitrary, sketches => {
      const trace = appendTracePage(emptyTrace, { spans: sketches.map(toSpan), logs: [] });
      const seen: string[] = [];
      const visit = (positions: readonly number[]): void => {
        for (const at of positions) {
          seen.push(trace.spans[at]?.id ?? '');
          visit(trace.children[at] ?? []);
        }
      };
      visit(trace.roots);
      expect(seen.sort()).toEqual(sketches.map(({ id }) => id).sort());
    }),
  );
});

test('an older version of an index stays as it was', () => {
  const first = appendTracePage(emptyTrace, { spans: [toSpan({ id: 'a', startAt: 0 })], logs: [] });
  const before = shape(first);
  appendTracePage(first, { spans: [toSpan({ id: 'b', parentId: 'a', startAt: 1 })], logs: [toLog(2, 'a')] });
  expect(shape(first)).toEqual(before);
  const other = appendTracePage(first, { spans: [toSpan({ id: 'c', parentId: 'a', startAt: 1 })], logs: [] });
  expect(shape(other)).toEqual([['a', [['c', [], []]], []]]);
});

test('a span whose parent is not there is a root until the parent comes', () => {
  const orphan = appendTracePage(emptyTrace, {
    spans: [toSpan({ id: 'b', parentId: 'a', startAt: 0 })],
    logs: [toLog(1, 'a')],
  });
  expect(shape(orphan)).toEqual([['b', [], []]]);
  expect(orphan.looseLogs).toHaveLength(1);
  const whole = appendTracePage(orphan, { spans: [toSpan({ id: 'a', startAt: 1 })], logs: [] });
  expect(shape(whole)).toEqual([['a', [['b', [], []]], [1]]]);
  expect(whole.looseLogs).toEqual([]);
});

test('parents in a circle, or a span that is its own parent, hang nobody', () => {
  const spans = [
    toSpan({ id: 'a', parentId: 'b', startAt: 0 }),
    toSpan({ id: 'b', parentId: 'a', startAt: 1 }),
    toSpan({ id: 'c', parentId: 'c', startAt: 2 }),
  ];
  expect(shape(appendTracePage(emptyTrace, { spans, logs: [] }))).toEqual([
    ['a', [['b', [], []]], []],
    ['c', [], []],
  ]);
});

test.each(['down', 'up'])('a chain of 100,000 spans, told %s, does not nest without end', direction => {
  const chain = Array.from({ length: 100_000 }, (_, at) =>
    toSpan({
      id: `s${at}`,
      parentId: at === 0 ? undefined : `s${at - 1}`,
      startAt: direction === 'down' ? at : -at,
    }),
  );
  const spans = direction === 'down' ? chain : chain.reverse();
  const trace = appendTracePage(emptyTrace, { spans, logs: [] });
  expect(trace.spans).toHaveLength(100_000);
  expect(trace.depths.every(depth => depth <= 200)).toBe(true);
});

const family: readonly Sketch[] = [
  { id: 'root', startAt: 0, failed: true },
  { id: 'a', parentId: 'root', startAt: 1, failed: true },
  { id: 'a1', parentId: 'a', startAt: 2, failed: true },
  { id: 'b', parentId: 'root', startAt: 3 },
  { id: 'b1', parentId: 'b', startAt: 4, failed: true },
  { id: 'late', parentId: 'a', startAt: 5, failed: true },
];
const familyTrace = appendTracePage(emptyTrace, { spans: family.map(toSpan), logs: [] });
const idOf = (position: number | undefined) => familyTrace.spans[position ?? -1]?.id;

test('failures are where something went wrong first, not what it was passed on to', () => {
  expect(failures(familyTrace).map(idOf)).toEqual(['a1', 'b1', 'late']);
});

test('the deepest failure is the last of the deepest', () => {
  expect(idOf(deepestFailure(familyTrace))).toBe('late');
});

const arranged = (trace: TraceIndex): ArrangedTrace => ({
  ...trace,
  order: 'start',
  openEndAt: 10,
  steps: [],
});

test('failures are walked as the waterfall shows them, to its ends', () => {
  const walk = (step: number, count: number): readonly (string | undefined)[] => {
    const ids: (string | undefined)[] = [];
    let at: number | undefined;
    for (let left = count; left > 0; left -= 1) {
      at = nextFailure(arranged(familyTrace), at === undefined ? at : { position: at, isAbove: false }, step);
      ids.push(idOf(at));
    }
    return ids;
  };
  expect(walk(1, 4)).toEqual(['a1', 'late', 'b1', undefined]);
  expect(walk(-1, 4)).toEqual(['b1', 'late', 'a1', undefined]);
  expect(nextFailure(arranged(emptyTrace), undefined, 1)).toBeUndefined();
});
