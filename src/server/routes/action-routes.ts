import type { MarkResult } from '../../contract/failures.ts';
import type { CancelResult } from '../../contract/run-store.ts';
import type { IntakeResult } from '../../contract/served-store.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { toOptionalWireTime, toWireTime } from '../../protocol/wire-time.ts';
import { actorOf } from '../request/grant.ts';
import { ProblemError } from '../request/problem-error.ts';
import { type ApiResponse, type Handlers, json, tagged } from './api-request.ts';
import { noSuchRun } from './run-routes.ts';

const foreignReason = 'another recorder records this run, or it waits to be started';

export const actionRoutes: Handlers<'cancelRun' | 'ingest'> = {
  async cancelRun({ context, params, body, grant, signal, inLane }) {
    const { id } = params(endpoints.cancelRun.params);
    return body('cancelRun', async sent => {
      const by = actorOf(grant, sent);
      const result = await inLane('cancel', () => context.served.store.cancelRun(id, { by, signal }));
      return cancelAnswer(result, id);
    });
  },

  async ingest({ context, body, inLane, asWriter }) {
    const { intake } = context.served;
    return body('ingest', async ({ writer, sequence, owner, facts }) => {
      await asWriter(writer);
      if (sequence === 0 && facts.length > 0)
        throw new ProblemError('bad-request', 'sequence: must be 1 or more where there are facts');
      const { isNew, refused, foreign } =
        sequence === 0
          ? await intake.heartbeat([writer]).then(() => ({ isNew: true, refused: [], foreign: [] }))
          : await inLane('record', () => intake.apply({ writer, sequence, isOwner: owner, events: facts }));
      const requests = await intake.cancelRequests([writer]);
      const answer = {
        isNew,
        refused: [
          ...refused.map(({ id }) => ({ id, reason: 'the store of the server cannot hold this run' })),
          ...foreign.map(id => ({ id, reason: foreignReason })),
        ],
        cancelRequested: requests.get(writer) ?? [],
      };
      return json(200, answer, reasonsOf(refused, foreign.length));
    });
  },
};

/** The store's reasons name its location, tables and values: only the log has them. */
function cancelAnswer({ type, ...rest }: CancelResult, id: string): ApiResponse {
  if (type === 'not-found') throw noSuchRun(id);
  if (type === 'unsupported')
    return json(200, { result: type, reason: 'the store of this server only records runs' });
  const status = type === 'requested' ? 202 : 200;
  if (!('reason' in rest)) return json(status, { result: type, ...rest });
  return json(status, { result: type, reason: 'the store of the server can only be read' }, rest.reason);
}

const loggedReasons = 5;

/** The reasons for the log: thousands of runs are mostly refused for the same one. */
function reasonsOf(refused: IntakeResult['refused'], foreign: number): string | undefined {
  const reasons = [...new Set(refused.map(({ reason }) => reason))].slice(0, loggedReasons);
  if (foreign > 0) reasons.push(`${foreign} runs of other writers were left as they are`);
  return reasons.join('; ') || undefined;
}

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
