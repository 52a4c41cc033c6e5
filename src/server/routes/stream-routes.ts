import { endpoints } from '../../protocol/api.ts';
import { type Handlers, json } from '../api-request.ts';

export const streamRoutes: Handlers<'events' | 'writerRequests'> = {
  async events({ serving, header }) {
    return { type: 'stream', join: client => serving.hub.addReader(client, header('last-event-id')) };
  },

  async writerRequests({ serving, params, header }) {
    const { id } = params(endpoints.writerRequests.params);
    if (/\btext\/event-stream\b/i.test(header('accept') ?? ''))
      return { type: 'stream', join: client => serving.hub.addWriter(client, id) };
    const requests = await serving.served.intake.cancelRequests([id]);
    return json(200, { cancelRequested: requests.get(id) ?? [] });
  },
};
