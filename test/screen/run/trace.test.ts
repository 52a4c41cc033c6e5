import { describe, expect, test } from 'vitest';
import type { Span } from '../../../src/model/run.ts';
import { act, at, load, pageOf, place, press, rowKeys, runOf, showTrace, span } from './detail-of.ts';

const family: readonly Span[] = [
  span('root', { status: 'error', endAt: at + 10_000 }),
  span('good', { parentId: 'root', startAt: at + 100 }),
  span('bad', { parentId: 'root', startAt: at + 2000, status: 'error', endAt: at + 6000 }),
  span('try 1', { parentId: 'bad', startAt: at + 2000, status: 'error' }),
  span('try 2', {
    parentId: 'bad',
    startAt: at + 4000,
    endAt: at + 5000,
    status: 'error',
    attributes: { url: 'https://x' },
    events: [{ name: 'e', at, attributes: {} }],
  }),
];
const logs = [
  { at: at + 3000, level: 'warn', message: 'again', spanId: 'bad', attributes: {} },
  { at: at + 9000, level: 'info', message: 'end', attributes: {} },
];

const many = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    span(`s${from + index}`, { kind: `${index}`, parentId: 's0', startAt: at + from + index }),
  );

describe('the waterfall', () => {
  test('opens on the deepest failing span, with logs in place', () => {
    const shown = showTrace(pageOf({ spans: family, logs }));
    expect(place(shown)).toBe('root › bad › try 2');
    expect(rowKeys(shown)).toEqual(['+s:root', 's:good', '+s:bad', 's:try 1', 'l:0', 's:try 2', 'l:1']);
  });

  test('shows the trace of a run that was opened while active, and was read again before its trace', () => {
    const steps = [{ id: 's1', name: 'good', type: 'action', attempt: 1, status: 'running' as const }];
    const active = { status: 'running', steps } as const;
    const again = act(load(active), { type: 'detail-run-loaded', run: runOf(active) });
    const page = pageOf({ spans: [span('root'), span('good', { parentId: 'root' })] });
    const shown = act(press(again, { type: 'tab', to: 'trace' }), {
      ...{ type: 'detail-trace-page-loaded', address: 'run_1', page },
    });
    expect(rowKeys(shown)).toEqual(['+s:root', 's:good']);
  });

  test('a log of the same ms as a span stands before it: what was waited for comes after the wait', () => {
    const attempts = [1, 2].map(attempt =>
      span(`try ${attempt}`, { parentId: 'root', startAt: at + attempt, status: 'error' }),
    );
    const retry = { at: at + 2, level: 'warn', message: 'retrying in 0 ms', spanId: 'root', attributes: {} };
    const shown = showTrace(pageOf({ spans: [span('root'), ...attempts], logs: [retry] }));
    expect(rowKeys(shown)).toEqual(['+s:root', 's:try 1', 'l:0', 's:try 2']);
  });

  test('opens its roots however much ran in them, and what little ran in others', () => {
    const children = Array.from({ length: 300 }, (_, index) =>
      span(`x${index}`, { kind: `${index}`, parentId: 'root', startAt: at + index }),
    );
    const inner = [span('y', { parentId: 'x1', startAt: at + 1 })];
    const shown = showTrace(pageOf({ spans: [span('root'), ...children, ...inner] }));
    expect(rowKeys(shown)).toHaveLength(302);
  });

  test('a failing span below many others is unfolded to', () => {
    const deep = Array.from({ length: 300 }, (_, index) =>
      span(`x${index}`, { kind: `${index}`, parentId: 'root', startAt: at + index }),
    );
    const last = span('leaf', { parentId: 'x299', startAt: at + 400, status: 'error' });
    const shown = showTrace(pageOf({ spans: [span('root'), ...deep, last] }));
    expect(place(shown)).toBe('root › x299 › leaf');
  });

  test('goes to a failure that comes with a later page, unless the cursor was moved', () => {
    const first = showTrace(pageOf({ spans: [span('s0'), ...many(1, 5)] }, 'more'));
    const page = pageOf({ spans: [span('oops', { parentId: 's0', startAt: at + 50, status: 'error' })] });
    const load = { type: 'detail-trace-page-loaded', address: 'run_1', page } as const;
    expect(place(act(first, load))).toBe('s0 › oops');
    const moved = press(first, { type: 'move', by: 2 });
    expect(place(act(moved, load))).toBe('s0 › s2');
  });

  test('pages that arrive do not move the cursor from its span, even when rows come in above it', () => {
    const spans = [
      span('s0'),
      span('a', { parentId: 's0', startAt: at + 10 }),
      span('z', { startAt: at + 20 }),
    ];
    const before = press(showTrace(pageOf({ spans }, 'more')), { type: 'bottom' });
    expect(place(before)).toBe('z');
    const page = pageOf({ spans: many(100, 50) }, undefined);
    const after = act(before, { type: 'detail-trace-page-loaded', address: 'run_1', page });
    expect(place(after)).toBe('z');
    expect(rowKeys(after)).toHaveLength(53);
  });

  test('a trace read again replaces the old one at once, keeping cursor and folding', () => {
    const before = press(showTrace(pageOf({ spans: family, logs })), { type: 'move', by: -2 });
    const ended = family.map(one => ({ ...one, status: 'ok' as const, endAt: at + 99 }));
    const action = (spans: readonly Span[], next?: string) =>
      ({
        type: 'detail-trace-page-loaded',
        address: 'run_1',
        page: pageOf({ spans, logs: [] }, next),
      }) as const;
    const half = act(before, action(ended.slice(0, 2), 'more'));
    expect(rowKeys(half)).toEqual(rowKeys(before));
    const after = act(half, action(ended.slice(2)));
    expect(after.trace.index.errors).toEqual([]);
    expect(after.trace.index.spans).toHaveLength(5);
    expect(place(after)).toBe('root › bad › try 1');
  });

  test('a reading that begins again in the middle doubles nothing', () => {
    const first = pageOf({ spans: family.slice(0, 2), logs: logs.slice(0, 1) }, 'more');
    const shown = showTrace(first, first, pageOf({ spans: family.slice(2), logs: logs.slice(1) }));
    expect(shown.trace.index.spans).toHaveLength(5);
    expect(shown.trace.index.logs).toHaveLength(2);
  });

  test('failures are walked forth and back', () => {
    const shown = showTrace(pageOf({ spans: family, logs }));
    const back = press(shown, { type: 'error', by: -1 });
    expect(place(back)).toBe('root › bad › try 1');
    expect(place(press(back, { type: 'error', by: 1 }))).toBe('root › bad › try 2');
    const folded = press(shown, { type: 'toggle-all' }, { type: 'error', by: 1 });
    expect(place(folded)).toBe('root › bad › try 1');
  });

  test('Enter shows what a span holds and hides it again; space folds what ran in it', () => {
    const shown = showTrace(pageOf({ spans: family, logs }));
    const attributes = press(shown, { type: 'enter' });
    expect(rowKeys(attributes).slice(5, 10)).toEqual([
      '+s:try 2',
      'f:span',
      '+f:attributes',
      '.url',
      '+f:events',
    ]);
    expect(rowKeys(press(attributes, { type: 'enter' }))).toEqual(rowKeys(shown));
    const onBad = press(shown, { type: 'fold' });
    expect(place(onBad)).toBe('root › bad');
    expect(rowKeys(press(onBad, { type: 'toggle' }))).toEqual(['+s:root', 's:good', 's:bad', 'l:1']);
  });

  test('what a span shows stays when its trace is read again', () => {
    const attributes = press(
      showTrace(pageOf({ spans: family, logs })),
      { type: 'enter' },
      { type: 'move', by: 3 },
    );
    expect(place(attributes)).toBe('root › bad › try 2.attributes.url');
    const page = pageOf({ spans: family, logs });
    const again = act(attributes, { type: 'detail-trace-page-loaded', address: 'run_1', page });
    expect(place(again)).toBe('root › bad › try 2.attributes.url');
    expect(rowKeys(again)).toEqual(rowKeys(attributes));
  });
});

