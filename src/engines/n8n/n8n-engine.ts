import type { Engine } from '../../contract/engine.ts';
import { locateServer, nameOfServer } from '../../http/server-address.ts';

/** n8n (https://n8n.io). A place is the address of its server, without `/api/v1` and a trailing slash. */
export const n8nEngine: Engine = {
  kind: 'n8n',
  isRemote: true,
  access: { token: 'N8N_API_KEY' },
  locate: text =>
    locateServer(text, { kind: 'n8n', port: 5678, what: 'a server' }).replace(
      /(?<!\/)(?:\/api(?:\/v1)?|\/home(?:\/(?:workflows|credentials|executions|variables)\b.*)?)$/,
      '',
    ),
  nameOf: place => nameOfServer(place, 'n8n'),
  open: async ({ place, target, readToken }) => {
    const token = await readToken();
    const { openN8nStore } = await import('./open-n8n-store.ts');
    return openN8nStore({ url: place, token, insecure: target.isInsecure, target });
  },
};
