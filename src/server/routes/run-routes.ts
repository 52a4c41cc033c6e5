import type * as v from 'valibot';
import { isNewestFirst } from '../../contract/lists/run-order.ts';
import { newestFirst, parseSort, type Sort, sortFields } from '../../contract/lists/sort.ts';
import type { RunInclude } from '../../contract/run-store.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import { emptyQuery } from '../../model/query/query.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import type { runListSchema } from '../../protocol/response-schemas.ts';
import { toWireSummary } from '../../protocol/to-wire-run.ts';
import { toOptionalWireTime } from '../../protocol/wire-time.ts';
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

export const listRoutes: Handlers<'counts' | 'workflows' | 'suggest' | 'lateRuns'> = {
  async counts({ context, signal, inLane }) {
    const counts = await inLane('read', () => context.served.store.counts({ signal }));
    if (!counts)
      throw new ProblemError('unsupported', 'this server does not count its runs: its store cannot');
    const { total, ...byStatus } = counts;
    return tagged({ total, counts: byStatus });
  },

  async workflows({ context, signal, inLane }) {
    const found = await inLane('read', () => context.served.store.workflows({ signal }));
    return tagged({
      data: found.map(one => ({ ...one, lastCreatedAt: toOptionalWireTime(one.lastCreatedAt) })),
    });
  },

  async lateRuns({ context, query, signal, inLane }) {
    const { after, limit = apiLimits.pageRuns } = query(endpoints.lateRuns.query);
    const late = await inLane('read', async () => context.served.store.lateRuns?.({ after, limit, signal }));
    if (!late) throw new ProblemError('unsupported', 'the store of this server does not number late runs');
    return tagged({ data: late.addresses, position: late.position });
  },

  async suggest({ context, query, signal, inLane }) {
    const { field, path, prefix = '' } = query(endpoints.suggest.query);
    const isRoot = field === 'input' || field === 'output';
    if (path !== undefined && !isRoot)
      throw new ProblemError('bad-request', 'path: only input and output take a path');
    const asked = isRoot && path !== undefined ? (`${field}.${path}` as const) : field;
    const values = await inLane('read', () => context.served.store.suggest(asked, prefix, { signal }));
    return tagged({ data: values });
  },
};

/** Does not name the store's location. */
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
  const sort = parseSort(text);
  if (!sort) {
    throw new ProblemError('bad-request', `sort: must be one of ${sortFields.join(', ')}`, {
      hint: 'add "-" before it for the greatest first',
    });
  }
  if (cursor === undefined) return sort;
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
