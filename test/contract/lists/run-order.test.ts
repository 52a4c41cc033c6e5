import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareIds, compareNewest, isNewer } from '../../../src/contract/lists/run-order.ts';
import { pageTrace } from '../../../src/contract/trace-pages.ts';
import { createRun } from '../../cli/sample-runs.ts';

const [lower, higher] = ['run_\uff5e', 'run_\u{1f600}'];
const runs = [lower, higher].map(id => createRun({ id, createdAt: 5 }));

test('lists put two runs of one millisecond in the order of the databases', () => {
  expect(compareIds(lower, higher)).toBeLessThan(0);
  expect(runs.toSorted(compareNewest).map(run => run.id)).toEqual([higher, lower]);
  const [one, other] = runs;
  expect(one && other && isNewer(other, one)).toBe(true);
});

test('a trace shows each span once where ids of one moment hold characters beyond U+FFFF', () => {
  const spanOf = (id: string) => ({ id, name: id, kind: 'step', startAt: 1, attributes: {}, events: [] });
  const trace = { spans: [lower, higher].map(id => ({ ...spanOf(id), status: 'ok' as const })), logs: [] };
  const first = pageTrace(trace, { limit: 1 });
  const second = pageTrace(trace, { limit: 1, cursor: first.nextCursor });
  expect([...first.spans, ...second.spans].map(span => span.id)).toEqual([lower, higher]);
});

test('ids are compared as the bytes of their UTF-8 are', () => {
  const id = fc.string({
    unit: fc.constantFrom('a', '\ud7ff', '\ue000', '\uff5e', '\u{10000}', '\u{10ffff}'),
  });
  fc.assert(
    fc.property(id, id, (a, b) => {
      expect(Math.sign(compareIds(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
