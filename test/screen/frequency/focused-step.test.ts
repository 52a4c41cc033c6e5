import { expect, test } from 'vitest';
import { focusedValue } from '../../../src/screen/frequency/focused-value.ts';
import { act, at, load, pageOf, place, press, rowKeys, span } from '../run/detail-of.ts';

const steps = (['load', 'charge'] as const).map(name => ({
  id: name,
  name,
  type: 'action',
  status: name === 'charge' ? ('failed' as const) : ('success' as const),
  attempt: 1,
  input: { customerId: 'cus_1' },
}));
const detail = load({
  status: 'failed',
  steps,
  errorSummary: { message: 'declined', step: 'charge' },
  error: { value: 'declined', stepId: 'charge' },
});

test.each([
  ['steps', { field: 'step', reason: 'go to a step' }],
  [
    'steps.load',
    { field: 'step', reason: 'a filter finds runs by the step that failed, and this one is not it' },
  ],
  ['steps.charge', { field: 'step', value: 'charge' }],
  [
    'steps.charge.input.customerId',
    { reason: 'filters look into the input and the output of a run, not of its steps' },
  ],
])('a filter by %s', (path, value) => {
  let moved = press(detail, { type: 'top' });
  for (let rows = 0; rows < 20 && place(moved) !== path; rows += 1)
    moved = press(moved, { type: 'move', by: 1 });
  expect(place(moved)).toBe(path);
  expect(focusedValue(moved, at)).toEqual(value);
});

test('a filter by a span among many root spans of one name finds the step that failed', () => {
  const spans = Array.from({ length: 30 }, (_, order) =>
    span(`c${order}`, { name: 'charge', startAt: at + order, endAt: at + order + 1 }),
  );
  const read = { type: 'detail-trace-page-loaded', address: 'run_1', page: pageOf({ spans }) } as const;
  const inTrace = act(press(detail, { type: 'tab', to: 'trace' }), read);
  const unfolded = press(inTrace, { type: 'top' }, { type: 'unfold' }, { type: 'move', by: 1 });
  expect(rowKeys(unfolded).slice(0, 2)).toEqual(['+n:c0', 's:c0']);
  expect(focusedValue(unfolded, at)).toEqual({ field: 'step', value: 'charge' });
});
