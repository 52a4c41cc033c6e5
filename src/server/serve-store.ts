import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { withTimeout } from '../async/deadline.ts';
import type { Scope, ServedStore } from '../contract/served-store.ts';
import { InspectorError } from '../model/errors.ts';
import { isLoopbackHost } from '../model/loopback.ts';
import type { Access } from './access/authenticate.ts';
import { createBodyParser } from './bodies/body-parser.ts';
import { createApp } from './create-app.ts';
import { addressOf, listen, urlOf } from './listen.ts';
import type { RequestLine } from './request/request-log.ts';
import { respondToBadHeads, respondToBadRequest } from './responses/raw-responses.ts';
import { createRunRenderer } from './responses/run-renderer.ts';
import {
  createHookStarts,
  createStartHook,
  type StartHookTiming,
  startHookTiming,
} from './routes/start-hook.ts';
import { createEventBroadcaster } from './streams/event-broadcaster.ts';

export type ServeOptions = {
  /** Closed with the server. */
  readonly served: ServedStore;
  readonly version: string;
  /** A host name or an address; loopback by default. */
  readonly host?: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly startUrl?: URL;
  readonly startTiming?: StartHookTiming;
  readonly log?: (line: RequestLine) => void;
  readonly reportBug?: (error: unknown, requestId?: string) => void;
  readonly stopMs?: number;
  readonly timeouts?: RequestTimeouts;
};

/** Time limits for the arrival of a request, and how often they are checked. */
export type RequestTimeouts = {
  readonly headMs: number;
  readonly requestMs: number;
  readonly checkMs: number;
};

export type RunningServer = {
  readonly url: string;
  readonly needsToken: boolean;
  /** Ends the streams, waits up to `stopMs` for open requests, and closes the store. Can be repeated. */
  readonly close: () => Promise<void>;
};

export const defaultTimeouts: RequestTimeouts = { headMs: 15_000, requestMs: 120_000, checkMs: 2_000 };
export const defaultStopMs = 10_000;
/** Enough for the longest filter with each character percent-encoded. */
export const headBytes = 64 * 1_024;
export const keepAliveMs = 75_000;
/** A connection that neither sends nor takes a byte for this long is closed. */
export const idleMs = 120_000;

/** Rejects with an `InspectorError` when it cannot listen, or needs tokens and has none. */
export async function serveStore(options: ServeOptions): Promise<RunningServer> {
  const { served, version, startUrl, log, reportBug = () => {}, host = '127.0.0.1', port } = options;
  const address = await addressOf(host);
  const hasTokens = (await served.tokens.list()).length > 0;
  const access: Access = isLoopbackHost(address) ? 'loopback' : 'tokens';
  if (access === 'tokens' && !hasTokens) throw needsTokens(host, 'read');
  const broadcaster = createEventBroadcaster(served, { reportBug });
  const threads = { bodyParser: createBodyParser(), renderer: createRunRenderer() };
  const ending = new AbortController();
  const { answerMs, giveUpMs } = options.startTiming ?? startHookTiming;
  const isRecorded = async (id: string) => (await served.store.getRun(id)) !== undefined;
  const hook = startUrl && createStartHook(startUrl, { giveUpMs, ending: ending.signal });
  const startHook = hook && createHookStarts(hook, { isRecorded, answerMs });
  const app = createApp({ served, version, access, startHook, log, reportBug, broadcaster, ...threads });
  const listener = getRequestListener(app.fetch, { errorHandler: respondToBadRequest });
  const server = createListener(listener, options.timeouts);
  await listen(server, address, port);
  let closing: Promise<void> | undefined;
  return {
    url: urlOf(server, host),
    needsToken: hasTokens,
    close() {
      closing ??= stop(server, () => broadcaster.end(), options.stopMs ?? defaultStopMs)
        .then(() => ending.abort())
        .then(() => Promise.all([threads.bodyParser.close(), threads.renderer.close()]))
        .then(() => served.close());
      return closing;
    },
  };
}

export function createListener(
  listener: ReturnType<typeof getRequestListener>,
  { headMs, requestMs, checkMs }: RequestTimeouts = defaultTimeouts,
): Server {
  const server = createServer({
    maxHeaderSize: headBytes,
    headersTimeout: headMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkMs,
    // Longer than that of load balancers, so that they never use a connection that is closing.
    keepAliveTimeout: keepAliveMs,
    noDelay: true,
  });
  // The size is limited already, and dropping a header could hide that a request came through a proxy.
  server.maxHeadersCount = 0;
  server.timeout = idleMs;
  respondToBadHeads(server);
  server.on('request', listener);
  return server;
}

export function needsTokens(host: string, scope: Scope): InspectorError {
  return new InspectorError('usage', `${host} can be reached by others, and there are no tokens`, {
    hint: `make one first: runlens serve token add --name NAME --scope ${scope}`,
  });
}

export async function stop(server: Server, endStreams: () => void, stopMs: number): Promise<void> {
  let isClosed = false;
  const closed = new Promise<void>(resolve => server.close(() => resolve())).then(() => {
    isClosed = true;
  });
  endStreams();
  const end = performance.now() + stopMs;
  while (!isClosed && performance.now() < end) {
    server.closeIdleConnections();
    await withTimeout(closed, 20);
  }
  server.closeAllConnections();
  await closed;
}
