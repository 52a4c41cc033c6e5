import { expect, test } from 'vitest';
import { copyChoices } from '../../../src/model/report/copy-choices.ts';
import { focusedValue } from '../../../src/screen/frequency/focused-value.ts';
import type { DetailState } from '../../../src/screen/run/detail-state.ts';
import { countedHits } from '../../../src/screen/run/find/search.ts';
import { copySource } from '../../../src/screen/run/focus.ts';
import { act, at, load, pageOf, place, press, rowKeys, runOf, span } from './detail-of.ts';

const password = `pw-${Math.random()}`;
const attempts = [1, 2].map(attempt => ({
  id: `s${attempt}`,
  name: 'charge',
  type: 'action',
  status: attempt === 1 ? ('failed' as const) : ('success' as const),
  attempt,
  startedAt: at + 1000 * attempt,
  finishedAt: at + 1000 * attempt + 900,
  input: { customerId: 'cus_1111', password },
  ...(attempt === 1 ? { error: { value: 'declined', message: 'card declined' } } : { output: [7] }),
}));
const spans = [
  span('root', { kind: 'run', endAt: at + 5000 }),
  span('charge', { parentId: 'root', startAt: at + 1000, endAt: at + 2900, attributes: { tries: 2 } }),
  ...[1, 2].map(attempt =>
    span(`attempt ${attempt}`, { parentId: 'charge', kind: 'attempt', startAt: at + 1000 * attempt }),
  ),
];
const page = { type: 'detail-trace-page-loaded', address: 'run_1', page: pageOf({ spans }) } as const;
const toTrace = { type: 'tab', to: 'trace' } as const;
const down = { type: 'move', by: 1 } as const;

const shown = () => act(press(load({ steps: attempts }), toTrace), page);
const onAttempt = (number: number) =>
  press(shown(), { type: 'top' }, down, ...Array.from({ length: number }, () => down), { type: 'enter' });

test('Enter on a step shows what went in and what came out of its last attempt', () => {
  const detail = press(shown(), { type: 'top' }, down, { type: 'enter' });
  expect(rowKeys(detail).slice(0, 9)).toEqual([
    ...[
      '+s:root',
      '+s:charge',
      'f:span',
      '+f:input',
      '.customerId',
      '.password',
      '+f:output',
      '.0',
      '+f:attributes',
    ],
  ]);
});

test('Enter on an attempt shows its own error, whose value folds like any other', () => {
  const detail = onAttempt(1);
  expect(rowKeys(detail).slice(3, 9)).toEqual([
    'f:span',
    '+f:input',
    '.customerId',
    '.password',
    '+f:error',
    'message:0',
  ]);
  const folded = press(detail, down, down, { type: 'toggle' });
  expect(rowKeys(folded).slice(3, 7)).toEqual(['f:span', 'f:input', '+f:error', 'message:0']);
});

test('what went into a step is found below its spans, masked and copied with its path', () => {
  const found = press(shown(), { type: 'search-changed', text: 'cus_1111' });
  expect(found.search && countedHits(found.search).total).toBe(3);
  expect(place(found)).toBe('root › charge.input.customerId');
  const secret = press(found, down);
  const copied = (reveal: boolean) => copyChoices({ ...copySource(secret, at), reveal })[0]?.text();
  expect([copied(false), copied(true)]).toEqual(['••••••', password]);
  expect(focusedValue(secret, at).reason).toMatch(/^filters look into the input and the output/u);
});

test('a span of a step, and the row of many, are copied with what is shown below them', () => {
  const copied = (detail: DetailState) =>
    JSON.parse(copyChoices({ ...copySource(detail, at), reveal: true })[0]?.text() ?? '');
  const charge = copied(press(shown(), { type: 'top' }, down));
  expect(charge).toMatchObject({ name: 'charge', steps: [{ id: 's2', output: [7] }] });
  expect(charge.steps[0].startedAt).toBe(new Date(at + 2000).toISOString());
  expect(copied(press(shown(), { type: 'top' }))).not.toHaveProperty('steps');

  const chunks = Array.from({ length: 20 }, (_, index) => ({
    ...{ id: `c${index}`, name: 'chunk', type: 'action', status: 'success' as const, attempt: 1 },
    ...{ startedAt: at + index, finishedAt: at + index, output: index },
  }));
  const many = chunks.map(({ id, startedAt }) =>
    span(id, { name: 'chunk', startAt: startedAt, endAt: startedAt }),
  );
  const series = press(
    act(press(load({ steps: chunks }), toTrace), { ...page, page: pageOf({ spans: many }) }),
  );
  expect(place(series)).toBe('20 × chunk');
  expect(copied(series)[19]).toMatchObject({ id: 'c19', steps: [{ output: 19 }] });
});

test('a run that is read after its trace brings the data of its steps, and keeps the place', () => {
  const before = press(act(press(load(), toTrace), page), { type: 'top' }, down, { type: 'enter' }, down);
  expect(place(before)).toBe('root › charge.about');
  expect(rowKeys(before)).not.toContain('f:input');
  const after = act(before, { type: 'detail-run-loaded', run: runOf({ steps: attempts }) });
  expect(place(after)).toBe('root › charge.about');
  expect(rowKeys(after)).toContain('f:input');
});

test('a long input stays folded, so that the spans below are in sight', () => {
  const long = attempts.map(step => ({ ...step, input: Array.from({ length: 100 }, (_, index) => index) }));
  const detail = press(act(press(load({ steps: long }), toTrace), page), { type: 'top' }, down, {
    type: 'enter',
  });
  expect(rowKeys(detail)).toContain('f:input');
});
