import * as v from 'valibot';
import { isNewestFirst } from '../contract/lists/run-order.ts';
import type { MissingTarget, RunPage } from '../contract/lists/run-page.ts';
import { newestFirst, parseSort, sortFields } from '../contract/lists/sort.ts';
import type { RunStore } from '../contract/run-store.ts';
import { toWorkflowJson } from '../contract/workflow-info.ts';
import { InspectorError } from '../model/errors.ts';
import { parseFilter } from '../model/query/parse/parse-query.ts';
import type { Query } from '../model/query/query.ts';
import { toSummaryJson } from '../model/report/run-json.ts';
import type { RunSummary } from '../model/run.ts';
import { checkStatuses } from '../operations/check-statuses.ts';
import { explainEmptyList } from '../operations/explain-empty-list.ts';
import { createFailureIdReader } from '../operations/failures/failure-votes.ts';
import { listPages, refuseUnknownSort } from '../operations/list-pages.ts';
import { toTargetJson } from '../targets/list-targets.ts';
import { answerList } from './answer/answer.ts';
import { withAddress } from './run-tools.ts';
import { defineTool, openStoreOf, type ToolContext } from './tool.ts';
import { cursor, filter, limitOf, target } from './tool-inputs.ts';

/** After this, a search answers what it has found, with a cursor to continue. */
export const searchMs = 5_000;

export const listRunsTool = defineTool({
  name: 'list_runs',
  title: 'List runs',
  description:
    'Lists runs of workflows and sessions of agents, the newest first, with status, times, trigger, cost and the first line of an error and of its innermost cause. The filter retryOf:<id> finds the runs that repeat a run. For causes of failures, list_failures is better.',
  effect: 'reads',
  input: v.strictObject({
    filter,
    sort: v.optional(
      v.pipe(
        v.picklist(sortFields.flatMap(field => [field, `-${field}`])),
        v.description('The order; "-" puts the greatest first. Only the default, -created, has cursors.'),
      ),
    ),
    limit: limitOf(50, 20),
    cursor,
    target,
  }),
  call: async (args, context) => {
    const { limit } = args;
    const query = parseFilter(args.filter ?? '');
    const sort = (args.sort === undefined ? undefined : parseSort(args.sort)) ?? newestFirst;
    const store = await openStoreOf(args, context);
    refuseUnknownSort(store, sort);
    if (args.cursor !== undefined && !isNewestFirst(sort))
      throw new InspectorError('usage', 'a cursor goes with the default order only', {
        hint: 'leave sort out',
      });
    await checkStatuses(store, query, context);
    const request = { query, sort, limit, cursor: args.cursor };
    const { runs, nextCursor, notes } = await search(store, request, context);
    const ids = await createFailureIdReader(store, context).read(runs);
    return answerList({
      name: 'runs',
      rows: runs.map(run => withAddress({ failureId: ids(run), ...toSummaryJson(run, context.now) }, run)),
      nextCursor,
      notes:
        runs.length > 0 || nextCursor !== undefined
          ? notes
          : { ...notes, ...(await whyNone(store, query, context)) },
    });
  },
});

type Search = Parameters<typeof listPages>[1];

async function search(store: RunStore, request: Search, { now, signal }: ToolContext) {
  const runs: RunSummary[] = [];
  const missing = new Map<string, MissingTarget>();
  const left = new Set<string>();
  let page: RunPage | undefined;
  const startedAt = performance.now();
  for await (page of listPages(store, request, { now, signal })) {
    runs.push(...page.runs);
    for (const one of page.missing ?? []) missing.set(one.target, one);
    for (const note of page.notes ?? []) left.add(note);
    if (performance.now() - startedAt > searchMs) break;
  }
  const isCut = page?.nextCursor !== undefined && runs.length < request.limit;
  return {
    runs,
    nextCursor: page?.nextCursor,
    notes: {
      searched: isCut && page?.scanned ? page.scanned : undefined,
      missingTargets:
        missing.size > 0
          ? [...missing.values()].map(one => ({ target: one.target, problem: one.error.message }))
          : undefined,
      notes: left.size > 0 ? [...left] : undefined,
    },
  };
}

async function whyNone(store: RunStore, query: Query, { now, signal }: ToolContext) {
  const within = { clauses: [] };
  if (query.clauses.length === 0) return { why: ['there are no runs yet'] };
  const reasons = await explainEmptyList({ store, query, within, now, signal });
  return { why: reasons.map(({ text }) => text) };
}

export const listWorkflowsTool = defineTool({
  name: 'list_workflows',
  title: 'List workflows and agents',
  description:
    'Lists the workflows and agents that have runs, with how many runs there are, failed and are active, when the newest was created, and (isOffered) whether one can be started now.',
  effect: 'reads',
  input: v.strictObject({ limit: limitOf(100, 50), cursor, target }),
  call: async ({ limit, ...args }, context) => {
    const store = await openStoreOf(args, context);
    const { rows, total, nextCursor } = await context.lists.workflows.page(
      { key: store.target.location, limit, cursor: args.cursor },
      () => store.workflows({ signal: context.signal }),
    );
    return answerList({
      name: 'workflows',
      rows: rows.map(toWorkflowJson),
      nextCursor,
      notes: {
        total,
        missingTargets: store.missing?.().map(one => ({ target: one.target, problem: one.error.message })),
      },
    });
  },
});

const mostTargets = 50;

export const listTargetsTool = defineTool({
  name: 'list_targets',
  title: 'List targets',
  description:
    'Lists the places that runs can be read from here: local stores, servers, workflow engines. inUse marks the one that the other tools read from unless they are given a target.',
  effect: 'reads',
  input: v.strictObject({}),
  call: async (_, { targets }) => {
    const listed = await targets.list();
    return answerList({
      name: 'targets',
      rows: listed.slice(0, mostTargets).map(toTargetJson),
      nextCursor: undefined,
      notes: listed.length > mostTargets ? { total: listed.length } : {},
    });
  },
});
