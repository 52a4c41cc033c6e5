import type * as v from 'valibot';
import { isNewestFirst } from '../../contract/lists/run-order.ts';
import { newestFirst, type Sort, sortFields } from '../../contract/lists/sort.ts';
import type { RunInclude } from '../../contract/run-store.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import { emptyQuery } from '../../model/query/query.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import type { runListSchema } from '../../protocol/response-schemas.ts';
import { toWireSummary } from '../../protocol/to-wire-run.ts';
import { ProblemError } from '../request/problem-error.ts';
import { type Handlers, rendered, tagged } from './api-request.ts';

const pageRuns = 50;
const pageSpans = 1_000;
const pageSteps = 500;

export const runRoutes: Handlers<'listRuns' | 'getRun' | 'getSteps' | 'getTrace'> = {
  async listRuns({ context, query, signal, inLane }) {
    const { filter, sort: sortText, limit = pageRuns, cursor, now, usual } = query(endpoints.listRuns.query);
    const sort = readSort(sortText, limit, cursor);
    const parsed = filter === undefined ? emptyQuery : parseQuery(filter);
    const lane = parsed.clauses.length === 0 && isNewestFirst(sort) ? 'read' : 'search';
    const options = { sort, limit, cursor, signal, now: now ?? context.now(), usual: usual === 'true' };
    const page = await inLane(lane, () => context.served.store.listRuns(parsed, options));
    return tagged({
      data: page.runs.map(toWireSummary),
      nextCursor: page.nextCursor ?? null,
      scanned: page.scanned,
    } satisfies v.InferInput<typeof runListSchema>);
  },

  async getRun({ context, params, query, signal, inLane }) {
    const { id } = params(endpoints.getRun.params);
    const { stored } = context.served;
    const { trace: hasTrace, ...include } = readInclude(query(endpoints.getRun.query).include);
    return inLane('read', async () => {
      const [run, trace] = await Promise.all([
        stored.run(id, { include: { ...include, lazyPayloads: true }, signal }),
        hasTrace ? stored.trace(id, { limit: pageSpans, signal }) : undefined,
      ]);
      if (!run) throw noSuchRun(id);
      return rendered(await context.renderer.render({ type: 'run', run, trace }, signal));
    });
  },

  async getSteps({ context, params, query, signal, inLane }) {
    const { id } = params(endpoints.getSteps.params);
    const { limit = pageSteps, cursor } = query(endpoints.getSteps.query);
    return inLane('read', async () => {
      const steps = await context.served.stored.steps(id, { limit, cursor, signal });
      if (!steps) throw noSuchRun(id);
      return rendered(await context.renderer.render({ type: 'steps', steps }, signal));
    });
  },

  async getTrace({ context, params, query, signal, inLane }) {
    const { id } = params(endpoints.getTrace.params);
    const { limit = pageSpans, cursor } = query(endpoints.getTrace.query);
    return inLane('read', async () => {
      const trace = await context.served.stored.trace(id, { limit, cursor, signal });
      if (!trace) throw noSuchRun(id);
      return rendered(await context.renderer.render({ type: 'trace', trace }, signal));
    });
  },
};

/** Names the run, and of its place only this server. */
export function noSuchRun(id: string): ProblemError {
  return new ProblemError('not-found', `this server has no run ${JSON.stringify(id)}`, {
    hint: 'it was removed, or recorded elsewhere: GET /v1/runs lists the runs of this server',
  });
}

function readSort(text: string | undefined, limit: number, cursor: string | undefined): Sort {
  if (text === undefined || text === '-created') {
    if (limit <= apiLimits.pageRuns) return newestFirst;
    throw new ProblemError('bad-request', `limit: must be ${apiLimits.pageRuns} or less`);
  }
  const field = sortFields.find(known => known === text.replace(/^-/, ''));
  if (field === undefined) {
    throw new ProblemError('bad-request', `sort: must be one of ${sortFields.join(', ')}`, {
      hint: 'add "-" before it for the greatest first',
    });
  }
  if (cursor === undefined) return { field, descending: text.startsWith('-') };
  throw new ProblemError('bad-request', 'cursor: is only possible with the order "-created"', {
    hint: 'omit "sort"',
  });
}

const parts = ['steps', 'messages', 'trace'] as const;

function readInclude(text: string | undefined): RunInclude & { readonly trace: boolean } {
  const words = (text ?? '').split(',').filter(word => word !== '');
  if (words.some(word => !parts.some(part => part === word)))
    throw new ProblemError('bad-request', `include: must be any of ${parts.join(',')}`);
  const [steps, messages, trace] = parts.map(part => words.includes(part));
  return { steps, messages, trace: trace === true };
}