describe('zoom', () => {
  const shown = showTrace(pageOf({ spans: family, logs }));
  const zoomOf = (...commands: Parameters<typeof press> extends [unknown, ...infer Rest] ? Rest : never) =>
    press(shown, ...commands).trace.zoom;

  test('halves the time around the span at the cursor', () => {
    expect(zoomOf({ type: 'zoom', by: 1 })).toEqual({ from: at + 2000, to: at + 7000 });
    expect(zoomOf({ type: 'zoom', by: 2 })).toEqual({ from: at + 3250, to: at + 5750 });
  });

  test('never leaves the time of the trace, and ends where it began', () => {
    expect(zoomOf({ type: 'bottom' }, { type: 'zoom', by: 2 })).toEqual({ from: at + 7500, to: at + 10_000 });
    expect(zoomOf({ type: 'zoom', by: 1 }, { type: 'zoom', by: -1 })).toBeUndefined();
    expect(zoomOf({ type: 'zoom', by: 3 }, { type: 'zoom-reset' })).toBeUndefined();
  });

  test('follows the cursor to what is out of sight', () => {
    const zoomed = press(shown, { type: 'zoom', by: 3 }, { type: 'bottom' }).trace.zoom;
    expect(zoomed).toEqual({ from: at + 8375, to: at + 9625 });
  });

  test('moves to later and earlier times by a quarter where there is nothing to fold', () => {
    const later = zoomOf({ type: 'zoom', by: 2 }, { type: 'unfold' });
    expect(later).toEqual({ from: at + 3875, to: at + 6375 });
    const back = zoomOf({ type: 'zoom', by: 2 }, { type: 'unfold' }, { type: 'fold' }, { type: 'fold' });
    expect(back).toEqual({ from: at + 2625, to: at + 5125 });
    const zoomed = press(shown, { type: 'zoom', by: 2 }, { type: 'unfold' });
    expect(place(zoomed)).toBe('root › bad › try 2');
  });

  test('leaves the keys that fold what they do elsewhere: on what folds, and at the ends of the trace', () => {
    const zoomed = press(shown, { type: 'zoom', by: 2 }, { type: 'move', by: -2 }, { type: 'fold' });
    expect(place(zoomed)).toBe('root › bad › try 1');
    const onBad = press(shown, { type: 'fold' }, { type: 'zoom', by: 2 }, { type: 'fold' });
    expect(rowKeys(onBad)).toEqual(['+s:root', 's:good', 's:bad', 'l:1']);
    const atStart = press(shown, { type: 'zoom', by: 1 }, ...Array(3).fill({ type: 'fold' }));
    expect(place(atStart)).toBe('root › bad');
  });

  test('goes on around what was moved into sight, not around the whole of a long span', () => {
    const onRoot = [{ type: 'top' }, { type: 'zoom', by: 1 }] as const;
    expect(zoomOf(...onRoot)).toEqual({ from: at + 2500, to: at + 7500 });
    expect(zoomOf(...onRoot, { type: 'unfold' })).toEqual({ from: at + 3750, to: at + 8750 });
    const nearer = zoomOf(...onRoot, { type: 'unfold' }, { type: 'zoom', by: 1 });
    expect(nearer).toEqual({ from: at + 5000, to: at + 7500 });
  });

  test('stays as it is where nothing is', () => {
    const empty = showTrace(pageOf({}));
    expect(press(empty, { type: 'zoom', by: 1 }).trace.zoom).toBeUndefined();
  });
});

test('the raw view has a cursor of its own', () => {
  const raw = press(showTrace(pageOf({ spans: family, logs })), { type: 'raw' }, { type: 'move', by: 1 });
  expect(place(raw)).toBe('spans[0]');
  expect(place(press(raw, { type: 'raw' }))).toBe('root › bad › try 2');
});

test('outside the trace the keys of the trace do nothing', () => {
  const shown = load({ input: 1 });
  for (const command of [{ type: 'raw' }, { type: 'zoom', by: 1 }, { type: 'zoom-reset' }] as const) {
    expect(press(shown, command)).toBe(shown);
  }
});
