import { endpoints } from '../../protocol/endpoints.ts';
import { writerKeyHeader } from '../../protocol/writer-key.ts';
import { type Handlers, json } from './api-request.ts';

export const streamRoutes: Handlers<'events' | 'writerRequests'> = {
  async events({ context, header }) {
    return {
      type: 'stream',
      subscribe: stream => context.broadcaster.addReader(stream, header('last-event-id')),
    };
  },

  async writerRequests({ context, params, header, asWriter }) {
    const { id } = params(endpoints.writerRequests.params);
    await asWriter(id);
    if (/\btext\/event-stream\b/i.test(header('accept') ?? ''))
      return {
        type: 'stream',
        subscribe: stream => {
          context.broadcaster.addWriter(stream, id);
          if (header(writerKeyHeader) === undefined)
            stream.onClosed(context.writerAccess.endOnceKeyed(id, stream.drop));
        },
      };
    const requests = await context.served.intake.cancelRequests([id]);
    return json(200, { cancelRequested: requests.get(id) ?? [] });
  },
};
