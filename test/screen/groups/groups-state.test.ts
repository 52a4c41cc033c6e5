import { describe, expect, test, vi } from 'vitest';
import type { FailureMarks } from '../../../src/contract/failures.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { FailureMark } from '../../../src/model/failure/memory/failure-mark.ts';
import { stateText } from '../../../src/screen/groups/group-row.ts';
import { groupTableLines } from '../../../src/screen/groups/group-table-lines.ts';
import { groupsPlace } from '../../../src/screen/groups/groups-place.ts';
import { groupState } from '../../../src/screen/groups/groups-state.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { openMenu } from '../dialog-actions.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { press, settle, typeKeys } from '../open-session.ts';
import { failedRun, missing, refused, timeout } from './failed-runs.ts';
import { openGroups } from './open-groups.ts';

installFakeClock();

const sample = () => [failedRun(9, timeout), sampleRun(8), failedRun(7, missing)];

/** By the message of the group. */
function states(session: Session): Readonly<Record<string, string>> {
  const { groups, now } = session.getState();
  if (!groups) return {};
  return Object.fromEntries(
    groups.rows.map(group => [group.example.message, groupState(groups, group, now)?.kind ?? 'unread']),
  );
}

/** The words in the column. */
function shownStates(session: Session): readonly string[] {
  const { groups, now } = session.getState();
  return groups?.rows.map(group => stateText(groups, group, now)) ?? [];
}

/** Marks as a store keeps them. */
function createMarks(): FailureMarks & { readonly kept: FailureMark[] } {
  const kept: FailureMark[] = [];
  return {
    kept,
    list: async () => [...kept],
    put: async (mark, { by } = {}) => {
      kept.push({ ...mark, by, at: Date.now() });
      return { type: 'done' };
    },
    remove: async id => {
      kept.splice(0, kept.length, ...kept.filter(({ failureId }) => failureId !== id));
      return { type: 'done' };
    },
  };
}

describe('the state of a group', () => {
  test('stays new for who looks at the list, whatever the cursor is on, and goes', async () => {
    const { session, own } = await openGroups(createMemoryStore(sample()));
    press(session, 'j', 'k', '!', '!');
    await settle(300);
    expect(Object.values(states(session))).toEqual(['new', 'new']);
    expect(own.seen()).toEqual([]);
  });

  test.each([
    ['opened', ['enter', 'escape']],
    ['copied', ['y']],
    ['copied as its message', ['Y', '2']],
    ['muted, and no longer', ['m', '1', 'wait', 'm', 'r']],
  ])('is seen once it was %s, and no other group is', async (_, keys) => {
    const { session } = await openGroups(createMemoryStore(sample()));
    for (const key of keys) {
      if (key !== 'wait') press(session, key);
      await settle(300);
    }
    const expected = { [timeout.message]: 'seen', [missing.message]: 'new' };
    await vi.waitFor(() => expect(states(session)).toEqual(expected));
  });

  test('is kept after the runs of the group are on the screen, so that no frame waits for the file, and before the end', async () => {
    const { session, own } = await openGroups(createMemoryStore(sample()));
    press(session, 'enter');
    expect([session.getState().screen, own.seen()]).toEqual(['table', []]);
    await vi.waitFor(() => expect(own.seen()).toHaveLength(1));
    const other = await openGroups(createMemoryStore(sample()));
    press(other.session, 'enter');
    await other.session.close();
    expect(other.own.seen()).toHaveLength(1);
  });

  test('counts what failed since it was opened, however often the list was looked at', async () => {
    const { session, store } = await openGroups(createMemoryStore(sample()));
    press(session, 'enter');
    await settle(300);
    store.put(failedRun(20, refused), failedRun(21, timeout));
    store.announce();
    await settle(2_000);
    press(session, 'escape');
    await settle(300);
    press(session, '!', '!');
    await settle(300);
    expect(states(session)).toEqual({
      [refused.message]: 'new',
      [timeout.message]: 'seen',
      [missing.message]: 'new',
    });
    expect(shownStates(session)).toEqual(['seen, 1 more run', 'new', 'new']);
  });
});

