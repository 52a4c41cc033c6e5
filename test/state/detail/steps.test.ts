import { expect, test } from 'vitest';
import { countedHits } from '../../../src/state/detail/find/search-state.ts';
import { hiddenSecrets } from '../../../src/state/detail/outline/secrets.ts';
import { act, at, load, place, press, rowKeys, runOf } from './detail-of.ts';

const password = `pw-${Math.random()}`;
const attempts = [1, 2].map(attempt => ({
  id: `s${attempt}`,
  name: 'charge',
  type: 'action',
  status: 'failed' as const,
  attempt,
  startedAt: at,
  finishedAt: at + 540,
  input: { customerId: 'cus_1111', password },
  error: { value: 'declined', message: 'card declined' },
}));
const loaded = {
  id: 's0',
  name: 'load',
  type: 'action',
  status: 'success' as const,
  attempt: 1,
  output: [7],
};
const steps = [loaded, ...attempts];
const failure = { value: 'declined', message: 'card declined', stepId: 's2' };
const failed = () => load({ status: 'failed', steps, error: failure });

test('what went into a failed call is found, beside the error and below its step', () => {
  const found = press(failed(), { type: 'search-changed', text: 'cus_1111' });
  expect(found.search && countedHits(found.search).total).toBe(3);
  expect(place(found)).toBe('error.input.customerId');
  expect(place(press(found, { type: 'match', by: 1 }))).toBe('steps.charge.input.customerId');
});

test('steps are folded until they are opened, and an opened one stays open while the run goes on', () => {
  const start = load({ status: 'running', steps: [loaded] });
  expect(rowKeys(start).at(-1)).toBe('steps');
  const opened = press(
    start,
    { type: 'bottom' },
    { type: 'unfold' },
    { type: 'move', by: 1 },
    { type: 'unfold' },
  );
  expect(place(opened)).toBe('steps.load');
  const later = act(opened, { type: 'detail-run-loaded', run: runOf({ status: 'running', steps }) });
  expect(rowKeys(later).slice(-5)).toEqual(['+steps', '+step:s0', 'output', 'step:s1', 'step:s2']);
});

test('a run whose steps have no payloads has no list of them', () => {
  const bare = steps.map(({ id, name, type, status, attempt }) => ({ id, name, type, status, attempt }));
  expect(rowKeys(load({ steps: bare }))).not.toContain('steps');
});

test('the error of a step is no further error of the run', () => {
  const detail = press(failed(), { type: 'error', by: 1 }, { type: 'error', by: 1 });
  expect(place(detail)).toBe('error');
});

test('secrets in what went into steps are masked, and counted', () => {
  expect(hiddenSecrets(failed()).count).toBe(2);
});
