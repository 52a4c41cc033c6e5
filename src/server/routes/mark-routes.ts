import type { MarkResult } from '../../contract/failures.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { toOptionalWireTime, toWireTime } from '../../protocol/wire-time.ts';
import { actorOf } from '../request/grant.ts';
import { type ApiResponse, type Handlers, json, tagged } from './api-request.ts';

const unsupported: MarkResult = { type: 'unsupported' };

export const markRoutes: Handlers<'failureMarks' | 'markFailure' | 'unmarkFailure'> = {
  async failureMarks({ context, signal, inLane }) {
    const { failureMarks } = context.served.store;
    const marks = (await inLane('read', async () => failureMarks?.list({ signal }))) ?? [];
    return tagged({
      data: marks.map(({ mutedUntil, at, shown, ...mark }) => ({
        ...mark,
        mutedUntil: toOptionalWireTime(mutedUntil),
        at: toWireTime(at),
        shown: { ...shown, firstAt: toWireTime(shown.firstAt), lastAt: toWireTime(shown.lastAt) },
      })),
    });
  },

  async markFailure({ context, params, body, grant, signal, inLane }) {
    const { id } = params(endpoints.markFailure.params);
    const { failureMarks } = context.served.store;
    return body('markFailure', async ({ by, ...mark }) => {
      const as = { by: actorOf(grant, { by }), signal };
      const put = async () => failureMarks?.put({ ...mark, failureId: id }, as);
      return markAnswer(await inLane('cancel', put));
    });
  },

  async unmarkFailure({ context, params, body, signal, inLane }) {
    const { id } = params(endpoints.unmarkFailure.params);
    const { failureMarks } = context.served.store;
    return body('unmarkFailure', async () =>
      markAnswer(await inLane('cancel', async () => failureMarks?.remove(id, { signal }))),
    );
  },
};

/** The store's reasons name its location: only the log has them. */
function markAnswer(result: MarkResult = unsupported): ApiResponse {
  if (result.type === 'done') return json(200, { result: 'done' });
  const isRefused = result.type === 'refused';
  const reason = `the store of the server ${isRefused ? 'can only be read' : 'keeps no marks'}`;
  return json(200, { result: result.type, reason }, isRefused ? result.reason : undefined);
}
