import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a pooler does to the settings at the start of a session. */
export type PoolerKind = 'refuses settings' | 'ignores settings';

/**
 * A server before PostgreSQL that starts sessions as PgBouncer does: by its default, or with `options` in
 * `ignore_startup_parameters`. Gives the address of the database through it.
 */
export async function startPooler(url: string, kind: PoolerKind): Promise<string> {
  const { port, hostname } = new URL(url);
  const sockets = new Set<Socket>();
  const pooler = createServer(client => {
    sockets.add(client);
    client.once('data', start => {
      const parameters = parametersOf(start);
      if (kind === 'refuses settings' && parameters.has('options')) {
        client.end(refusal('unsupported startup parameter in options: jit'));
        return;
      }
      const server = connect(Number(port), hostname);
      sockets.add(server);
      parameters.delete('options');
      server.write(startOf(parameters));
      client.pipe(server).pipe(client);
      for (const socket of [client, server]) socket.on('error', () => {});
    });
  }).listen(0, '127.0.0.1');
  await once(pooler, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    pooler.close();
  });
  const address = pooler.address();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(address.port) }).href;
}

/** See "StartupMessage" and "ErrorResponse" in PostgreSQL's "Message Formats". */
function parametersOf(start: Buffer): Map<string, string> {
  const words = start.subarray(8).toString().split('\0');
  return new Map(words.flatMap((word, at) => (at % 2 === 0 && word ? [[word, words[at + 1] ?? '']] : [])));
}

function startOf(parameters: ReadonlyMap<string, string>): Buffer {
  const words = Buffer.from(`${[...parameters].flat().join('\0')}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(words.length + 8);
  head.writeInt32BE(196_608, 4);
  return Buffer.concat([head, words]);
}

function refusal(message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C08P01\0M${message}\0\0`);
  const head = Buffer.from('E\0\0\0\0');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
