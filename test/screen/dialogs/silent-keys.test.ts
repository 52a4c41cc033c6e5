import { describe, expect, test } from 'vitest';
import type { Span } from '../../../src/model/run.ts';
import type { Key } from '../../../src/screen/shell/keyboard.ts';
import { commandRows } from '../../../src/screen/shell/keymap.ts';
import { oneIn } from '../../trials.ts';
import { installFakeClock } from '../fake-clock.ts';
import { failedRun, timeout } from '../groups/failed-runs.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

/** The ends of a list are seen. What programs outside do, and the end of this one, is not in its state. */
const seen = new Set(
  commandRows().flatMap(({ id, keys }) =>
    /^(move|half|page|next-run|previous-run|quit|interrupt|suspend|pager|editor)/u.test(id) ? keys : [],
  ),
);
const keys = [...new Set(commandRows().flatMap(row => row.keys)), 'P', 'ctrl+x'].filter(
  key => !seen.has(key),
);

/** CI presses all of them in each place, `npm test` a twelfth. */
const someKeys = (shift: number) => keys.filter((_, at) => (at + shift) % oneIn(1, 12) === 0);

type Part = 'spans' | 'no spans';

async function openAt(way: readonly Key[], part: Part = 'spans') {
  const store = createMemoryStore([failedRun(2, timeout), sampleRun(1)]);
  if (part === 'spans') store.tracePages = [{ spans: [span(1), span(2)] }];
  const { session } = openSession(store);
  await settle();
  for (const key of way) {
    press(session, key);
    await settle();
  }
  return session;
}

function span(at: number): Span {
  const times = { startAt: at, endAt: at + 1_000 };
  return {
    id: `span_${at}`,
    name: 'charge',
    kind: 'internal',
    status: 'ok',
    attributes: {},
    events: [],
    ...times,
  };
}

async function said(way: readonly Key[], ...pressed: readonly Key[]): Promise<string | undefined> {
  const session = await openAt(way);
  press(session, ...pressed);
  await settle();
  return session.getState().notice?.text;
}

describe('a key that does nothing', () => {
  test.each<[string, readonly Key[], Part?]>([
    ['the table', []],
    ['the overview', ['enter']],
    ['the metadata', ['enter', '2']],
    ['the trace', ['enter', '3']],
    ['a trace without spans', ['enter', '3'], 'no spans'],
    ['the raw trace', ['enter', '3', 'r']],
    ['the groups', ['!']],
  ])('says so in %s', async (name, way, part) => {
    const silent: Key[] = [];
    for (const key of someKeys(name.length)) {
      const session = await openAt(way, part);
      const before = session.getState();
      press(session, key);
      await settle(100);
      const { notice, store, list, ...rest } = session.getState();
      const isChanged = Object.entries(rest).some(([name, value]) => value !== Reflect.get(before, name));
      const isMarked = list.marks !== before.list.marks || list.columnPart !== before.list.columnPart;
      const isOther = store !== before.store || list.loadedCriteria !== before.list.loadedCriteria;
      if (!notice && !isChanged && !isMarked && !isOther) silent.push(key);
    }
    expect(silent).toEqual([]);
  });

  test('says where it does something, and what', async () => {
    expect(await said([], 'z')).toBe(
      'z does nothing here; in an open run or a comparison: fold or unfold everything',
    );
    expect(await said(['enter'], 's')).toBe(
      's does nothing here; in the table or the groups: choose the order; in the trace: order the spans by start',
    );
    expect(await said([], 'P')).toBe('P does nothing: ? lists the keys');
  });

  test('says why not here, where it does something elsewhere on the screen', async () => {
    expect(await said(['enter', '2'], 'l')).toBe('there is nothing to unfold here');
    expect(await said(['enter', '2'], 'enter')).toBe('there is nothing to open or unfold here');
    expect(await said(['enter', '3'], '-')).toBe('the whole time is shown');
    const last = ['enter', '3', 'G', '+'] as const;
    expect(await said([...last, ...Array<Key>(8).fill('l')], 'l')).toBe('this is the end of the trace');
    expect(await said(['enter', '2'], '2')).toBe('this is the metadata already');
    expect(await said([], 'escape')).toBe('there is nothing to go back to or to clear: q quits');
  });

  test('says that there is nothing to fold where no row unfolds', async () => {
    const session = await openAt(['enter', '3'], 'no spans');
    press(session, 'z');
    expect(session.getState().notice?.text).toBe('there is nothing to fold or unfold here');
  });

  test.each(['+', '-', '0', 's'])('says that there are no spans where there are none: %s', async key => {
    const session = await openAt(['enter', '3'], 'no spans');
    press(session, key);
    expect(session.getState().notice?.text).toBe('this run has no spans');
  });

  test.each([
    ['=', '= does nothing here; in the value menu: list the runs with this value'],
    ['-', '- does nothing here; in the value menu: exclude the runs with this value'],
    ['F', 'F does nothing here; in the value menu: how often each value occurs'],
    ['R', 'R does nothing here; in the view menu: rename the saved view'],
    ['D', 'D does nothing here; in the view menu: delete the saved view'],
    ['P', 'P does nothing here'],
  ])('says in a menu without %s in which one it does something', async (key, text) => {
    expect(await said(['s'], key)).toBe(text);
  });

  test('says so in a dialog, and no longer once the next key is pressed', async () => {
    const session = await openAt(['?']);
    press(session, 'P');
    expect(session.getState().notice?.text).toBe('P does nothing here');
    press(session, 'escape');
    expect(session.getState()).toMatchObject({ overlay: { type: 'none' }, notice: undefined });
  });
});

test.each([
  ['nothing', [], 'there are no runs yet'],
  ['a filter', ['/', 'q', 'enter'], 'no run is listed: change the filter or the view'],
  ['a kind', ['K'], 'no run is listed: change the filter or the view'],
])('a key for a run says why none is listed where %s leaves runs out', async (_, way, why) => {
  const { session } = openSession(createMemoryStore([]));
  await settle();
  press(session, ...way);
  await settle(1_000);
  press(session, 'x');
  expect(session.getState().notice?.text).toBe(why);
});

test('w says whether long lines are wrapped now, and f how payloads are shown', async () => {
  expect(await said(['enter'], 'w')).toBe('long lines are wrapped');
  expect(await said(['enter'], 'w', 'w')).toBe('long lines are cut');
  expect(await said(['enter'], 'f')).toBe('payloads are shown as YAML');
});
