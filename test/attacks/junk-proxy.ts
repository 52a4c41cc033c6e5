import { parentPort, workerData } from 'node:worker_threads';
import { type Fault, head, startFaultProxy } from '../http/fault-proxy.ts';

export type JunkOptions = {
  readonly upstream: string;
  /** Streams of paths with this beginning are junk. */
  readonly path: string;
  /** Sent again and again, as fast as it is taken. */
  readonly piece: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
};

const { upstream, path, piece, headers }: JunkOptions = workerData;

/** Passes every request on but those for junk. */
const pourJunk: Fault = (client, openUpstream) => {
  const server = openUpstream();
  server.pipe(client);
  const onData = (chunk: Buffer) => {
    if (!chunk.toString('latin1').startsWith(`GET ${path}`)) return void server.write(chunk);
    client.off('data', onData).resume();
    server.unpipe(client);
    client.write(head('200 OK', { 'content-type': 'text/event-stream', ...headers }));
    const more = () => {
      while (!client.destroyed && client.write(piece));
    };
    client.on('drain', more);
    more();
  };
  client.on('data', onData);
};

const proxy = await startFaultProxy(upstream);
proxy.set(pourJunk);
parentPort?.postMessage(proxy.url);
