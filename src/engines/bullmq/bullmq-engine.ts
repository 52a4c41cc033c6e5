import type { Engine } from '../../contract/engine.ts';
import { InspectorError } from '../../model/errors.ts';
import { isDatabaseAddress } from '../database-address.ts';

const ownMachine = 'redis://127.0.0.1:6379';
const protocols = ['redis', 'rediss'];
const passwordVariable = 'REDISCLI_AUTH';

/**
 * BullMQ (https://bullmq.io) on Redis, Valkey or PostgreSQL. A place is the address of the server, with its
 * password; the prefix of the keys, where it is not `bull`, follows `#`, as does the schema of the tables.
 */
export const bullmqEngine: Engine = {
  kind: 'bullmq',
  ownProtocols: protocols,
  isRemote: true,
  access: 'database',
  passwordVariable,
  locate: text => locateServer(text.trim()),
  nameOf: place => {
    const { hostname, port, pathname, hash } = new URL(place);
    const named = decodeURIComponent(hash.slice(1) || (isPostgres(place) ? pathname.slice(1) : ''));
    return named.replaceAll(',', '_') || `bullmq:${isOwn(hostname) ? port : hostname}`;
  },
  open: async ({ place, target, writtenBy, projectFolder, secretVariables }) => {
    const isForeign = writtenBy === 'project';
    const options = {
      place: isForeign ? place : withPassword(place),
      ...{ target, projectFolder: projectFolder(), secretVariables },
    };
    if (isPostgres(place)) {
      const { openBullmqTablesStore } = await import('./open-bullmq-tables-store.ts');
      return openBullmqTablesStore({ ...options, isForeign });
    }
    const { openBullmqStore } = await import('./open-bullmq-store.ts');
    return openBullmqStore(options);
  },
};

function isPostgres(place: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(place);
}

function isOwn(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
}

/** The variable of redis-cli, or of PostgreSQL, counts where the address has no password. */
function withPassword(place: string): string {
  const url = new URL(place);
  const password = process.env[isPostgres(place) ? 'PGPASSWORD' : passwordVariable];
  if (password && url.password === '') url.password = encodeURIComponent(password);
  return url.href;
}

function locateServer(text: string): string {
  if (text === '' || text.startsWith('#')) return toPlace(`${ownMachine}${text}`);
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return toPlace(`redis://127.0.0.1:${Number(text)}`);
  if (isDatabaseAddress(text, protocols)) return toPlace(text);
  if (isPostgres(text) && URL.canParse(text)) return text;
  throw new InspectorError(
    'usage',
    'bullmq: is followed by the address of Redis, Valkey or PostgreSQL, a port of this machine, or nothing',
    {
      hint: `write bullmq:${ownMachine}, rediss:// where the server uses TLS; a prefix other than bull follows #`,
    },
  );
}

/** With a port, and the number of the database where it is not 0. */
function toPlace(text: string): string {
  const url = new URL(text);
  const database = url.pathname.replace(/\/$/, '').slice(1);
  if (url.hostname === '') throw noServer('it names no host');
  if (url.search !== '') throw noServer('it takes no options after "?"');
  if (!/^\d{0,5}$/.test(database)) throw noServer('its path is the number of a database, such as /1');
  if (url.port === '') url.port = '6379';
  url.pathname = Number(database) === 0 ? '' : `/${Number(database)}`;
  return url.href;
}

function noServer(reason: string): InspectorError {
  const hint =
    'write redis://host:6379/0#prefix, with user and password before the host where it asks for them';
  return new InspectorError('usage', `that is not the address of Redis or Valkey: ${reason}`, { hint });
}
