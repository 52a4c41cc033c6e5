import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareNewest } from '../../../src/contract/lists/run-order.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { runAddress } from '../../../src/model/run.ts';
import { trials } from '../../trials.ts';
import { createModelMember, openMembers, page, runAt } from './model-store.ts';

type Insert = { readonly member: number; readonly at: number };

const insertion = fc.record({ member: fc.nat(2), at: fc.nat(40) });

/** What happens before a page is read: runs come in, the reader starts anew, targets come and go. */
const step = fc.record({
  inserts: fc.array(insertion, { maxLength: 12 }),
  limit: fc.integer({ min: 1, max: 6 }),
  isNewProcess: fc.boolean(),
  dead: fc.subarray([0, 1, 2], { maxLength: 2 }),
});

const history = fc.record({
  before: fc.array(insertion, { maxLength: 40 }),
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  /** How much of a member a page reads, where it has to search. */
  scanRows: fc.array(fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }), {
    minLength: 3,
    maxLength: 3,
  }),
});

it('shows each run once, in order, whatever is recorded in between and however it is read', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ before, steps, scanRows }) => {
      const calm = steps.map((one): Step => ({ ...one, dead: [] }));
      const { there, seen } = await read(before, calm, scanRows);
      const shown = seen.map(runAddress);
      expect(new Set(shown).size).toBe(shown.length);
      expect(shown.filter(address => there.has(address))).toEqual([...there]);
      expect(seen).toEqual([...seen].sort(compareNewest));
    }),
    { numRuns: trials(100, 25) },
  );
});

it('keeps the order and repeats no run while targets fail, and reports at the end each that lacks a run', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ before, steps, scanRows }) => {
      const { there, seen, missing } = await read(before, steps, scanRows);
      const shown = new Set(seen.map(runAddress));
      expect(shown.size).toBe(seen.length);
      expect(seen).toEqual([...seen].sort(compareNewest));
      const lacking = [...there].filter(address => !shown.has(address)).map(address => address.split('/')[0]);
      for (const target of lacking) expect(missing).toContain(target);
    }),
    { numRuns: trials(100, 25) },
  );
});

type Step = {
  readonly inserts: readonly Insert[];
  readonly limit: number;
  readonly isNewProcess: boolean;
  readonly dead: readonly number[];
};

const calmStep: Step = { inserts: [], limit: 1, isNewProcess: false, dead: [] };

/** Reads a list to its end; `there` are the runs that were there from the beginning, newest first. */
async function read(
  before: readonly Insert[],
  steps: readonly Step[],
  scanRows: readonly (number | undefined)[],
) {
  const members = ['a', 'b', 'c'].map((name, at) => createModelMember(name, [], scanRows[at]));
  let count = 0;
  const insert = ({ member, at }: Insert) => {
    count += 1;
    members[member]?.runs.push(runAt(at, `r${(count * 7) % 31}_${count}`));
  };
  for (const one of before) insert(one);
  const there = members
    .flatMap(({ name, runs, scanRows }) =>
      runs
        .filter(run => scanRows === undefined || run.createdAt % 2 === 0)
        .map(run => ({ ...run, target: name })),
    )
    .sort(compareNewest)
    .map(runAddress);
  const seen = [];
  let missing: readonly string[] = [];
  let store = await openMembers(members);
  let cursor: string | undefined;
  for (let at = 0; at === 0 || cursor !== undefined; at += 1) {
    const { limit, isNewProcess, dead } = steps[at % steps.length] ?? calmStep;
    if (isNewProcess) {
      await store.close();
      store = await openMembers(members);
    }
    // Later rounds are calm, so that every list comes to an end.
    const isCalm = at >= steps.length;
    for (const [index, member] of members.entries())
      member.mood = !isCalm && dead.includes(index) ? 'dead' : 'well';
    try {
      const found = await store.listRuns(emptyQuery, page(limit, cursor));
      seen.push(...found.runs);
      missing = (found.missing ?? []).map(({ target }) => target);
      cursor = found.nextCursor;
    } catch (error) {
      expect(error).toMatchObject({ kind: 'unreachable' });
      for (const member of members) member.mood = 'well';
    }
    if (!isCalm) for (const one of steps[at]?.inserts ?? []) insert(one);
    for (const member of members) member.mood = 'well';
  }
  await store.close();
  return { there: new Set(there), seen, missing };
}
