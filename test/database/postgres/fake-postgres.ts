import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

const sslRequest = 80_877_103;
const passwordMessage = 0x70;
/** AuthenticationCleartextPassword: `R`, a length of 8, the code 3. */
const wantsPassword = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]);
/** AuthenticationOk, BackendKeyData, and ReadyForQuery. */
const welcome = Buffer.from([
  ...[0x52, 0, 0, 0, 8, 0, 0, 0, 0],
  ...[0x4b, 0, 0, 0, 12, 0, 0, 0, 7, 0, 0, 0, 7],
  ...[0x5a, 0, 0, 0, 5, 0x49],
]);

export type FakePostgres = {
  readonly port: number;
  /** All bytes that were received, as text. */
  readonly received: () => string;
  /** How many connections the client has not ended. */
  readonly openSockets: () => number;
};

/**
 * Listens as a PostgreSQL server that asks for a password in clear text, but not the first `welcomed`
 * connections, and then waits.
 */
export async function startFakePostgres({ welcomed = 0 } = {}): Promise<FakePostgres> {
  let started = 0;
  const chunks: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('end', () => sockets.delete(socket));
    socket.on('data', bytes => {
      chunks.push(bytes.toString('latin1'));
      if (bytes[0] === passwordMessage) socket.destroy();
      if (bytes[0] !== 0) return;
      if (bytes.readUInt32BE(4) === sslRequest) return void socket.write('N');
      started += 1;
      socket.write(started <= welcomed ? welcome : wantsPassword);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { port, received: () => chunks.join(''), openSockets: () => sockets.size };
}
