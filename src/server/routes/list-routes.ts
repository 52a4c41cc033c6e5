import { apiLimits } from '../../protocol/api-limits.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { toOptionalWireTime } from '../../protocol/wire-time.ts';
import { ProblemError } from '../request/problem-error.ts';
import { type Handlers, tagged } from './api-request.ts';

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
