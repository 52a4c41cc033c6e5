import type { ClientBase } from 'pg';

const maxPrepared = 400;
const prepared = new WeakMap<ClientBase, Map<string, string>>();

/** The name of a prepared statement. A connection plans each text once. */
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

/** The driver cannot forget prepared statements, so a full connection has to be replaced. */
export function isFullyPrepared(client: ClientBase): boolean {
  return (prepared.get(client)?.size ?? 0) >= maxPrepared;
}
