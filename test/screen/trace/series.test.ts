import { describe, expect, test } from 'vitest';
import type { Span } from '../../../src/model/run.ts';
import { activePane } from '../../../src/screen/run/detail-state.ts';
import { rowAt } from '../../../src/screen/run/outline/open-tree.ts';
import { seriesFacts, seriesTitle } from '../../../src/screen/trace/child-rows.ts';
import { act, at, type load, pageOf, place, press, rowKeys, showTrace, span } from '../run/detail-of.ts';

const child = (id: string, name: string, order: number, fields: Partial<Span> = {}) =>
  span(id, { name, parentId: 'root', startAt: at + order, endAt: at + order + 10, ...fields });

const chunks = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => child(`c${from + index}`, 'chunk', from + index));

const show = (spans: readonly Span[]) => press(showTrace(pageOf({ spans: [span('root'), ...spans] })));

describe('a series', () => {
  const slowest = chunks(30).map((one, index) => ({ ...one, endAt: one.startAt + index }));
  const byDuration = press(show([child('a', 'split', -1), ...slowest]), { type: 'order' });

  test('is in the place of its longest span, with the longest first once it is unfolded', () => {
    expect(rowKeys(byDuration)).toEqual(['+s:root', 'n:c0', 's:a']);
    const unfolded = press(byDuration, { type: 'top' }, { type: 'move', by: 1 }, { type: 'unfold' });
    expect(rowKeys(unfolded).slice(0, 4)).toEqual(['+s:root', '+n:c0', 's:c29', 's:c28']);
    const byStart = press(unfolded, { type: 'order' }, { type: 'order' });
    expect(rowKeys(byStart).slice(0, 5)).toEqual(['+s:root', 's:a', '+n:c0', 's:c0', 's:c1']);
  });

  test('is summed up once, whatever the order of its spans', () => {
    const orders = [
      byDuration,
      press(byDuration, { type: 'order' }),
      press(byDuration, { type: 'order' }, { type: 'order' }),
    ];
    const facts = orders.flatMap(detail => {
      const rows = [1, 2].map(at => rowAt(activePane(detail).root, at)?.node);
      return rows.flatMap(node => (node?.type === 'series' ? seriesFacts(node) : []));
    });
    expect(facts[0]).toMatchObject({ spans: 30, name: 'chunk', isPattern: false });
    expect(facts.map(one => one === facts[0])).toEqual([true, true, true]);
  });

  test('is what 20 or more like siblings in a row are shown as, in their place', () => {
    const before = child('a', 'split', -1);
    const after = child('z', 'store', 100);
    expect(rowKeys(show([before, ...chunks(20), after]))).toEqual(['+s:root', 's:a', 'n:c0', 's:z']);
    expect(rowKeys(show(chunks(19)))).toHaveLength(20);
  });

  test('is of siblings whose names differ in nothing but numbers', () => {
    const pages = chunks(30).map((one, page) => ({ ...one, name: `embed page ${page}` }));
    const shown = show(pages);
    const row = rowAt(activePane(shown).root, 1)?.node;
    expect(row?.type === 'series' && seriesTitle(seriesFacts(row), false)).toBe('30 × embed page *');
  });

  test('is not of siblings that take turns, or are of another kind', () => {
    const turns = chunks(60).map((one, turn) => (turn % 2 === 0 ? one : { ...one, name: 'tool' }));
    expect(rowKeys(show(turns))).toHaveLength(61);
    const kinds = chunks(30).map((one, index) => (index < 15 ? one : { ...one, kind: 'http' }));
    expect(rowKeys(show(kinds))).toHaveLength(31);
  });

  test('has the logs between its spans, and no others', () => {
    const log = (order: number) => ({
      at: at + order,
      level: 'info',
      message: 'm',
      spanId: 'root',
      attributes: {},
    });
    const page = pageOf({ spans: [span('root'), ...chunks(20)], logs: [log(-5), log(10), log(90)] });
    const shown = press(showTrace(page), { type: 'move', by: 2 });
    expect(rowKeys(shown)).toEqual(['+s:root', 'l:0', 'n:c0', 'l:2']);
    expect(rowKeys(press(shown, { type: 'toggle' }))).toHaveLength(4 + 21);
  });

  test('says how long its spans took, and how they ended', () => {
    const spans = chunks(30).map((one, index): Span => {
      if (index === 3) return { ...one, status: 'error', endAt: one.startAt + 500 };
      return index === 7 ? { ...one, endAt: undefined } : one;
    });
    const row = rowAt(
      activePane(press(show(spans), { type: 'top' }, { type: 'fold' }, { type: 'unfold' })).root,
      1,
    );
    const facts = row?.node.type === 'series' ? seriesFacts(row.node) : undefined;
    expect(facts).toMatchObject({ name: 'chunk', failed: 1, open: 1, medianMs: 10, longestMs: 500 });
  });

  test('stays unfolded while more of it comes in, with the cursor on its span', () => {
    const first = pageOf({ spans: [span('root'), ...chunks(25)] }, 'more');
    const shown = press(
      showTrace(first),
      { type: 'move', by: 1 },
      { type: 'unfold' },
      { type: 'move', by: 3 },
    );
    expect(place(shown)).toBe('root › 25 × chunk › chunk');
    const page = pageOf({ spans: chunks(5, 25) });
    const after = act(shown, { type: 'detail-trace-page-loaded', address: 'run_1', page });
    expect(place(after)).toBe('root › 30 × chunk › chunk');
    expect(rowKeys(after)).toHaveLength(32);
  });

  test('takes the cursor of a span that it folds', () => {
    const first = pageOf({ spans: [span('root'), ...chunks(10)] }, 'more');
    const shown = press(showTrace(first), { type: 'move', by: 4 });
    const page = pageOf({ spans: chunks(15, 10) });
    const after = act(shown, { type: 'detail-trace-page-loaded', address: 'run_1', page });
    expect(place(after)).toBe('root › 25 × chunk');
  });
});

