import type { ClientBase } from 'pg';

const maxPrepared = 400;
const prepared = new WeakMap<ClientBase, Map<string, string>>();

/** The name under which a connection prepares a statement: it plans each text once. */
export function prepareOn(client: ClientBase, text: string): string {
  let names = prepared.get(client);
  if (!names) {
    names = new Map();
    prepared.set(client, names);
  }
  let name = names.get(text);
  if (name === undefined) {
    name = `form-${names.size}`;
    names.set(text, name);
  }
  return name;
}

/**
 * Whether a connection holds as many prepared statements as it may. The driver cannot forget one, so the
 * connection is to be replaced by a new one, which holds none.
 */
export function isFullyPrepared(client: ClientBase): boolean {
  return (prepared.get(client)?.size ?? 0) >= maxPrepared;
}
