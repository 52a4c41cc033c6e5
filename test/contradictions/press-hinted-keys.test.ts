import { afterEach, describe, expect, test } from 'vitest';
import '../../src/screen/dialog-list.ts';
import { dialogKeyRows } from '../../src/screen/dialogs/define-dialog.ts';
import { hintsFor } from '../../src/screen/dialogs/hints.ts';
import { type Key, keyName } from '../../src/screen/shell/keyboard.ts';
import { commandRows } from '../../src/screen/shell/keymap.ts';
import type { State } from '../../src/screen/shell/state.ts';
import { compareStates } from '../screen/compare/compare-states.ts';
import { installFakeClock } from '../screen/fake-clock.ts';
import { createMemoryStore } from '../screen/memory-store.ts';
import { dialogStates, screenStates } from '../screen/named-states.ts';
import { closeSessions, type Opened, openSession, press, settleWork } from '../screen/open-session.ts';
import { listState, runs } from '../screen/screen-states.ts';
import { someOf } from '../trials.ts';

installFakeClock();
afterEach(closeSessions);

const size = { columns: 200, rows: 50 };
const allStates = { ...screenStates, ...dialogStates, ...compareStates };
/** While rows are read, keys that apply to one wait for them. */
const states = Object.entries(allStates)
  .map(([name, actions]) => [name, listState(size, ...actions)] as const)
  .filter(([, state]) => state.list.phase !== 'loading');

const allKeys: readonly (readonly Key[])[] = [
  ...commandRows().map(({ keys }) => keys),
  ...dialogKeyRows().map(({ keys }) => keys),
];
const keysByName = new Map(allKeys.flat().map(key => [keyName(key), key]));

/** `j/k` is a hint of two keys, `/` of one. */
function keysOfHint(keys: string): readonly Key[] {
  const names = keys === '/' ? [keys] : keys.split('/');
  return names.map(name => keysByName.get(name) ?? name);
}

describe.each(someOf(states, 4))('the keys hinted in the state: %s', (_, state) => {
  test.each(hintsFor(state).map(({ keys, label }) => `${keys} ${label}`))('%s', async hint => {
    const [keys = ''] = hint.split(' ');
    const done: string[] = [];
    for (const key of keysOfHint(keys)) done.push(await whatIsDone(state, key));
    expect(done.filter(text => text !== 'nothing')).not.toEqual([]);
    expect(done.join()).not.toContain('does nothing');
  });
});

/** What has changed once a key was pressed: parts of the state, what was copied or read, or the end. */
async function whatIsDone(from: State, key: Key): Promise<string> {
  const store = { ...createMemoryStore(runs), target: from.store.target, can: from.store.can };
  const opened = openSession(store, size, store, undefined, undefined, undefined, undefined, from);
  opened.filters.push('kind:agent');
  const before = sizesOf(opened);
  press(opened.session, key);
  await settleWork(300);
  const { now: _, notice, ...parts } = opened.session.getState();
  const changed = Object.entries(parts).filter(([part, value]) => value !== Reflect.get(from, part));
  const isUsed = sizesOf(opened).some((count, at) => count !== before[at]);
  const said = notice === from.notice ? [] : [notice?.text ?? 'no notice any more'];
  const all = [...changed.map(([part]) => part), ...(isUsed ? ['the world'] : []), ...said];
  return all.join(', ') || 'nothing';
}

function sizesOf({ copied, exits, filters, editor, store }: Opened<ReturnType<typeof createMemoryStore>>) {
  return [copied, exits, filters, editor.got, store.asked, store.reads].map(({ length }) => length);
}