describe('failures in a series', () => {
  const spans = chunks(40).map(
    (one, index): Span => (index === 0 || index === 30 ? { ...one, status: 'error' } : one),
  );
  const folded = press(
    show(spans),
    { type: 'top' },
    { type: 'fold' },
    { type: 'unfold' },
    { type: 'move', by: 1 },
  );
  const walk = (count: number) => Array.from({ length: count }, () => ({ type: 'error', by: 1 }) as const);
  const keyAtCursor = (shown: ReturnType<typeof load>) =>
    rowAt(activePane(shown).root, activePane(shown).cursor)?.node.key;

  test('are what the trace opens on', () => {
    expect(keyAtCursor(show(spans))).toBe('s:c30');
  });

  test('are walked from its row down, which unfolds it', () => {
    const onSeries = press(showTrace(pageOf({ spans: [span('root'), ...chunks(40)] })), {
      type: 'move',
      by: 1,
    });
    expect(keyAtCursor(onSeries)).toBe('n:c0');
    const page = pageOf({ spans: [span('root'), ...spans] });
    const failed = act(onSeries, { type: 'detail-trace-page-loaded', address: 'run_1', page });
    expect(keyAtCursor(failed)).toBe('n:c0');
    expect(keyAtCursor(press(failed, ...walk(1)))).toBe('s:c0');
    expect(keyAtCursor(press(failed, ...walk(2)))).toBe('s:c30');
    expect(keyAtCursor(press(failed, ...walk(3)))).toBe('s:c30');
    expect(keyAtCursor(press(failed, ...walk(2), { type: 'error', by: -1 }))).toBe('s:c0');
  });

  test('are found by a search', () => {
    const found = press(folded, { type: 'search-changed', text: 'chunk' }, { type: 'search-accepted' });
    expect(keyAtCursor(found)).toBe('n:c0');
    expect(keyAtCursor(press(found, { type: 'match', by: 1 }))).toBe('s:c0');
  });
});
