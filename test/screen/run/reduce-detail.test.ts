import { describe, expect, test } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Step } from '../../../src/model/run.ts';
import { openDetail, reduceDetail } from '../../../src/screen/run/apply-run-action.ts';
import { activePane } from '../../../src/screen/run/detail-state.ts';
import { hiddenSecrets } from '../../../src/screen/run/outline/payload-size.ts';
import { act, at, box, load, now, place, press, rowKeys, runOf } from './detail-of.ts';

const input = { a: 1, list: [1, 2, 3], text: 'one\ntwo' };

describe('folding', () => {
  test.each([
    ['toggle', 'input'],
    ['enter', 'input'],
    ['fold', 'input'],
  ] as const)('%s on an unfolded section folds it and stays there', (type, path) => {
    const folded = press(load({ input }), { type });
    expect(place(folded)).toBe(path);
    expect(rowKeys(folded)).toEqual(['input', 'output', 'usage']);
    expect(rowKeys(press(folded, { type: 'toggle' }))).toEqual(rowKeys(load({ input })));
  });

  test('left on something folded goes to its parent, then folds that', () => {
    const onItem = press(load({ input }), { type: 'move', by: 3 });
    expect(place(onItem)).toBe('input.list[0]');
    const onList = press(onItem, { type: 'fold' });
    expect(place(onList)).toBe('input.list');
    expect(rowKeys(press(onList, { type: 'fold' }))).toContain('.list');
  });

  test('right unfolds, then goes inside, then does nothing', () => {
    const folded = press(load({ input }), { type: 'toggle' });
    const unfolded = press(folded, { type: 'unfold' });
    expect(place(unfolded)).toBe('input');
    const inside = press(unfolded, { type: 'unfold' });
    expect(place(inside)).toBe('input.a');
    expect(press(inside, { type: 'unfold' })).toBe(inside);
  });

  test('a long text unfolds to its lines', () => {
    const onText = press(load({ input }), { type: 'move', by: 6 }, { type: 'toggle' });
    expect(rowKeys(onText).slice(6, 9)).toEqual(['+.text', '0', '1']);
  });

  test('a run opens whose failed step is inside of very many others', () => {
    const steps = Array.from({ length: 20_000 }, (_, at): Step => {
      return {
        id: `s${at}`,
        parentId: `s${at - 1}`,
        name: 'chunk',
        type: 'action',
        status: 'failed',
        attempt: 1,
      };
    });
    const error = { message: 'no answer', value: undefined, stepId: 's19999' };
    const detail = load({ status: 'failed', steps, error });
    expect(activePane(detail).root.rows).toBeGreaterThan(500);
  });

  test('everything is folded with one key, and unfolded with the same key', () => {
    const folded = press(load({ input }), { type: 'move', by: 3 }, { type: 'toggle-all' });
    expect(rowKeys(folded)).toEqual(['input', 'output', 'usage']);
    expect(place(folded)).toBe('input');
    const unfolded = press(folded, { type: 'toggle-all' });
    expect(rowKeys(unfolded)).toEqual([
      '+input',
      '.a',
      '+.list',
      '.0',
      '.1',
      '.2',
      '+.text',
      '0',
      '1',
      'output',
      'usage',
    ]);
  });
});

