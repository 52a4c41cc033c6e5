import { expect } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import { currentSigning, type Signing } from '../../src/database/runs/failures/sign-row.ts';
import { toShown } from '../../src/model/failure/memory/failure-mark.ts';
import { createFailureStates } from '../../src/model/failure/memory/failure-states.ts';
import { signatureVersion, versionSign } from '../../src/model/failure/signature.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import type { SinceWhen } from '../../src/model/share/since-when.ts';
import { hashText } from '../../src/model/text/hash-text.ts';
import { findFailureGroup } from '../../src/operations/failures/group-failures.ts';
import { oneIn } from '../trials.ts';
import { failingEvents } from './failing-runs.ts';
import { groupsOf, sumOf } from './failure-contract.ts';
import { idsOf, listAll } from './reading.ts';
import { sampleNow } from './sample-events.ts';

/** Signs by the class of an error alone, which makes one of several groups. */
function signWith(version: number): Signing {
  return {
    version,
    sign: row => {
      const columns = currentSigning.sign(row);
      const [, ...values] = (columns.failure ?? '').split('.');
      const id = versionSign(version) + hashText(`${version} ${row.error_name}`).slice(1);
      return { ...columns, failure: [id, ...values].join('.') };
    },
  };
}

/** Made-up versions of the signature after today's. */
export const secondSigning = signWith(signatureVersion + 1);
export const thirdSigning = signWith(signatureVersion + 2);

/** SQL that makes failures look as if the version before today's had signed them. */
export const signedBefore = `UPDATE runs SET failure = '${versionSign(signatureVersion - 1)}' || substr(failure, 2)`;

/** Without those that failed without an error: readers sign them by today's rules. */
export const signedEvents = failingEvents.filter(event => !('id' in event && event.id.startsWith('silent')));

export type KnownGroup = { readonly id: string; readonly runs: readonly string[] };

export async function knownGroups(store: RunStore): Promise<readonly KnownGroup[]> {
  const groups = await groupsOf(store);
  return Promise.all(groups.map(async ({ id }) => ({ id, runs: await runsOf(store, id) })));
}

async function runsOf(store: RunStore, id: string): Promise<readonly string[]> {
  return idsOf(await listAll(store, parseQuery(`failure:${id}`)));
}

/** How many failed runs there are, before and after a change. */
function failedOf(since: SinceWhen | undefined): number {
  if (!since) return 0;
  if (since.type === 'never-succeeded') return since.all.failed;
  const later = since.later?.failed ?? 0;
  return later + (since.type === 'changed' ? since.before.failed + since.after.failed : since.all.failed);
}

/** Whatever a new version makes of them, an id finds the runs that it found before. */
export async function expectOldIds(store: RunStore, known: readonly KnownGroup[]): Promise<void> {
  const all = sumOf(await groupsOf(store));
  const whole = idsOf(await listAll(store, parseQuery(''))).length;
  for (const { id, runs } of known.filter((_, at) => at % oneIn(1, 4) === 0)) {
    const found = new Set(await runsOf(store, id));
    expect(runs.filter(run => !found.has(run))).toEqual([]);
    expect(sumOf(await groupsOf(store, parseQuery(`failure:${id}`)))).toBe(found.size);
    expect(await listAll(store, parseQuery(`-failure:${id}`))).toHaveLength(whole - found.size);
    const explained = await store.explainFailures?.(parseQuery(`failure:${id}`), { now: sampleNow });
    expect(failedOf(explained?.explanation?.since)).toBe(found.size);
  }
  expect(all).toBe(new Set(known.flatMap(({ runs }) => runs)).size);
}

/** Notes and mutes the groups of two runs. */
export async function markGroups(store: RunStore, known: string, muted: string): Promise<void> {
  for (const [run, kind] of [
    [known, 'known'],
    [muted, 'muted'],
  ] as const) {
    const group = await groupWith(store, run);
    const mark = { failureId: group.id, kind, note: `about ${run}`, shown: toShown(group) };
    expect(await store.failureMarks?.put(mark)).toEqual({ type: 'done' });
  }
}

/** The notes and mutes are on the ids that the groups have since. */
export async function expectMarks(
  store: RunStore,
  { version }: Signing,
  runs: readonly string[],
): Promise<void> {
  const marks = (await store.failureMarks?.list()) ?? [];
  expect([...new Set(marks.map(({ failureId }) => failureId.charAt(0)))]).toEqual([versionSign(version)]);
  const stateOf = createFailureStates({ marks, seen: [] });
  for (const run of runs) {
    const { known, muted } = stateOf(await groupWith(store, run), sampleNow);
    expect([known?.note, muted?.note]).toContain(`about ${run}`);
  }
}

/** The id that is asked for, or the one that the group has since. */
export async function currentId(store: RunStore, id: string): Promise<string | undefined> {
  const options = { now: sampleNow, signal: new AbortController().signal };
  return (await findFailureGroup(store, id, options))?.id;
}

async function groupWith(store: RunStore, run: string) {
  for (const group of await groupsOf(store)) if ((await runsOf(store, group.id)).includes(run)) return group;
  throw new Error(`${run} is in no group`);
}

/** A person who still sees the old id of a group notes it, and takes the note back. */
export async function expectMarksByOlderId(store: RunStore, run: string, olderId: string): Promise<void> {
  const group = await groupWith(store, run);
  const note = async () => {
    const marks = (await store.failureMarks?.list()) ?? [];
    return createFailureStates({ marks, seen: [] })(group, sampleNow).known?.note;
  };
  const mark = { failureId: olderId, kind: 'known', note: 'typed meanwhile', shown: toShown(group) } as const;
  await store.failureMarks?.put(mark);
  expect(await note()).toBe('typed meanwhile');
  await store.failureMarks?.remove(olderId);
  expect(await store.failureMarks?.list()).toEqual([]);
}
