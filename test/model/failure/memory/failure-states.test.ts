import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FailureGroup } from '../../../../src/model/failure/failure-groups.ts';
import { areRelated } from '../../../../src/model/failure/failure-text.ts';
import { addShown, type FailureMark, toShown } from '../../../../src/model/failure/memory/failure-mark.ts';
import { createFailureStates } from '../../../../src/model/failure/memory/failure-states.ts';
import { groupOf, groupsOf } from './failed-at.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = 100 * day;

function markOf(group: FailureGroup, fields: Partial<FailureMark> = {}): FailureMark {
  return { failureId: group.id, kind: 'known', ticket: 'OPS-12', at: now, shown: toShown(group), ...fields };
}

function seenOf(group: FailureGroup) {
  return { failureId: group.id, shown: toShown(group) };
}

function stateOf(
  group: FailureGroup,
  memory: Partial<Parameters<typeof createFailureStates>[0]> = {},
  successes?: number,
  at = now,
) {
  const since = successes === undefined ? undefined : { count: successes };
  return createFailureStates({ marks: [], seen: [], ...memory })(group, at, since);
}

describe('a group', () => {
  const fresh = groupOf(now - 2_000, now - 1_000);

  test('is new until it is seen', () => {
    expect(stateOf(fresh)).toMatchObject({ kind: 'new', unseen: 2 });
    expect(stateOf(fresh, { seen: [seenOf(fresh)] })).toMatchObject({ kind: 'seen', unseen: 0 });
  });

  test('counts what failed while one looked, and what ended later than runs created after it', () => {
    const seen = [seenOf(fresh)];
    expect(stateOf(groupOf(now - 2_000, now - 1_000, now), { seen })).toMatchObject({
      kind: 'seen',
      unseen: 1,
    });
    expect(stateOf(groupOf(now - 2_000, now - 1_500, now - 1_000), { seen })).toMatchObject({ unseen: 1 });
  });

  test('stays seen in a view of fewer runs', () => {
    const seen = [seenOf(groupOf(now - day, now - 2_000, now - 1_000))];
    expect(stateOf(fresh, { seen })).toMatchObject({ kind: 'seen', unseen: 0 });
  });

  test('is known by its ticket, and back when it fails after that, until that is seen', () => {
    const marks = [markOf(fresh)];
    expect(stateOf(fresh, { marks })).toMatchObject({ kind: 'known', known: { ticket: 'OPS-12' } });
    const more = groupOf(now - 2_000, now - 1_000, now);
    expect(stateOf(more, { marks, seen: [seenOf(fresh)] })).toMatchObject({ kind: 'back', unseen: 1 });
    expect(stateOf(more, { marks, seen: [seenOf(more)] }).kind).toBe('known');
  });

  test('is quiet once it has not failed for longer than usual while runs succeeded', () => {
    const nightly = groupOf(...[10, 9, 8].map(days => now - days * day));
    expect(stateOf(nightly, {}, 1_204)).toMatchObject({ kind: 'quiet', runsSince: { count: 1_204 } });
    expect(stateOf(nightly, {}, 0).kind).toBe('new');
    expect(stateOf(groupOf(...[3, 2, 1].map(days => now - days * day)), {}, 1_204).kind).toBe('new');
    expect(stateOf(groupOf(now - 2 * hour), {}, 1).kind).toBe('quiet');
    expect(stateOf(groupOf(now - hour / 2), {}, 1).kind).toBe('new');
  });

  test('is not quiet in a filter that shows one of its failures, while it is silent as usual', () => {
    const all = groupOf(...[9, 6, 3].map(hours => now - hours * hour));
    expect(stateOf(groupOf(now - 3 * hour), { seen: [seenOf(all)] }, 12).kind).toBe('seen');
  });

  test('that came after all that was seen is new, even where it is quiet by now', () => {
    const seen = [{ failureId: 'signature02', shown: toShown(groupOf(now - 20 * hour)) }];
    expect(stateOf(groupOf(now - 10 * hour), { seen }, 500).kind).toBe('new');
  });

  test('that was quiet already when the user opened another one stays quiet', () => {
    const seen = [{ failureId: 'signature02', shown: toShown(fresh) }];
    expect(stateOf(groupOf(now - 10 * hour), { seen }, 500).kind).toBe('quiet');
  });

  test('is back when it was quiet and fails again, until that is seen', () => {
    const old = groupOf(now - 9 * day, now - 8 * day);
    const again = groupOf(now - 9 * day, now - 8 * day, now);
    expect(stateOf(again, { seen: [seenOf(old)] }).kind).toBe('back');
    expect(stateOf(again, { seen: [seenOf(again)] }).kind).toBe('seen');
    const usual = groupOf(now - 9 * day, now - 8 * day, now - 7 * day);
    expect(stateOf(usual, { seen: [seenOf(old)] }, undefined, now - 7 * day).kind).toBe('seen');
  });

  test('is muted until a time, then back if it has failed meanwhile', () => {
    const marks = [markOf(fresh, { kind: 'muted', mutedUntil: now + day })];
    const seen = [seenOf(fresh)];
    const more = groupOf(now - 2_000, now - 1_000, now + day);
    expect(stateOf(more, { marks, seen }, undefined, now + day - 1).kind).toBe('muted');
    expect(stateOf(more, { marks, seen }, undefined, now + day).kind).toBe('back');
    expect(stateOf(fresh, { marks, seen }, 9, now + day).kind).toBe('quiet');
  });

  test('is muted until so many more runs have failed', () => {
    const marks = [markOf(fresh, { kind: 'muted', mutedForCount: 2 })];
    expect(stateOf(fresh, { marks })).toMatchObject({ kind: 'muted', mutedMore: 2 });
    const one = groupOf(now - 2_000, now - 1_000, now);
    expect(stateOf(one, { marks })).toMatchObject({ kind: 'muted', mutedMore: 1 });
    expect(stateOf(groupOf(now - 2_000, now - 1_000, now, now), { marks }).kind).toBe('back');
  });

  test('keeps its note while it is muted, and its own mark before one of a related group', () => {
    const marks = [
      markOf(fresh, { kind: 'muted' }),
      markOf(fresh),
      markOf(fresh, { failureId: `${fresh.id}.aaaaa`, ticket: 'OPS-13', at: now + 1 }),
    ];
    expect(stateOf(fresh, { marks })).toMatchObject({ kind: 'muted', known: { ticket: 'OPS-12' } });
  });
});

