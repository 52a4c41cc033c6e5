import type { Engine } from '../../contract/engine.ts';
import { parseServerAddress } from '../../http/server-address.ts';
import { InspectorError } from '../../model/errors.ts';

const ownHost = '127.0.0.1';
const ownMachine = `http://${ownHost}:9070`;

/** Restate (https://restate.dev). A place is the address of its admin API, without a trailing slash. */
export const restateEngine: Engine = {
  kind: 'restate',
  isRemote: true,
  access: { token: 'RESTATE_AUTH_TOKEN' },
  locate: text => locateAdmin(text.trim()),
  nameOf: place => {
    const { hostname, host, port } = new URL(place);
    return hostname === ownHost && port !== '' ? `restate:${port}` : host;
  },
  open: async ({ place, target, readToken }) => {
    const token = await readToken();
    const { openRestateStore } = await import('./open-restate-store.ts');
    return openRestateStore({ url: place, token, insecure: target.isInsecure, target });
  },
};

const hostAndPort = /^(?:\/\/)?(?:[\w.-]+|\[[\da-f:]+\]):\d{1,5}(?:\/[\w./-]*)?$/i;

function locateAdmin(text: string): string {
  if (text === '') return ownMachine;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return `http://${ownHost}:${Number(text)}`;
  if (/^https?:\/\//i.test(text)) return parseServerAddress(text).shown;
  throw new InspectorError(
    'usage',
    'restate: is followed by the address of an admin API, a port of this machine, or nothing',
    {
      hint: hostAndPort.test(text)
        ? `write restate:http://${text.replace(/^\/\//, '')}`
        : `write restate:${ownMachine}, or restate: alone for that`,
    },
  );
}
