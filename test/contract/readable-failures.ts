import { expect, it } from 'vitest';
import type { FailureChunk } from '../../src/contract/failures.ts';
import { readFailures } from '../../src/contract/reading/read-failures.ts';
import type { RunStore } from '../../src/contract/run-store.ts';
import { createFailureGroups, type FailureGroup } from '../../src/model/failure/failure-groups.ts';
import { bucketLengths, toTally } from '../../src/model/failure/failure-tally.ts';
import { signatureOf } from '../../src/model/failure/failure-text.ts';
import { joinQueries } from '../../src/model/query/clauses.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../src/model/query/query.ts';
import { type Run, runAddress } from '../../src/model/run.ts';
import { countSuccesses } from '../../src/operations/failures/count-successes.ts';
import { createFailureIdReader } from '../../src/operations/failures/failure-votes.ts';
import { patienceMs } from '../in-time.ts';
import { expectSameExplanation } from './compare-explanations.ts';
import type { ReadableContext } from './readable-contract.ts';
import { idsOf, listAll } from './reading.ts';

const failed = parseQuery('status:failed');
const year = 365 * 86_400_000;

/** Failures of a store that somebody else fills: all that is said of them follows from its runs. */
export function describeReadableFailures(context: () => ReadableContext): void {
  const read = async (store: RunStore, filter = '', signal?: AbortSignal) => {
    const parts: FailureChunk[] = [];
    const options = { now: context().now, bucketMs: bucketLengths.minute, signal };
    for await (const part of readFailures(store, parseQuery(filter), options)) parts.push(part);
    return parts;
  };
  const groupsIn = (parts: readonly FailureChunk[]) => {
    const groups = createFailureGroups();
    for (const { tallies } of parts) groups.add(tallies);
    return groups.groups();
  };

  it.each([1_000_000, 1])('groups failures as their runs say, where a part may read %d', async scanRows => {
    const { under, runs, openHurried } = context();
    const opened = scanRows === 1 ? await openHurried() : await under.open({ scanRows });
    const parts = await read(opened);
    if (scanRows !== 1) await opened.close();
    expect(groupsIn(parts).map(toComparable)).toEqual(groupsOfRuns(runs).map(toComparable));
    const ids = new Set(runs.map(run => runAddress(run)));
    for (const { tallies } of parts)
      for (const { first, last, example, failure } of tallies) {
        expect([ids.has(runAddress(first)), ids.has(runAddress(last))]).toEqual([true, true]);
        expect(example.failure).toBe(failure);
      }
    const searched = parts.flatMap(part => part.searched ?? []);
    expect(searched.map(part => part.read)).toEqual(searched.map(part => part.read).sort((a, b) => a - b));
    expect(searched.at(-1)?.read).toBe(searched.at(-1)?.total);
    if (searched.length > 0) expect(searched).toHaveLength(parts.length);
  });

  it('counts the failures of a filter, and of the times in it', async () => {
    const { store, runs, now } = context();
    const [newest] = runs;
    const since = new Date(newest?.createdAt ?? 0).toISOString();
    const names = [...new Set(runs.map(run => JSON.stringify(run.name)))].slice(0, 5);
    const filters = [
      'status:failed',
      'type:agent',
      `since:${since}`,
      `until:${since}`,
      'error:*',
      '-error:*',
    ];
    for (const filter of [...filters, ...names.flatMap(name => [`workflow:${name}`, `-workflow:${name}`])]) {
      const listed = await listAll(store, joinQueries(parseQuery(filter), failed), { now });
      const counts = groupsIn(await read(store, filter)).map(({ count }) => count);
      expect([filter, counts.reduce((sum, count) => sum + count, 0)]).toEqual([filter, listed.length]);
    }
  });

  it('lists the runs of a group by its id, and leaves them out', async () => {
    const { store, runs, now } = context();
    for (const group of groupsOfRuns(runs)) {
      const own = (run: Run) => createdWith(runs, run) === group.id;
      const list = async (filter: string) => idsOf(await listAll(store, parseQuery(filter), { now }));
      expect(await list(`failure:${group.id}`)).toEqual(idsOf(runs.filter(own)));
      expect(await list(`-failure:${group.id}`)).toEqual(idsOf(runs.filter(run => !own(run))));
      const [signature = ''] = group.id.split('.');
      const ofSignature = (run: Run) => signatureOf(toTally(run)?.failure ?? '') === signature;
      expect(await list(`failure:${signature}`)).toEqual(idsOf(runs.filter(ofSignature)));
      expect(groupsIn(await read(store, `failure:${group.id}`)).map(({ count }) => count)).toEqual([
        group.count,
      ]);
    }
  });

  it('gives a row and its whole run the id of their group in the whole store', async () => {
    const { store, runs, now } = context();
    const rows = await listAll(store, failed, { now });
    const idOf = await createFailureIdReader(store, { now, budgetMs: patienceMs }).read(rows);
    for (const row of rows) {
      const whole = runs.find(run => runAddress(run) === runAddress(row));
      expect(whole && createdWith(runs, whole)).toBe(idOf(row));
      expect(whole && idOf(whole)).toBe(idOf(row));
    }
  });

  it('stops counting when that is aborted', async () => {
    const { store } = context();
    const reason = new Error('not interested any more');
    await expect(read(store, '', AbortSignal.abort(reason))).rejects.toBe(reason);
    const ending = new AbortController();
    const reading = read(store, 'nowhere', ending.signal);
    ending.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });

  it('counts the runs that succeeded since the last failure of a group', async () => {
    const { store, runs, now } = context();
    const groups = groupsOfRuns(runs).slice(0, 10);
    const successes = await countSuccesses(store, groups, { now: now + year });
    for (const group of groups) {
      const names = new Set(group.workflows.map(({ name }) => name));
      const since = runs.filter(
        run => names.has(run.name) && run.status === 'success' && run.createdAt > group.last.at,
      );
      expect(successes(group)).toEqual({ count: since.length });
    }
  });

  it('says what failed runs share, and since when, as a comparison of all runs does', async () => {
    const { store, runs, now } = context();
    await expectSameExplanation(store, runs, emptyQuery, now);
    for (const { id } of groupsOfRuns(runs).slice(0, 3))
      await expectSameExplanation(store, runs, parseQuery(`failure:${id}`), now);
  });
}

function groupsOfRuns(runs: readonly Run[]): readonly FailureGroup[] {
  return groupedRuns(runs).groups();
}

function groupedRuns(runs: readonly Run[]) {
  const groups = createFailureGroups();
  groups.add(runs.flatMap(run => toTally(run) ?? []));
  return groups;
}

/** The id of the group that a run is of. */
function createdWith(runs: readonly Run[], run: Run): string | undefined {
  const failure = toTally(run)?.failure;
  return failure === undefined ? undefined : groupedRuns(runs).idOf(failure);
}

/** Any of several runs of one time may be the first, the last and the example. */
function toComparable({ first, last, example, ...group }: FailureGroup) {
  return { ...group, firstAt: first.at, lastAt: last.at, signature: signatureOf(example.failure ?? '') };
}
