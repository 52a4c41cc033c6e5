import { describe, expect, test } from 'vitest';
import { copyChoices } from '../../../src/model/report/copy-choices.ts';
import type { Step } from '../../../src/model/run.ts';
import { stepInRetry } from '../../../src/model/steps/step-in-retry.ts';
import { stepTreeOf } from '../../../src/model/steps/step-tree.ts';
import { searchedText } from '../../../src/screen/paint/phrases.ts';
import { activePane, type DetailState, rowContext } from '../../../src/screen/run/detail-state.ts';
import { countedHits } from '../../../src/screen/run/find/search.ts';
import { hasErrorBeyond } from '../../../src/screen/run/find-commands.ts';
import { copySource } from '../../../src/screen/run/focus.ts';
import { rowAt } from '../../../src/screen/run/outline/open-tree.ts';
import { hiddenSecrets } from '../../../src/screen/run/outline/payload-size.ts';
import { stepHeading } from '../../../src/screen/run/outline/steps-outline.ts';
import { rowPhrases } from '../../../src/screen/run/rows/row-phrases.ts';
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

test('what went into a failed call is found, beside the error and below each attempt', () => {
  const found = press(failed(), { type: 'search-changed', text: 'cus_1111' });
  expect(found.search && countedHits(found.search).total).toBe(3);
  expect(place(found)).toBe('error.input.customerId');
  const next = press(found, { type: 'match', by: 1 });
  expect(place(next)).toBe('steps.charge.attempt 1.input.customerId');
  expect(place(press(next, { type: 'match', by: 1 }))).toBe('steps.charge.attempt 2.input.customerId');
});

test.each([
  ['waiting', 'hook', '◇ Waiting on hook'],
  ['sleeping', 'sleep', '◐ Sleeping'],
  ['success', 'hook', '✔ Success · hook'],
  ['sleeping', 'queue', '◐ Sleeping · queue'],
] as const)('the type of a step is told once: %s %s', (status, type, note) => {
  const step: Step = { id: 's', name: 'approval', type, status, attempt: 1 };
  const tree = stepTreeOf([step]);
  const node = {
    type: 'step',
    key: 'step',
    attempts: [step],
    isAttempt: false,
    tree,
    reveal: false,
    titleWidth: 0,
  } as const;
  expect(stepHeading(node).note).toBe(note);
});

test('a step has its attempts below, and the attempt that ended the run is unfolded', () => {
  expect(rowKeys(failed()).slice(-10)).toEqual([
    ...['+steps', 'step:s0', '+step:s1', 'attempt:s1', '+attempt:s2'],
    ...['+input', '.customerId', '.password', '+error', 'message:0'],
  ]);
});

test('the attempt that ended the run is unfolded, however many steps there were before', () => {
  const before = Array.from({ length: 5000 }, (_, at) => ({ ...loaded, id: `b${at}`, name: 'chunk' }));
  const detail = load({ status: 'failed', steps: [...before, ...attempts], error: failure });
  expect(rowKeys(detail)).toContain('+attempt:s2');
});

test('few steps are listed at once, folded; many when they are opened', () => {
  const few = load({ steps: [loaded, { ...loaded, id: 'again' }] });
  expect(rowKeys(few).slice(-3)).toEqual(['+steps', 'step:s0', 'step:again']);
  const many = Array.from({ length: 9 }, (_, at) => ({ ...loaded, id: `s${at}` }));
  expect(rowKeys(load({ steps: many })).at(-1)).toBe('steps');
});

test('an opened step stays open while the run goes on', () => {
  const start = load({ status: 'running', steps: [loaded] });
  const opened = press(start, { type: 'bottom' }, { type: 'unfold' });
  expect(place(opened)).toBe('steps.load');
  const later = act(opened, { type: 'detail-run-loaded', run: runOf({ status: 'running', steps }) });
  expect(rowKeys(later).slice(-4)).toEqual(['+steps', '+step:s0', 'output', 'step:s1']);
});

test('steps are inside of the step that began them', () => {
  const inner = { ...loaded, id: 'in', name: 'inner', parentId: 's0' };
  const detail = press(load({ steps: [loaded, inner] }), { type: 'bottom' }, { type: 'unfold' });
  expect(rowKeys(detail).slice(-3)).toEqual(['+step:s0', 'output', 'step:in']);
  expect(place(press(detail, { type: 'bottom' }))).toBe('steps.load.inner');
});

test('a step, its attempts and their payloads are copied as the commands print them', () => {
  const copied = (path: string) => {
    let detail = press(failed(), { type: 'top' });
    while (place(detail) !== path) {
      const moved = press(detail, { type: 'move', by: 1 });
      expect(moved).not.toBe(detail);
      detail = moved;
    }
    return JSON.parse(copyChoices({ ...copySource(detail, at), reveal: true })[0]?.text() ?? '');
  };
  const second = { id: 's2', attempt: 2, startedAt: new Date(at).toISOString(), input: { password } };
  expect(copied('steps')).toHaveLength(3);
  expect(copied('steps.charge')).toMatchObject([{ id: 's1' }, second]);
  expect(copied('steps.charge.attempt 2')).toMatchObject(second);
  expect(copied('steps.charge.attempt 2.input')).toEqual({ customerId: 'cus_1111', password });
});

