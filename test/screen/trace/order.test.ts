import { expect, test } from 'vitest';
import { openDetail } from '../../../src/screen/run/apply-run-action.ts';
import { act, at, pageOf, place, press, rowKeys, runOf, showTrace, span } from '../run/detail-of.ts';

const from = (start: number, end: number) => ({ startAt: at + start, endAt: at + end });

/** `wrap` takes longest, but most of it is a call in it; `work` takes the most time by itself. */
const spans = [
  span('root', { ...from(0, 1000), status: 'error' }),
  span('short', { parentId: 'root', ...from(0, 50), status: 'error' }),
  span('wrap', { parentId: 'root', ...from(50, 750) }),
  span('call', { parentId: 'wrap', ...from(60, 740) }),
  span('work', { parentId: 'root', ...from(750, 950), status: 'error' }),
];
const logs = [{ at: at + 10, level: 'info', message: 'begun', spanId: 'root', attributes: {} }];

const shown = press(showTrace(pageOf({ spans, logs })), { type: 'bottom' });
const order = { type: 'order' } as const;

test('siblings are by start, by duration, by self time, and by start again', () => {
  expect(rowKeys(shown)).toEqual(['+s:root', 's:short', 'l:0', '+s:wrap', 's:call', 's:work']);
  const byDuration = press(shown, order);
  expect(rowKeys(byDuration)).toEqual(['+s:root', '+s:wrap', 's:call', 's:work', 's:short', 'l:0']);
  const bySelf = press(byDuration, order);
  expect(rowKeys(bySelf)).toEqual(['+s:root', 's:work', 's:short', '+s:wrap', 's:call', 'l:0']);
  expect(rowKeys(press(bySelf, order))).toEqual(rowKeys(shown));
});

test('the cursor stays on its span, and what is folded stays folded', () => {
  const folded = press(shown, { type: 'move', by: -2 }, { type: 'toggle' });
  expect(place(folded)).toBe('root › wrap');
  const ordered = press(folded, order);
  expect(place(ordered)).toBe('root › wrap');
  expect(rowKeys(ordered)).toEqual(['+s:root', 's:wrap', 's:work', 's:short', 'l:0']);
});

test('what still runs comes before what ended', () => {
  const open = span('open', { parentId: 'root', startAt: at + 900, endAt: undefined });
  const running = openDetail(runOf({ status: 'running' }));
  const known = act(press(running, { type: 'tab', to: 'trace' }), {
    ...{ type: 'detail-trace-page-loaded', address: 'run_1' },
    page: pageOf({ spans: [...spans, open] }),
  });
  expect(rowKeys(press(known, order)).slice(0, 3)).toEqual(['+s:root', 's:open', '+s:wrap']);
});

test('errors are walked in the order that is shown', () => {
  const top = press(shown, order, { type: 'top' });
  const first = press(top, { type: 'error', by: 1 });
  expect(place(first)).toBe('root › work');
  expect(place(press(first, { type: 'error', by: 1 }))).toBe('root › short');
});

test('the next run has the same order', () => {
  const next = openDetail(runOf({ id: 'run_2' }), press(shown, order));
  expect(next.trace.order).toBe('duration');
});

test('outside of the waterfall the order stays', () => {
  const raw = press(shown, { type: 'raw' });
  expect(press(raw, order).trace.order).toBe('start');
});