const values = ['aaaaa', 'bbbbb'];
const split = values.flatMap((value, place) =>
  [0, 1, 2, 3].map(at => ({ at: now - 1_000 * (1 + place * 4 + at), failure: `signature01.${value}` })),
);

describe('groups that the vote splits', () => {
  const groups = groupsOf(split);
  const ids = groups.map(({ id }) => id).sort();
  const whole = groupsOf(split.slice(0, 4))[0];

  test('are known by a mark on the signature, and the group of a signature by one on a part', () => {
    expect(ids).toEqual(['signature01.aaaaa', 'signature01.bbbbb']);
    const marks = [markOf(groupOf(now), { shown: toShown(groupOf(now)) })];
    expect(groups.map(group => stateOf(group, { marks }).kind)).toEqual(['known', 'known']);
    const [part] = groups;
    if (!part || !whole) throw new Error('there is no group');
    expect(whole.id).toBe('signature01');
    expect(stateOf(whole, { marks: [markOf(part)] }).known?.ticket).toBe('OPS-12');
  });

  test('are seen as far as the group was: what failed first afterwards is new', () => {
    if (!whole) throw new Error('there is no group');
    const later = groupsOf([
      ...split.filter(({ failure }) => failure.endsWith('aaaaa')),
      ...[1, 2, 3, 4].map(at => ({ at: now + at, failure: 'signature01.bbbbb' })),
    ]);
    const seen = [seenOf(whole)];
    expect(later.map(group => [group.id, stateOf(group, { seen }).kind])).toEqual([
      ['signature01.bbbbb', 'new'],
      ['signature01.aaaaa', 'seen'],
    ]);
  });
});

