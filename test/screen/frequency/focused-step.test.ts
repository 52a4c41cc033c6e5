import { expect, test } from 'vitest';
import { focusedValue } from '../../../src/screen/frequency/focused-value.ts';
import { at, load, place, press } from '../run/detail-of.ts';

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