test('steps of one name are told apart by the value of their input that a comparison names them by', () => {
  const chunks = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...loaded,
      id: `c${index}`,
      name: 'chunk',
      input: { index },
    }));
  const placesOf = (steps: readonly Step[]) => {
    const opened = press(load({ steps }), { type: 'bottom' }, { type: 'unfold' }, { type: 'bottom' });
    return place(opened);
  };
  expect(placesOf([loaded, ...chunks(24)])).toBe('steps.chunk index=23');
  expect(placesOf(chunks(1))).toBe('steps.chunk.output');
  expect(placesOf(chunks(24).map(chunk => ({ ...chunk, input: 'all the same' })))).toBe('steps.chunk');
  expect(placesOf(chunks(101))).toBe('steps.chunk');
});

test('steps are listed where they have no payloads, too', () => {
  const bare = steps.map(({ id, name, type, status, attempt }) => ({ id, name, type, status, attempt }));
  expect(rowKeys(load({ steps: bare })).slice(-3)).toEqual(['+steps', 'step:s0', 'step:s1']);
  expect(rowKeys(load({ steps: [] }))).not.toContain('steps');
});

describe('the walk of errors', () => {
  const walk = (detail: DetailState, by: 1 | -1 = 1): readonly (string | undefined)[] => {
    const places: (string | undefined)[] = [];
    for (let at = press(detail, { type: by > 0 ? 'top' : 'bottom' }); hasErrorBeyond(at, by); ) {
      at = press(at, { type: 'error', by });
      places.push(place(at));
    }
    return places;
  };

  test('goes from the error of the run to each attempt that failed, and back', () => {
    const attempts = ['steps.charge.attempt 1', 'steps.charge.attempt 2'];
    expect(walk(failed())).toEqual(attempts);
    expect(walk(failed(), -1)).toEqual([...attempts.toReversed(), 'error']);
  });

  test('ends at the error of a run in which one attempt failed; of one that succeeded, finds that attempt', () => {
    const one = { ...attempts[0], id: 's2' } as Step;
    expect(walk(load({ status: 'failed', steps: [loaded, one], error: failure }))).toEqual([]);
    expect(walk(load({ status: 'success', steps: [loaded, one] }))).toEqual(['steps.charge']);
  });

  test('goes to the steps in which a failure began, below what went into the steps around them', () => {
    const [first, second] = ['a', 'b'].map(id => ({ ...one(id), parentId: 's1' }));
    const outer = attempts[0] as Step;
    const detail = load({ status: 'failed', error: failure, steps: [outer, first as Step, second as Step] });
    expect(walk(detail)).toEqual(['steps.charge.a', 'steps.charge.b']);
  });

  const one = (name: string): Step => ({ ...(attempts[0] as Step), id: name, name });
});

test('secrets in what went into steps are masked, and counted', () => {
  expect(hiddenSecrets(failed()).count).toBe(2);
});

function rowTexts(detail: DetailState): readonly string[] {
  const { root } = activePane(detail);
  const context = rowContext(detail, 100, at);
  return Array.from({ length: root.rows }, (_, row) => {
    const node = rowAt(root, row)?.node;
    return node ? searchedText(rowPhrases(node, false, context)) : '';
  });
}

describe('a step between two attempts', () => {
  const first = { ...attempts[0], name: 'flaky' } as Step;
  const shown = (run: Parameters<typeof runOf>[0]) => rowTexts(load({ finishedAt: undefined, ...run }));

  test('is said to be tried again, as its trace says that it is open', () => {
    const rows = shown({ status: 'sleeping', steps: [loaded, first] });
    expect(rows).toContain('Steps 2 · 1 to be tried again');
    expect(rows).toContain('flaky ◐ To be tried again · 540ms · card declined');
  });

  test('is told from one that was given up, after which the run goes on, or sleeps', () => {
    const nap: Step = { id: 'nap', name: 'nap', type: 'sleep', status: 'sleeping', attempt: 1 };
    for (const [status, steps] of [
      ['running', [loaded, first]],
      ['failed', [loaded, first]],
      ['sleeping', [first, nap]],
    ] as const)
      expect(shown({ status, steps }).join('\n')).toMatch(/ · 1 failed\n(?:.*\n)*flaky.*✖ Failed · 540ms/u);
  });

  test('is found where a step around it is running, and not in one that failed itself', () => {
    const outer: Step = { ...loaded, id: 'out', name: 'outer', status: 'running' };
    const inside = { ...first, parentId: 'out' };
    const stepOf = (steps: readonly Step[]) => stepInRetry({ status: 'sleeping', steps })?.[0].name;
    expect(stepOf([outer, inside])).toBe('flaky');
    expect(stepOf([{ ...outer, status: 'failed' }, inside])).toBe('outer');
    expect(stepOf([first, { ...first, id: 'other', name: 'other' }])).toBeUndefined();
  });
});
