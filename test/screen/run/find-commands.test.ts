import { expect, test } from 'vitest';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { focusOf } from '../../../src/screen/run/focus.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, typeKeys } from '../open-session.ts';

installFakeClock();

const input = { order: 7, note: 'leave it at the ferry terminal', next: 'the ferry again' };

/** A session with the one run open that a filter lists. */
async function openFiltered(filter: string) {
  const store = createMemoryStore([sampleRun(1)], { input });
  const { session } = openSession({
    ...store,
    listRuns: (_, options) => store.listRuns(emptyQuery, options),
  });
  await settle(500);
  press(session, '/');
  typeKeys(session, filter);
  press(session, 'enter');
  await settle(500);
  press(session, 'enter');
  await settle(500);
  const path = () => {
    const { detail } = session.getState();
    return detail && focusOf(detail)?.path;
  };
  return { session, path };
}

test.each(['ferry', '-other ferry', 'input.note:"leave it at the ferry terminal"'])(
  'n in the detail goes to what the filter %j found, without typing it again',
  async filter => {
    const { session, path } = await openFiltered(filter);
    press(session, 'n');
    expect(path()).toBe('input.note');
    press(session, 'n');
    expect(path()).toBe(filter.startsWith('input') ? 'input.note' : 'input.next');
  },
);

test('n without a search and without a word in the filter says how to search', async () => {
  const { session } = await openFiltered('status:success');
  press(session, 'n');
  expect(session.getState().notice?.text).toBe('nothing is searched: / searches here');
});
