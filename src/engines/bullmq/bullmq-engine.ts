import { InspectorError } from '../../model/errors.ts';
import { isDatabaseAddress, postgresProtocols } from '../database-address.ts';
import { type KnownEngine, schemaOfPlace, withPassword } from '../kit/database-place.ts';

const ownMachine = 'redis://127.0.0.1:6379';
const protocols = ['redis', 'rediss'];
const passwordVariable = 'REDISCLI_AUTH';
const known = { table: 'job', columns: ['queue', 'seq', 'added_at_ms', 'attempts_started', 'pending_deps'] };

/**
 * BullMQ (https://bullmq.io) on Redis, Valkey or PostgreSQL. A place is the address of the server, with its
 * password; the prefix of the keys, where it is not `bull`, follows `#`, as does the schema of the tables.
 */
export const bullmqEngine: KnownEngine = {
  kind: 'bullmq',
  ownProtocols: protocols,
  isRemote: true,
  access: 'database',
  known,
  passwordVariable,
  locate: text => locateServer(text.trim()),
  nameOf(place) {
    const { hostname, port, pathname } = new URL(place);
    const named = schemaOfPlace(place) || (isPostgres(place) ? decodeURIComponent(pathname.slice(1)) : '');
    const isOwn = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
    return named.replaceAll(',', '_') || `bullmq:${isOwn ? port : hostname}`;
  },
  async open({ isForeign, projectFolder, ...options }) {
    const place = withPassword(
      options.place,
      isForeign,
      isPostgres(options.place) ? undefined : passwordVariable,
    );
    const storeOptions = { ...options, place, isForeign, known, projectFolder: projectFolder() };
    if (isPostgres(place)) {
      const { openBullmqTablesStore } = await import('./open-bullmq-tables-store.ts');
      return openBullmqTablesStore(storeOptions);
    }
    const { openBullmqStore } = await import('./open-bullmq-store.ts');
    return openBullmqStore(storeOptions);
  },
};

function isPostgres(place: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(place);
}

function locateServer(text: string): string {
  if (text === '' || text.startsWith('#')) return toPlace(`${ownMachine}${text}`);
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return toPlace(`redis://127.0.0.1:${Number(text)}`);
  if (isDatabaseAddress(text, protocols)) return toPlace(text);
  if (isPostgres(text) && isDatabaseAddress(text, postgresProtocols)) return text;
  throw new InspectorError(
    'usage',
    'bullmq: is followed by the address of Redis, Valkey or PostgreSQL, a port of this machine, or nothing',
    {
      hint: `write bullmq:${ownMachine}, rediss:// where the server uses TLS; a prefix other than bull follows #`,
    },
  );
}

function toPlace(text: string): string {
  const url = new URL(text);
  const database = url.pathname.replace(/\/$/, '').slice(1);
  if (url.hostname === '') throw noServer('it names no host');
  if (url.search !== '') throw noServer('it takes no options after "?"');
  if (!/^\d{0,5}$/.test(database)) throw noServer('its path is the number of a database, such as /1');
  url.port ||= '6379';
  url.pathname = Number(database) === 0 ? '' : `/${Number(database)}`;
  return url.href;
}

function noServer(reason: string): InspectorError {
  return new InspectorError('usage', `that is not the address of Redis or Valkey: ${reason}`, {
    hint: 'write redis://host:6379/0#prefix, with user and password before the host where it asks for them',
  });
}
