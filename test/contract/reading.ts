import { expect } from 'vitest';
import type { ListOptions, RunPage } from '../../src/contract/lists/run-page.ts';
import { newestFirst } from '../../src/contract/lists/sort.ts';
import type { Change, RunStore } from '../../src/contract/run-store.ts';
import type { Query } from '../../src/model/query/query.ts';
import { patienceMs } from '../in-time.ts';
import { sampleNow } from './sample-events.ts';

export const firstPage: ListOptions = { sort: newestFirst, limit: 50, now: sampleNow };

/** Follows the cursors to the end. */
export async function listAll(
  store: Pick<RunStore, 'listRuns'>,
  query: Query,
  options: Partial<ListOptions> = {},
): Promise<RunPage['runs']> {
  const runs: RunPage['runs'][number][] = [];
  let cursor: string | undefined;
  do {
    const page: RunPage = await store.listRuns(query, { ...firstPage, ...options, cursor });
    expect(page.runs.length).toBeLessThanOrEqual(options.limit ?? firstPage.limit);
    runs.push(...page.runs);
    expect(page.nextCursor).not.toBe(cursor ?? '');
    cursor = page.nextCursor;
  } while (cursor);
  return runs;
}

export function idsOf(runs: readonly { readonly id: string }[]): readonly string[] {
  return runs.map(run => run.id);
}

export async function collectChanges(changes: AsyncIterable<Change>, into: Change[]): Promise<void> {
  for await (const change of changes) into.push(change);
}

export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  withinMs = patienceMs,
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('it did not happen');
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
