import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export type BadLine = {
  /** The database's address over this line. */
  readonly url: string;
  /** What programs send that holds this text arrives so much later. */
  readonly hold: (text: string, ms: number) => void;
  /**
   * From now on nothing of the connections that are open comes through, in either direction; new ones work,
   * unless `all` are frozen.
   */
  readonly freeze: (which?: 'open' | 'all') => void;
};

/** A line between programs and a database that does what the test says; ended with the test. */
export async function openBadLine(to: string): Promise<BadLine> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  const frozen = new WeakSet<Socket>();
  let areAllFrozen = false;
  let held: { readonly text: string; readonly ms: number } | undefined;

  function pass(from: Socket, into: Socket): void {
    let last = Promise.resolve();
    sockets.add(from);
    if (areAllFrozen) frozen.add(from);
    from.on('error', () => {});
    from.on('data', chunk => {
      const ms = held && chunk.includes(held.text) ? held.ms : 0;
      last = last.then(async () => {
        if (ms > 0) await delay(ms);
        if (!frozen.has(from)) into.write(chunk);
      });
    });
    from.on('close', () => {
      sockets.delete(from);
      if (!frozen.has(from)) into.destroy();
    });
  }

  const server = createServer(program => {
    const database = connect({ host: hostname, port: Number(port) });
    pass(program, database);
    pass(database, program);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: Object.assign(new URL(to), { hostname: '127.0.0.1', port: String(address.port) }).href,
    hold(text, ms) {
      held = { text, ms };
    },
    freeze(which = 'open') {
      areAllFrozen = which === 'all';
      for (const socket of sockets) frozen.add(socket);
    },
  };
}
