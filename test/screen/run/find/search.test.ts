import { describe, expect, test } from 'vitest';
import { reduceDetail } from '../../../../src/screen/run/apply-run-action.ts';
import type { DetailState } from '../../../../src/screen/run/detail-state.ts';
import { countedHits, isSearching } from '../../../../src/screen/run/find/search.ts';
import { activePane } from '../../../../src/screen/run/panes.ts';
import { act, at, load, now, pageOf, place, press, rowKeys, runOf, showTrace, span } from '../detail-of.ts';

const input = {
  name: 'Ada',
  friends: [{ name: 'Grace' }, { name: 'ada the second' }],
  note: `first line\n${'filler '.repeat(400)}\nthe word ADA here`,
};

const type = (detail: DetailState, text: string) => press(detail, { type: 'search-changed', text });
const places = (detail: DetailState, by: number, count: number): readonly (string | undefined)[] => {
  let shown = detail;
  return Array.from({ length: count }, () => {
    shown = press(shown, { type: 'match', by });
    return `${place(shown)} ${(shown.search?.current ?? -1) + 1}/${shown.search?.matches.length}`;
  });
};

describe('a search', () => {
  test('goes to the first match while it is typed, letter case aside', () => {
    const found = type(load({ input }), 'ADA');
    expect(place(found)).toBe('input.name');
    expect(found.search).toMatchObject({ current: 0, isAccepted: false });
    expect(found.search?.matches).toHaveLength(3);
  });

  test('walks the matches, unfolding what hides them, and goes around', () => {
    const folded = press(load({ input }), { type: 'toggle' });
    const found = press(type(folded, 'ada'), { type: 'search-accepted' });
    expect(places(found, 1, 3)).toEqual(['input.friends[1].name 2/3', 'input.note 3/3', 'input.name 1/3']);
    expect(places(found, -1, 2)).toEqual(['input.note 3/3', 'input.friends[1].name 2/3']);
    const last = press(found, { type: 'match', by: -1 });
    expect(rowKeys(last)).toContain('+.note');
  });

  test('goes on from where the cursor was moved to', () => {
    const found = press(type(load({ input }), 'ada'), { type: 'search-accepted' }, { type: 'bottom' });
    expect(place(press(found, { type: 'match', by: -1 }))).toBe('input.note');
    expect(place(press(found, { type: 'match', by: 1 }))).toBe('input.name');
  });

  test('counts every hit, also several in one row, and goes to each', () => {
    const long = { text: 'mail mail mail', mail: 1, other: `${'line\n'.repeat(60)}mail\nmail MAIL` };
    let found = press(type(load({ input: long }), 'mail'), { type: 'search-accepted' });
    const hits: string[] = [];
    for (let at = 0; at < 8; at += 1) {
      const counted = found.search && countedHits(found.search);
      hits.push(`${counted?.current} of ${counted?.total}: ${place(found)}`);
      found = press(found, { type: 'match', by: 1 });
    }
    expect(hits).toEqual([
      '1 of 7: input.text',
      '2 of 7: input.text',
      '3 of 7: input.text',
      '4 of 7: input.mail',
      '5 of 7: input.other',
      '6 of 7: input.other',
      '7 of 7: input.other',
      '1 of 7: input.text',
    ]);
    const back = press(found, { type: 'match', by: -1 }, { type: 'match', by: -1 });
    expect(back.search && countedHits(back.search).current).toBe(7);
  });

  test('scrolls to a hit inside a text that is taller than the screen', () => {
    const input = { text: `${'lorem ipsum '.repeat(70)}needle ${'dolor sit '.repeat(20)}needle` };
    const small = { width: 60, height: 10 };
    const typed = reduceDetail(
      load({ input }),
      { type: 'detail-command-given', command: { type: 'search-changed', text: 'needle' } },
      small,
      now,
    );
    const next = reduceDetail(
      typed,
      { type: 'detail-command-given', command: { type: 'match', by: 1 } },
      small,
      now,
    );
    expect(activePane(typed).top.skip).toBeGreaterThan(10);
    expect(activePane(next).top.skip).toBeGreaterThan(activePane(typed).top.skip);
  });

  test('finds what Metadata and Usage show: a status, a time, an amount, a cost', () => {
    const usage = [
      { name: 'gpt', kind: 'model', inputTokens: 1204, outputTokens: 86, costUsd: 0.0031 },
    ] as const;
    const shown = load({ status: 'failed', finishedAt: at, usage });
    expect(place(type(shown, '1,204 in'))).toBe('usage[0]');
    expect(place(type(shown, '$0.0031'))).toBe('usage[0]');
    const metadata = press(shown, { type: 'tab', to: 'metadata' });
    expect(place(type(metadata, '✖ failed'))).toBe('Status');
    expect(place(type(metadata, 'failed'))).toBe('Status');
    expect(place(type(metadata, '2026-03-01'))).toBe('Created');
  });

  test('finds keys, and the words of sections', () => {
    expect(place(type(load({ input }), 'friend'))).toBe('input.friends');
    expect(place(type(load({ input }), 'output'))).toBe('output');
  });

  test('that is taken back leaves everything as it was', () => {
    const before = press(load({ input }), { type: 'move', by: 1 });
    const typed = type(before, 'second');
    expect(place(typed)).toBe('input.friends[1].name');
    const after = press(typed, { type: 'search-cleared' });
    expect(after.search).toBeUndefined();
    expect(rowKeys(after)).toEqual(rowKeys(before));
    expect(place(after)).toBe(place(before));
  });

  test('that was accepted leaves the cursor where it is when it is cleared', () => {
    const found = press(
      type(load({ input }), 'second'),
      { type: 'search-accepted' },
      { type: 'search-cleared' },
    );
    expect(found.search).toBeUndefined();
    expect(place(found)).toBe('input.friends[1].name');
  });

  test('for nothing is no search', () => {
    expect(press(type(load({ input }), ''), { type: 'search-accepted' }).search).toBeUndefined();
    expect(press(load({ input }), { type: 'match', by: 1 }).search).toBeUndefined();
  });

  test('that finds nothing stays where it is and says so', () => {
    const before = load({ input });
    const found = type(before, 'nowhere');
    expect(found.search?.matches).toEqual([]);
    expect(found.search?.current).toBeUndefined();
    expect(place(press(found, { type: 'match', by: 1 }))).toBe(place(before));
  });

  test('sees no secret that the screen does not show', () => {
    const secret = { input: { token: 'hunter2hunter2', name: 'x' } };
    expect(type(load(secret), 'hunter2').search?.matches).toHaveLength(0);
    const shown = type(press(load(secret), { type: 'reveal' }), 'hunter2');
    expect(shown.search?.matches).toHaveLength(1);
    expect(press(shown, { type: 'search-accepted' }, { type: 'reveal' }).search?.matches).toHaveLength(0);
  });

  test('is made again in the tab that is shown', () => {
    const found = press(type(load({ input, actor: 'ada' }), 'ada'), { type: 'search-accepted' });
    const metadata = press(found, { type: 'tab', to: 'metadata' });
    expect(metadata.search?.matches).toHaveLength(1);
    expect(place(press(metadata, { type: 'match', by: 1 }))).toBe('Actor');
  });

  test('is made again when the run changes', () => {
    const found = press(type(load({ input: { a: 'x' } }), 'x'), { type: 'search-accepted' });
    const run = runOf({ input: { a: 'x', b: 'x' } });
    expect(act(found, { type: 'detail-run-loaded', run }).search?.matches).toHaveLength(2);
  });
});

