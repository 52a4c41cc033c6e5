import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

/** Clients of one server that hear of its changes. Times are those of `performance.now`. */
export type LiveClients = {
  /** When each client was told of a change. */
  readonly toldAt: readonly (readonly number[])[];
  /** How long the pages took that they read then, in ms. */
  readonly pages: readonly number[];
  /** Pages that nothing had changed of. */
  readonly unchanged: () => number;
  /** Rejects as soon as one of them loses its stream. */
  readonly lost: Promise<never>;
  readonly close: () => Promise<void>;
};

type Options = {
  readonly count: number;
  /** Whether they read the newest page and the counts after a change, at the pace of the screen's. */
  readonly areReading: boolean;
};

/** The pace of `session/follow-store.ts` and `list/list-reading.ts` of `src/state` with a remote store. */
const leastRestMs = 500;
const pageRows = 150;

export async function openLiveClients(url: string, { count, areReading }: Options): Promise<LiveClients> {
  const http = new Pool(url, { connections: count });
  const toldAt: number[][] = [];
  const pages: number[] = [];
  const closing = new AbortController();
  const { promise: lost, reject } = Promise.withResolvers<never>();
  lost.catch(() => undefined);
  let unchanged = 0;

  async function ask(path: string, tag: string | undefined): Promise<{ status: number; tag?: string }> {
    const headers = tag === undefined ? {} : { 'if-none-match': tag };
    const { statusCode, headers: said, body } = await http.request({ path, method: 'GET', headers });
    await body.dump({ limit: Number.POSITIVE_INFINITY });
    if (statusCode !== 200 && statusCode !== 304) throw new Error(`${path} was answered ${statusCode}`);
    return { status: statusCode, tag: typeof said['etag'] === 'string' ? said['etag'] : undefined };
  }

  /** Reads after each change, and rests as long as it took. */
  async function readAlong(told: readonly number[]): Promise<void> {
    let seen = 0;
    let tag: string | undefined;
    while (!closing.signal.aborted) {
      if (told.length === seen) {
        await delay(5, undefined, { signal: closing.signal }).catch(() => undefined);
        continue;
      }
      seen = told.length;
      const start = performance.now();
      const [page] = await Promise.all([
        ask(`/v1/runs?limit=${pageRows}`, tag),
        ask('/v1/counts', undefined),
      ]);
      const tookMs = performance.now() - start;
      tag = page.tag;
      if (page.status === 304) unchanged += 1;
      pages.push(tookMs);
      const restMs = Math.max(leastRestMs, tookMs);
      await delay(restMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  const streams: IncomingMessage[] = [];
  const reading: Promise<void>[] = [];
  for (let client = 0; client < count; client += 1) {
    const told: number[] = [];
    toldAt.push(told);
    const stream = await openStream(`${url}/v1/events`, () => told.push(performance.now()));
    stream.on('close', () => reject(new Error(`client ${client} lost its stream`)));
    streams.push(stream);
    if (areReading) reading.push(readAlong(told));
  }
  for (const one of reading) one.catch(reject);
  return {
    toldAt,
    pages,
    unchanged: () => unchanged,
    lost,
    async close() {
      closing.abort();
      for (const stream of streams) stream.destroy();
      await Promise.allSettled(reading);
      await http.close();
    },
  };
}

/** Resolves once the server began to answer. */
function openStream(url: string, onChanged: () => void): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers: { accept: 'text/event-stream' } }, stream => {
      stream.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('event: changed')) onChanged();
      });
      stream.on('error', () => undefined);
      resolve(stream);
    });
    request.on('error', reject);
  });
}
