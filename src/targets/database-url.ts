export const postgresSchemes: readonly string[] = ['postgres', 'postgresql'];

export function isPostgres(scheme: string | undefined): boolean {
  return scheme !== undefined && postgresSchemes.includes(scheme);
}

export function defaultPortOf(scheme: string): string {
  return defaultPorts[scheme] ?? '';
}

const defaultPorts: Readonly<Record<string, string>> = {
  postgres: '5432',
  postgresql: '5432',
  redis: '6379',
  rediss: '6379',
  clickhouse: '8123',
  clickhouses: '8443',
};

/** An address as it may be shown: without user, password and query. */
export function withoutUser(url: string): string {
  const { protocol, host, pathname, hash } = new URL(url);
  return `${protocol}//${host}${pathname}${hash}`;
}

export function withoutPassword(url: string): string {
  const { protocol, username, host, pathname, hash } = new URL(url);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}${hash}`;
}

export function isOnThisMachine(url: string): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])$/i.test(new URL(url).hostname);
}

/** Identifies a database: equal for all its addresses, whatever user, parameters and schema they have. */
export function databaseOf(url: string): string {
  const { protocol, hostname, port, pathname } = new URL(url);
  const scheme = protocol.slice(0, -1);
  const place = `${hostname.toLowerCase()}:${port || defaultPortOf(scheme)}${pathname}`;
  return `${isPostgres(scheme) ? 'postgres' : scheme}://${place}`;
}

export function schemaOf(url: string): string {
  return decodeURIComponent(new URL(url).hash.slice(1));
}

export function withSchema(url: string, schema: string): string {
  return Object.assign(new URL(url), { hash: encodeURIComponent(schema) }).href;
}