describe('a search of much', () => {
  const rows = Array.from({ length: 50_000 }, (_, index) => (index === 40_000 ? 'needle' : 'hay'));
  const finish = (detail: DetailState): DetailState => {
    let shown = detail;
    for (let steps = 0; isSearching(shown); steps += 1) {
      if (steps > 1000) throw new Error('the search does not end');
      shown = act(shown, { type: 'detail-search-continued' });
    }
    return shown;
  };

  test('reads a part at a time, and goes to the first match once it is found', () => {
    const typed = type(load({ input: rows }), 'needle');
    expect(isSearching(typed)).toBe(true);
    expect(typed.search?.matches).toHaveLength(0);
    const found = finish(typed);
    expect(place(found)).toBe('input[40000]');
    expect(found.search).toMatchObject({ current: 0, frontier: undefined });
  });

  test('stops at a thousand matches and says so', () => {
    const found = finish(type(load({ input: rows }), 'hay'));
    expect(found.search?.matches).toHaveLength(1000);
    expect(found.search?.isCapped).toBe(true);
  });

  test('is walked while it is still being read', () => {
    const typed = press(type(load({ input: rows }), 'needle'), { type: 'search-accepted' });
    let shown = typed;
    for (let presses = 0; presses < 20 && !shown.search?.matches.length; presses += 1) {
      shown = press(shown, { type: 'match', by: 1 });
    }
    expect(place(shown)).toBe('input[40000]');
  });

  test('ends inside values nested without end', () => {
    let nested: unknown = 'needle';
    for (let depth = 0; depth < 3000; depth += 1) nested = [nested];
    const found = finish(type(load({ input: nested }), 'needle'));
    expect(found.search?.matches).toHaveLength(0);
  });
});

describe('in the trace', () => {
  const spans = [
    span('root', { endAt: at + 10_000 }),
    span('inner', {
      parentId: 'root',
      startAt: at + 1,
      attributes: { 'http.url': 'https://example.com/needle' },
    }),
  ];
  const logs = [{ at: at + 5, level: 'info', message: 'a needle in a log', spanId: 'inner', attributes: {} }];

  test('a search finds spans, logs, and attributes that are not shown yet', () => {
    const found = press(type(showTrace(pageOf({ spans, logs })), 'needle'), { type: 'search-accepted' });
    expect(place(found)).toBe('root › inner.attributes["http.url"]');
    expect(places(found, 1, 2)).toEqual([
      'root › inner › log 2/2',
      'root › inner.attributes["http.url"] 1/2',
    ]);
    expect(place(type(showTrace(pageOf({ spans, logs })), 'inner'))).toBe('root › inner');
  });

  test('a search grows with the pages that come', () => {
    const first = showTrace(pageOf({ spans: spans.slice(0, 1) }, 'more'));
    const typed = press(type(first, 'needle'), { type: 'search-accepted' });
    const page = pageOf({ spans: spans.slice(1), logs });
    const after = act(typed, { type: 'detail-trace-page-loaded', address: 'run_1', page });
    expect(after.search?.matches).toHaveLength(2);
  });
});
