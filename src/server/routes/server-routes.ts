import { scopes } from '../../contract/served-store.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { allows } from '../request/grant.ts';
import { type Handlers, json, tagged } from './api-request.ts';

export const serverRoutes: Handlers<'server' | 'health' | 'document' | 'events' | 'writerRequests'> = {
  async server({ context, grant }) {
    const { can } = context.served.store;
    const hasHook = context.startHook !== undefined;
    return json(200, {
      name: 'runlens',
      version: context.version,
      scopes: scopes.filter(scope => allows(grant, scope)),
      can: { ...can, start: can.start || hasHook, startHook: hasHook },
    });
  },

  async health({ context }) {
    const { reason, ...store } = await context.checkHealth();
    const status = store.ok ? 'ok' : 'failing';
    return json(store.ok ? 200 : 503, { status, version: context.version, store }, reason);
  },

  async document({ context }) {
    return tagged(await context.document());
  },

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
      return { type: 'stream', subscribe: stream => context.broadcaster.addWriter(stream, id) };
    const requests = await context.served.intake.cancelRequests([id]);
    return json(200, { cancelRequested: requests.get(id) ?? [] });
  },
};