describe('=', () => {
  test('leaves the groups in the state of the one under the cursor, and again shows all', async () => {
    const { session } = await openGroups(createMemoryStore(sample()));
    press(session, 'j', 'y');
    await vi.waitFor(() => expect(states(session)[missing.message]).toBe('seen'));
    press(session, 'k', '=');
    expect(states(session)).toEqual({ [timeout.message]: 'new' });
    expect(groupsPlace(session.getState()).shorter).toContain('1 group · only new');
    press(session, 's', 'c');
    expect(Object.keys(states(session))).toEqual([timeout.message]);
    press(session, '=');
    expect(Object.keys(states(session))).toEqual([timeout.message, missing.message]);
  });

  test('lets a group go as soon as it was opened, and says where the others are', async () => {
    const { session } = await openGroups(createMemoryStore([failedRun(9, timeout), sampleRun(8)]));
    press(session, '=', 'y');
    await vi.waitFor(() => expect(states(session)).toEqual({}));
    const lines = groupTableLines(session.getState(), { width: 100, height: 9 }, plainTheme);
    expect(lines.join('\n')).toContain('no group is new any more');
    expect(lines.join('\n')).toContain('= shows all 1');
    press(session, '=');
    expect(states(session)).toEqual({ [timeout.message]: 'seen' });
  });

  test('counts on what has succeeded since a group that is not shown', async () => {
    const store = createMemoryStore(sample());
    store.put({ ...failedRun(5, refused), createdAt: Date.now() - 3 * 3_600_000 });
    const { session } = await openGroups(store);
    expect(states(session)[refused.message]).toBe('quiet');
    press(session, '=');
    await settle(300);
    store.put(failedRun(22, timeout));
    store.announce();
    await settle(10_000);
    press(session, '=');
    expect(states(session)[refused.message]).toBe('quiet');
  });
});

describe('reading what is kept', () => {
  test('counts what succeeded since a silent group failed, and no more often than needed', async () => {
    const store = createMemoryStore(sample());
    const silent = { ...failedRun(5, refused), createdAt: Date.now() - 3 * 3_600_000 };
    store.put(silent);
    const { session } = await openGroups(store);
    const group = session.getState().groups?.rows.find(({ example }) => example.message === refused.message);
    const since = () => session.getState().groups?.successes?.get(group?.id ?? '');
    expect(since()).toEqual({ count: 1 });
    store.put(sampleRun(21));
    store.put(failedRun(22, timeout));
    store.announce();
    await settle(10_000);
    store.put(failedRun(23, timeout));
    store.announce();
    await settle(5_000);
    expect(since()).toEqual({ count: 2 });
  });

  test('counts nothing again for who leaves the groups for a moment', async () => {
    const base = createMemoryStore(sample());
    base.put({ ...failedRun(5, refused), createdAt: Date.now() - 3 * 3_600_000 });
    let counted = 0;
    const listRuns: typeof base.listRuns = (query, options) => {
      if (query.clauses.some(clause => clause.type === 'status' && clause.values[0]?.status === 'success'))
        counted += 1;
      return base.listRuns(query, options);
    };
    const { session } = await openGroups({ ...base, listRuns });
    const before = counted;
    expect(before).toBeGreaterThan(0);
    press(session, '!');
    await settle(300);
    press(session, '!');
    await settle(300);
    expect(counted).toBe(before);
    expect(session.getState().groups?.successes?.size).toBeGreaterThan(0);
  });

  test('ends when the user leaves the groups, and nothing is said', async () => {
    const failureMarks: FailureMarks = {
      ...createMarks(),
      list: ({ signal } = {}) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    };
    const { session } = await openGroups({ ...createMemoryStore(sample()), failureMarks });
    expect(Object.values(states(session))).toEqual(['unread', 'unread']);
    press(session, '!');
    await settle(300);
    expect(session.getState().notice).toBeUndefined();
  });
});

