import pg from 'pg';
import { InspectorError } from '../../model/errors.ts';
import { showUrl } from './show-url.ts';
import type { SocketSet } from './socket-set.ts';

/**
 * What counts of the address of a stranger: host, port, user and database, and that certificates are checked.
 * Everything is given, so that the driver takes nothing from `PG…` variables; `PGSSLMODE` alone holds.
 */
export function foreignServer(address: URL, sockets: SocketSet): pg.ClientConfig {
  const { hostname, port, username, pathname, searchParams } = address;
  const user = decodeURIComponent(username) || pg.defaults.user;
  return {
    host: hostname.replace(/^\[(.+)\]$/, '$1') || 'localhost',
    port: Number(port || 5432),
    user,
    database: decodeURIComponent(pathname.slice(1)) || user,
    client_encoding: 'UTF8',
    sslnegotiation: 'postgres',
    password: async () => {
      // The driver leaves the connection open, and so may the server.
      setImmediate(sockets.destroyAll);
      throw passwordRefused(address);
    },
    ...(searchParams.has('sslmode') ? { ssl: true } : {}),
  };
}

function passwordRefused(address: URL): InspectorError {
  const { hostname, port } = address;
  const message = `${showUrl(address.href)} asks for a password: none is sent to an address from a project's file`;
  return new InspectorError('auth', message, {
    hint: `PGPASSWORD_ORIGIN=postgres://${hostname}:${port || 5432} allows it; so does the address in your own configuration`,
  });
}
