import { connect, createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** What becomes of one connection of a client. */
export type Fault = (client: Socket, upstream: () => Socket) => void;

export type FaultProxy = {
  readonly url: string;
  /** Breaks what is open, and lets the next connections, or all further ones, go wrong like this. */
  readonly set: (fault: Fault, times?: number) => void;
  /** Breaks what is open. */
  readonly cut: () => void;
  /** Connections since the last `set`. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
};

/** Stands between a client and a server; without an upstream every fault must answer by itself. */
export async function startFaultProxy(upstreamUrl?: string): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  let fault: Fault = pass;
  let left = Number.POSITIVE_INFINITY;
  let count = 0;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer(client => {
    keep(client);
    count += 1;
    const act = left > 0 ? fault : pass;
    left -= 1;
    act(client, () => {
      if (upstreamUrl === undefined) throw new Error('there is nothing behind this proxy');
      const { hostname, port } = new URL(upstreamUrl);
      const upstream = keep(connect(Number(port), hostname));
      client.on('close', () => upstream.destroy());
      return upstream;
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    set: (next, times = Number.POSITIVE_INFINITY) => {
      fault = next;
      left = times;
      count = 0;
      cut();
    },
    cut,
    connections: () => count,
    close: async () => {
      cut();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

export const pass: Fault = (client, upstream) => {
  const server = upstream();
  client.pipe(server).pipe(client);
};

/** Every piece of both ways comes so much later, in order. */
export function late(ms: number): Fault {
  return (client, upstream) => {
    const server = upstream();
    const carry = (from: Socket, to: Socket) => {
      from.on('data', chunk => setTimeout(() => to.write(chunk), ms));
      from.on('end', () => setTimeout(() => to.end(), ms));
    };
    carry(client, server);
    carry(server, client);
  };
}

export const silent: Fault = client => client.resume();

export const refuse: Fault = client => client.resetAndDestroy();

/** Lets so many bytes of the server's answer through, and then does something else. */
export function cutAfter(bytes: number, act: (client: Socket) => void): Fault {
  return (client, upstream) => {
    const server = upstream();
    let passed = 0;
    client.on('data', chunk => server.write(chunk));
    server.on('data', chunk => {
      if (passed >= bytes) return;
      const piece = chunk.subarray(0, bytes - passed);
      passed += piece.length;
      client.write(piece, () => passed >= bytes && act(client));
    });
  };
}

export const reset = (client: Socket) => void client.resetAndDestroy();
export const finish = (client: Socket) => void client.end();
export const hang = () => {};

/** Answers the first request by itself, and ends the connection. */
export function answer(
  status: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer = '',
): Fault {
  const bytes = Buffer.from(body);
  const length = { 'content-length': String(bytes.length) };
  return onRequest(client => client.end(Buffer.concat([head(status, { ...length, ...headers }), bytes])));
}

export function json(
  value: unknown,
  status = '200 OK',
  headers: Readonly<Record<string, string>> = {},
): Fault {
  return answer(status, { 'content-type': 'application/json', ...headers }, JSON.stringify(value));
}

/** Answers with a head and then without an end, as fast as the client reads or a piece every so many ms. */
export function pour(headBytes: string | Buffer, piece: string | Buffer, everyMs?: number): Fault {
  const bytes = Buffer.from(piece);
  return onRequest(client => {
    client.write(headBytes);
    if (everyMs !== undefined) {
      const timer = setInterval(() => client.write(bytes), everyMs);
      client.on('close', () => clearInterval(timer));
      return;
    }
    const more = () => {
      while (!client.destroyed && client.write(bytes));
    };
    client.on('drain', more);
    more();
  });
}

const zippedMegabyte = gzipSync(Buffer.alloc(1_000_000, '0'));

/** So many megabytes of zeros in gzip, a thousandth of their size; each is zipped like the first. */
export function gzipBomb(megabytes: number): Fault {
  const zipped = Buffer.alloc(megabytes * zippedMegabyte.length, zippedMegabyte);
  return answer('200 OK', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, zipped);
}

export function head(status: string, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`);
}

function onRequest(act: (client: Socket) => void): Fault {
  return client => {
    client.once('data', () => act(client));
    client.resume();
  };
}
