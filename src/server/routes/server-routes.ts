import { scopes } from '../../contract/served-store.ts';
import { toWireScopes } from '../../protocol/wire-scopes.ts';
import { allows } from '../request/grant.ts';
import { type Handlers, json, tagged } from './api-request.ts';

export const serverRoutes: Handlers<'server' | 'health' | 'document'> = {
  async server({ context, grant }) {
    const { can } = context.served.store;
    const hasHook = context.startHook !== undefined;
    return json(200, {
      name: 'runlens',
      version: context.version,
      ...toWireScopes(scopes.filter(scope => allows(grant, scope))),
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
};
