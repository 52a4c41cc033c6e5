import type { Engine } from '../../contract/engine.ts';
import { InspectorError } from '../../model/errors.ts';
import { databaseHint, isDatabaseAddress } from '../database-address.ts';

const protocols = ['clickhouse', 'clickhouses'];
const ports: Readonly<Record<string, string>> = { clickhouse: '8123', clickhouses: '8443' };
const nativePorts = ['9000', '9440'];
const ownMachine = 'clickhouse://127.0.0.1:8123';

/**
 * Traces in ClickHouse, as the exporter of OpenTelemetry's Collector writes them. A place is the address of
 * the HTTP interface, with its password; the name of the table, where there are several, follows `#`.
 */
export const clickhouseEngine: Engine = {
  kind: 'clickhouse',
  ownProtocols: protocols,
  isRemote: true,
  access: 'database',
  passwordVariable: 'CLICKHOUSE_PASSWORD',
  isOverHttp: true,
  locate: text => locateServer(text.trim()),
  nameOf(place) {
    const { hostname, pathname, hash } = new URL(place);
    const isOwn = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
    const database = decodeURIComponent(pathname.slice(1) || hash.slice(1));
    return (database || (isOwn ? 'clickhouse' : `clickhouse:${hostname}`)).replaceAll(',', '_');
  },
  async open({ place, target, readToken }) {
    const { password } = new URL(place);
    const token = password === '' ? await readToken() : decodeURIComponent(password);
    const { openClickhouseStore } = await import('./open-clickhouse-store.ts');
    return openClickhouseStore({ place, password: token, insecure: target.isInsecure, target });
  },
};

function locateServer(given: string): string {
  if (given === '') return ownMachine;
  if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return `clickhouse://127.0.0.1:${given}`;
  const text = given
    .replace(/^\/\//, 'clickhouse://')
    .replace(/^http(s?):\/\//i, (_, tls: string) => `clickhouse${tls.toLowerCase()}://`);
  if (isDatabaseAddress(text, protocols)) return toPlace(text);
  throw new InspectorError('usage', 'clickhouse: is followed by the address of a server, or by nothing', {
    hint: databaseHint('clickhouse://user@host:8123/otel'),
  });
}

function toPlace(text: string): string {
  const url = new URL(text);
  const { hostname, searchParams, pathname, hash } = url;
  if (hostname === '') throw noServer('it names no host');
  const names = [...searchParams.keys()];
  const isSecure = [...searchParams].some(([name, value]) => isTls(name) && !/^(?:0|false|no)$/i.test(value));
  if (!names.every(isTls)) throw noServer('of the options after "?" it takes secure=true alone');
  if (pathname.slice(1).includes('/')) throw noServer('its path is the name of a database');
  const scheme = isSecure ? 'clickhouses' : url.protocol.slice(0, -1);
  const port = url.port || (ports[scheme] ?? '');
  if (nativePorts.includes(port)) throw noServer(`${port} is the port of its own protocol`);
  const user = url.username === '' ? '' : url.username + (url.password && `:${url.password}`);
  return `${scheme}://${user && `${user}@`}${hostname}:${port}${pathname === '/' ? '' : pathname}${hash}`;
}

function isTls(name: string): boolean {
  return name === 'secure' || name === 'tls';
}

function noServer(reason: string): InspectorError {
  return new InspectorError('usage', `that is not the address of ClickHouse over HTTP: ${reason}`, {
    hint: 'write clickhouse://host:8123/database, or clickhouses://host:8443/database with TLS; a table follows #',
  });
}
