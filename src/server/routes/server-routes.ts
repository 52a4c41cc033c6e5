import { scopes } from '../../contract/served-store.ts';
import { allows } from '../access/grant.ts';
import { type Handlers, json, tagged } from '../api-request.ts';

export const serverRoutes: Handlers<'server' | 'health' | 'document'> = {
  async server({ serving, grant }) {
    const { can } = serving.served.store;
    return json(200, {
      name: 'runlens',
      version: serving.version,
      scopes: scopes.filter(scope => allows(grant, scope)),
      can: { ...can, start: serving.startHook !== undefined },
    });
  },

  async health({ serving }) {
    const store = await serving.checkHealth();
    const status = store.ok ? 'ok' : 'failing';
    return json(store.ok ? 200 : 503, { status, version: serving.version, store });
  },

  async document({ serving }) {
    return tagged(await serving.document());
  },
};
