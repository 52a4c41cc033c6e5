import { endpoints } from '../../protocol/endpoints.ts';
import { type Handlers, json } from '../api-request.ts';
import { ProblemError } from '../problem-error.ts';
import { noSuchRun } from './run-routes.ts';

export const actionRoutes: Handlers<'cancelRun' | 'startRun' | 'ingest'> = {
  async cancelRun({ context, params, body, grant, signal, inLane }) {
    const { id } = params(endpoints.cancelRun.params);
    return body('cancelRun', async sent => {
      // Only a client without a token may name itself.
      const by = grant.token ? grant.token.name : sent.by;
      const { type, ...rest } = await inLane('cancel', () =>
        context.served.store.cancelRun(id, { by, signal }),
      );
      if (type === 'not-found') throw noSuchRun();
      return json(type === 'requested' ? 202 : 200, { result: type, ...rest });
    });
  },

  async startRun({ context, body, signal }) {
    const { startHook } = context;
    return body('startRun', async request => {
      if (startHook) return json(202, { id: await startHook(request, signal) });
      throw new ProblemError('unsupported', 'this server cannot start runs', {
        hint: 'it needs a start hook: runlens serve --start-url URL',
      });
    });
  },

  async ingest({ context, body, inLane }) {
    const { intake } = context.served;
    return body('ingest', async ({ writer, sequence, owner, facts }) => {
      if (sequence === 0 && facts.length > 0)
        throw new ProblemError('bad-request', 'sequence: must be 1 or more where there are facts');
      const { isNew, refused } =
        sequence === 0
          ? await intake.heartbeat([writer]).then(() => ({ isNew: true, refused: [] }))
          : await inLane('record', () => intake.apply({ writer, sequence, isOwner: owner, events: facts }));
      const requests = await intake.cancelRequests([writer]);
      return json(200, { isNew, refused, cancelRequested: requests.get(writer) ?? [] });
    });
  },
};
