import type { Engine } from '../../contract/engine.ts';
import { locateServer, nameOfServer } from '../../http/server-address.ts';

/** Restate (https://restate.dev). A place is the address of its admin API, without a trailing slash. */
export const restateEngine: Engine = {
  kind: 'restate',
  isRemote: true,
  access: { token: 'RESTATE_AUTH_TOKEN' },
  locate: text => locateServer(text, { kind: 'restate', port: 9070, what: 'an admin API' }),
  nameOf: place => nameOfServer(place, 'restate'),
  open: async ({ place, target, readToken }) => {
    const token = await readToken();
    const { openRestateStore } = await import('./open-restate-store.ts');
    return openRestateStore({ url: place, token, insecure: target.isInsecure, target });
  },
};