const someFailures = fc.array(
  fc.record({
    at: fc.integer({ min: now - 20 * day, max: now }),
    failure: fc.constantFrom('signature01.aaaaa', 'signature01.bbbbb', 'signature02'),
  }),
  { minLength: 1, maxLength: 40 },
);
const someSuccesses = fc.option(fc.nat(2_000), { nil: undefined });

describe('whatever has failed', () => {
  test('nothing that was seen is new or back, in any later vote', () => {
    fc.assert(
      fc.property(someFailures, someFailures, someSuccesses, (shown, other, successes) => {
        const seen = groupsOf(shown).map(seenOf);
        for (const group of groupsOf(shown)) {
          const { kind, unseen } = stateOf(group, { seen }, successes);
          expect(unseen).toBe(0);
          expect(['seen', 'quiet']).toContain(kind);
        }
        const signatures = new Set(shown.map(({ failure }) => failure.split('.')[0]));
        for (const group of groupsOf([...shown, ...other]))
          if (!signatures.has(group.id.split('.')[0]))
            expect(['new', 'quiet']).toContain(stateOf(group, { seen }, successes).kind);
      }),
    );
  });

  test('a failure that arrives after what was shown is never counted as seen', () => {
    fc.assert(
      fc.property(someFailures, someFailures, (shown, later) => {
        const seen = groupsOf(shown).map(seenOf);
        const last = Math.max(...shown.map(({ at }) => at));
        const arrived = later.map(({ at, failure }) => ({ at: at + last, failure }));
        for (const group of groupsOf([...shown, ...arrived])) {
          const isHit = arrived.some(({ failure }) => areRelated(failure, group.id));
          expect(stateOf(group, { seen }).unseen > 0).toBe(isHit);
        }
      }),
    );
  });

  test('a mute for a count ends, and none comes back by more failures', () => {
    fc.assert(
      fc.property(someFailures, fc.integer({ min: 1, max: 10 }), (shown, mutedForCount) => {
        const [group] = groupsOf(shown);
        if (!group) return;
        const marks = [markOf(group, { kind: 'muted', mutedForCount })];
        const kinds = Array.from({ length: 12 }, (_, more) => {
          const added = Array.from({ length: more }, (_, at) => ({ at: now + 1 + at }));
          const grown = { ...group, count: group.count + added.length };
          const last = added.at(-1);
          const times = [...group.times, ...added.map(({ at }) => [at, 1] as const)];
          const next = last ? { ...grown, times, last: { id: 'later', at: last.at } } : grown;
          return stateOf(next, { marks, seen: [] }).kind === 'muted';
        });
        expect(kinds).toEqual(kinds.map((_, more) => more < mutedForCount));
      }),
    );
  });

  test('what is added to what was seen loses none of it', () => {
    const shown = fc.record({ firstAt: fc.nat(9), lastAt: fc.nat(9), count: fc.nat(9) });
    fc.assert(
      fc.property(shown, shown, (one, other) => {
        const both = addShown(one, other);
        expect(both).toEqual(addShown(other, one));
        expect(addShown(both, one)).toEqual(both);
      }),
    );
  });

  test('groups are related where one failure may belong to both, whichever is asked', () => {
    const id = fc
      .tuple(fc.constantFrom('s1', 's2'), fc.array(fc.constantFrom('-', 'a', 'b'), { maxLength: 3 }))
      .map(([signature, parts]) => [signature, ...parts].join('.'));
    fc.assert(
      fc.property(id, id, (one, other) => {
        expect(areRelated(one, other)).toBe(areRelated(other, one));
        expect(areRelated(one, one)).toBe(true);
        expect(areRelated(one, one.split('.')[0] ?? '')).toBe(true);
      }),
    );
  });
});
