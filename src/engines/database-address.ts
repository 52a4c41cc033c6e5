export const postgresProtocols = ['postgres', 'postgresql'];

/** Whether a text is the address of a database, in which each part is where its writer meant it to be. */
export function isDatabaseAddress(text: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hostname, pathname, search, hash } = new URL(text);
  if (!protocols.includes(protocol.slice(0, -1))) return false;
  // A `/`, `?` or `#` of a password ends the host; what follows it would be shown.
  const rest = username === '' ? pathname + search + hash : pathname + hash;
  return !rest.includes('@') && isDecodable([username, password, hostname, pathname, hash].join(' '));
}

export function databaseHint(form: string): string {
  return `write it like ${form}; in a password write @ as %40, / as %2F, ? as %3F, # as %23, % as %25`;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