describe('a mark', () => {
  test('i notes the group for everyone, and shows its note the next time; an empty one removes it', async () => {
    const failureMarks = createMarks();
    const { session } = await openGroups({ ...createMemoryStore(sample()), failureMarks });
    press(session, 'i');
    typeKeys(session, 'OPS-12 the provider is slow');
    press(session, 'enter');
    await settle(2_000);
    expect(failureMarks.kept).toMatchObject([
      { kind: 'known', ticket: 'OPS-12', note: 'the provider is slow', by: 'ada', shown: { count: 1 } },
    ]);
    expect(states(session)[timeout.message]).toBe('known');
    expect(session.getState().notice?.text).toBe('noted OPS-12: the provider is slow');
    press(session, 'i');
    expect(session.getState().overlay).toMatchObject({ text: 'OPS-12: the provider is slow' });
    press(session, 'ctrl+u', 'enter');
    await settle(2_000);
    expect(failureMarks.kept).toEqual([]);
    expect(states(session)[timeout.message]).toBe('seen');
  });

  test('an empty note leaves the mute, and a group without a note as it is', async () => {
    const failureMarks = createMarks();
    const { session } = await openGroups({ ...createMemoryStore(sample()), failureMarks });
    press(session, 'm', '4');
    await settle(2_000);
    press(session, 'i', 'enter');
    await settle(2_000);
    expect(failureMarks.kept).toMatchObject([{ kind: 'muted', mutedForCount: 10 }]);
    press(session, 'i');
    typeKeys(session, 'OPS-12');
    press(session, 'enter');
    await settle(2_000);
    expect(failureMarks.kept).toHaveLength(2);
    press(session, 'i', 'ctrl+u', 'enter');
    await settle(2_000);
    expect(failureMarks.kept).toMatchObject([{ kind: 'muted', mutedForCount: 10, shown: { count: 1 } }]);
    expect(states(session)[timeout.message]).toBe('muted');
  });

  test('a mute can be ended without losing the note', async () => {
    const failureMarks = createMarks();
    const { session } = await openGroups({ ...createMemoryStore(sample()), failureMarks });
    press(session, 'i');
    typeKeys(session, 'OPS-12');
    press(session, 'enter');
    await settle(2_000);
    press(session, 'm', '4');
    await settle(2_000);
    expect(states(session)[timeout.message]).toBe('muted');
    press(session, 'm', 'e');
    await settle(2_000);
    expect(failureMarks.kept).toMatchObject([{ kind: 'known', ticket: 'OPS-12', by: 'ada' }]);
    expect(states(session)[timeout.message]).toBe('known');
  });

  test('a note that holds a secret is masked and closed to typing until u', async () => {
    const failureMarks = createMarks();
    const { session } = await openGroups({ ...createMemoryStore(sample()), failureMarks });
    const note = () => failureMarks.kept.at(-1)?.note;
    press(session, 'i');
    typeKeys(session, 'the token=Zq7xKp9m is wrong');
    press(session, 'enter');
    await settle(2_000);
    press(session, 'i', 'x');
    expect(session.getState().overlay).toMatchObject({ isMasked: true, text: 'the token=Zq7xKp9m is wrong' });
    press(session, 'enter');
    await settle(2_000);
    expect(note()).toBe('the token=Zq7xKp9m is wrong');
    press(session, 'i', 'u', 'ctrl+u');
    typeKeys(session, 'solved, u see');
    press(session, 'enter');
    await settle(2_000);
    expect(note()).toBe('solved, u see');
  });

  test('what can be removed is called by its name: nothing, the note, the mute, or both', async () => {
    const failureMarks = createMarks();
    const { session } = await openGroups({ ...createMemoryStore(sample()), failureMarks });
    const removals = () => {
      press(session, 'm');
      const labels = openMenu(session.getState())
        ?.items.slice(6)
        .map(({ label }) => label);
      press(session, 'escape');
      return labels;
    };
    expect(removals()).toEqual([]);
    press(session, 'm', '4');
    await settle(2_000);
    expect(removals()).toEqual(['Remove the mute']);
    press(session, 'i');
    typeKeys(session, 'OPS-12');
    press(session, 'enter');
    await settle(2_000);
    expect(removals()).toEqual(['End the mute, keep the note', 'Remove the note and the mute']);
    press(session, 'm', 'e');
    await settle(2_000);
    expect(removals()).toEqual(['Remove the note']);
  });

  test('says that it was not made where the store cannot be written, and not that it is tried again', async () => {
    const failureMarks = createMarks();
    const hint = 'close the program that holds it, or wait: it is tried again';
    failureMarks.put = async () => {
      throw new InspectorError('conflict', 'runs.db is locked by another program', { hint });
    };
    const { session } = await openGroups({ ...createMemoryStore(sample()), failureMarks });
    press(session, 'm', '1');
    await settle(2_000);
    expect(session.getState().notice).toMatchObject({
      text: 'not muted: runs.db is locked by another program',
      tone: 'error',
    });
  });

  test('removing them says which stay where the store keeps those of the others', async () => {
    const failureMarks = createMarks();
    const { session } = await openGroups({ ...createMemoryStore(sample()), failureMarks });
    press(session, 'i');
    typeKeys(session, 'OPS-12');
    press(session, 'enter');
    await settle(2_000);
    const refuse = async () => ({ type: 'refused', reason: 'it needs the scope "cancel"' }) as const;
    Object.assign(failureMarks, { put: refuse, remove: refuse });
    press(session, 'm', '1');
    await settle(2_000);
    press(session, 'm', 'r');
    await settle(2_000);
    expect(states(session)[timeout.message]).toBe('known');
    expect(session.getState().notice?.text).toBe(
      'yours is removed, that of the others stays: it needs the scope "cancel"',
    );
  });

  test('m mutes the group; a store that keeps no marks leaves that to the user, and it is said', async () => {
    const { session } = await openGroups(createMemoryStore(sample()));
    press(session, 'm', '2');
    await settle(2_000);
    expect(states(session)[timeout.message]).toBe('muted');
    expect(session.getState().notice?.text).toMatch(
      /^muted until 2026-12-01 for you alone: .* keeps no notes$/u,
    );
    press(session, 'm', 'r');
    await settle(2_000);
    expect(states(session)[timeout.message]).toBe('seen');
  });
});