describe('moving', () => {
  const long = { input: Array.from({ length: 100 }, (_, index) => index) };

  test.each([
    [{ type: 'move', by: 2 }, 'input[1]'],
    [{ type: 'move', by: -1 }, 'input'],
    [{ type: 'bottom' }, 'usage'],
    [{ type: 'half-page', by: 1 }, 'input[9]'],
    [{ type: 'page', by: 1 }, 'input[19]'],
    [{ type: 'page', by: 100 }, 'usage'],
  ] as const)('%j goes to %s', (command, path) => {
    expect(place(press(load(long), command))).toBe(path);
  });

  test('pages go back where they came from', () => {
    const forth = press(load(long), { type: 'page', by: 2 }, { type: 'page', by: -2 });
    expect(place(forth)).toBe('input');
    expect(forth.panes.overview.top).toEqual({ row: 0, skip: 0 });
  });

  test('a text taller than the screen is scrolled through, not jumped over', () => {
    const text = 'word '.repeat(190);
    const shown = reduceDetail(
      openDetail(runOf()),
      { type: 'detail-run-loaded', run: runOf({ input: `${text}\nlast` }) },
      { width: 30, height: 10 },
      now,
    );
    let detail = shown;
    const seen: number[] = [];
    for (let steps = 0; steps < 6; steps += 1) {
      detail = reduceDetail(
        detail,
        { type: 'detail-command-given', command: { type: 'move', by: 1 } },
        { width: 30, height: 10 },
        now,
      );
      seen.push(detail.panes.overview.top.skip);
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('the first and the last row are the ends', () => {
    const start = load(long);
    expect(press(start, { type: 'top' })).toBe(start);
    const end = press(start, { type: 'bottom' });
    expect(press(end, { type: 'move', by: 1 })).toBe(end);
  });
});

describe('tabs and looks', () => {
  test.each([
    [[{ type: 'tab', by: 1 }], 'metadata'],
    [[{ type: 'tab', by: -1 }], 'trace'],
    [[{ type: 'tab', by: 3 }], 'overview'],
    [[{ type: 'tab', to: 'trace' }], 'trace'],
  ] as const)('%j shows %s', (commands, tab) => {
    expect(press(load(), ...commands).tab).toBe(tab);
  });

  test('every tab keeps its own cursor', () => {
    const moved = press(
      load({ input }),
      { type: 'move', by: 2 },
      { type: 'tab', by: 1 },
      { type: 'move', by: 1 },
    );
    expect(place(moved)).toBe('Kind');
    expect(place(press(moved, { type: 'tab', by: -1 }))).toBe('input.list');
  });

  test('another run keeps the tab, the format and wrapping, and masks its secrets again', () => {
    const shown = press(
      load(),
      { type: 'tab', by: 1 },
      { type: 'format' },
      { type: 'wrap' },
      { type: 'reveal' },
    );
    const next = openDetail(runOf({ id: 'run_2' }), shown);
    expect(next).toMatchObject({ tab: 'metadata', look: { format: 'yaml', wrap: true, reveal: false } });
  });

  test('revealing keeps the cursor and the folding, and counts nothing hidden', () => {
    const masked = press(load({ input: { list: [1], password: 'hunter2' } }), { type: 'move', by: 3 });
    expect(hiddenSecrets(masked).count).toBe(1);
    const shown = press(masked, { type: 'reveal' });
    expect(place(shown)).toBe('input.password');
    expect(hiddenSecrets(shown).count).toBe(0);
    expect(hiddenSecrets(press(shown, { type: 'reveal' })).count).toBe(1);
  });

  test('a secret in what a run waits for is among those that are hidden', () => {
    const waitingFor = 'https://hooks.example.com/?token=hunter2hunter2';
    expect(hiddenSecrets(load({ status: 'waiting', waitingFor })).count).toBe(1);
  });
});

describe('what comes from the store', () => {
  test('a running run that changes keeps cursor, folding and scroll', () => {
    const steps = [{ id: 's', name: 'send', type: 'action', status: 'running', attempt: 1 }] as const;
    const before = press(
      load({ status: 'running', input: { list: [1, 2], b: 2 } }),
      { type: 'move', by: 1 },
      { type: 'toggle' },
      { type: 'move', by: 1 },
    );
    expect(place(before)).toBe('input.b');
    const run = runOf({ status: 'running', steps, input: { a: 0, list: [1, 2, 3], b: 2 } });
    const after = act(before, { type: 'detail-run-loaded', run });
    expect(place(after)).toBe('input.b');
    const input = ['+input', '.a', '.list', '.b'];
    expect(rowKeys(after)).toEqual(['activity:s', ...input, 'output', 'usage', '+steps', 'step:s']);
  });

  test('what is usual is found without unfolding what was folded', () => {
    const folded = press(load({ input }), { type: 'toggle-all' });
    const found = act(folded, { type: 'detail-usual-found', address: 'run_1', usual: undefined });
    expect(rowKeys(found)).toEqual(rowKeys(folded));
  });

  test('the end of a run is shown without losing the place', () => {
    const before = press(load({ status: 'running', input: { a: 1 } }), { type: 'move', by: 1 });
    const run = runOf({ status: 'success', input: { a: 1 }, output: { ok: true } });
    const after = act(before, { type: 'detail-run-loaded', run });
    expect(place(after)).toBe('input.a');
    expect(rowKeys(after)).toContain('.ok');
  });

  test('a requested cancel shows at once, before the run is read again', () => {
    const before = load({ status: 'running' });
    const summary = runOf({ status: 'running', cancelRequestedAt: at });
    expect(rowKeys(act(before, { type: 'detail-summary-changed', summary }))).toContain('cancel');
  });

  test('what is loaded for another run changes nothing', () => {
    const shown = load({ input });
    const other = runOf({ id: 'run_2' });
    expect(act(shown, { type: 'detail-run-loaded', run: other })).toBe(shown);
    expect(act(shown, { type: 'detail-summary-changed', summary: other })).toBe(shown);
    const page = { spans: [], logs: [], spanTotal: 0, logTotal: 0 };
    expect(act(shown, { type: 'detail-trace-page-loaded', address: 'run_2', page })).toBe(shown);
  });

  test('a failure to read keeps what is shown, until it is read', () => {
    const error = new InspectorError('unreachable', 'the store is gone');
    const failed = act(load({ input }), { type: 'detail-load-failed', part: 'run', error });
    expect(failed.error).toBe(error);
    expect(rowKeys(failed)).toEqual(rowKeys(load({ input })));
    expect(act(failed, { type: 'detail-run-loaded', run: runOf({ input }) }).error).toBeUndefined();
  });

  test('before the run is read, the error of its row is shown', () => {
    const summary = runOf({ status: 'failed', errorSummary: { name: 'E', message: 'boom', step: 'send' } });
    expect(rowKeys(openDetail(summary))[0]).toBe('+error');
  });

  test('not recorded and null are different', () => {
    expect(rowKeys(load({ input: null }))).toEqual(['+input', '', 'output', 'usage']);
    expect(rowKeys(load({ input: undefined }))).toEqual(['input', 'output', 'usage']);
  });
});

test('a failed tool call is one error of the conversation, however often it is told, and the walk ends at the last', () => {
  const error = { value: 'x', message: 'boom' };
  const messages = [
    { id: 'a', role: 'assistant', content: 'fine' },
    { id: 'b', role: 'assistant', toolCalls: [{ id: 'c', name: 'find', error }] },
    { id: 'd', role: 'assistant', error },
  ];
  let detail = load({ kind: 'agent', messages });
  const places: (string | undefined)[] = [];
  for (let steps = 0; steps < 3; steps += 1) {
    detail = press(detail, { type: 'error', by: 1 });
    places.push(place(detail));
  }
  expect(places).toEqual(['messages[1].find', 'messages[2].error', 'messages[2].error']);
  expect(place(press(detail, { type: 'error', by: -1 }))).toBe('messages[1].find');
});

test('a huge payload is never read whole: not when it opens, not when it is scrolled, folded or wrapped', () => {
  // A screen reads some hundred items; the one before each is read too, which may name what follows.
  const mostReads = 4000;
  let reads = 0;
  const rows = new Proxy(new Array<unknown>(1_000_000).fill(0), {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) {
        reads += 1;
        return { id: Number(key), note: 'x' };
      }
      return Reflect.get(target, key);
    },
  });
  let detail = load({ input: rows });
  expect(reads).toBeLessThan(mostReads);
  for (const command of [
    { type: 'bottom' },
    { type: 'page', by: -3 },
    { type: 'toggle' },
    { type: 'wrap' },
    { type: 'top' },
    { type: 'reveal' },
    { type: 'format' },
  ] as const) {
    reads = 0;
    detail = press(detail, command);
    expect(reads).toBeLessThan(mostReads);
  }
  reads = 0;
  press(detail, { type: 'toggle-all' }, { type: 'toggle-all' });
  expect(reads).toBeLessThan(40_000);
  expect(box.height).toBeLessThan(reads + 40_000);
});
