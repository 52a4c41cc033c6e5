import type * as v from 'valibot';
import type { Environment } from '../model/environment.ts';
import { InspectorError } from '../model/errors.ts';
import { createDispatcher, proxyOf } from './dispatcher.ts';
import type { ServerKind } from './http-refusal.ts';
import { openStream, type StreamResponse } from './open-stream.ts';
import { readJsonResponse } from './read-json-response.ts';
import { runlensServer } from './runlens-server.ts';
import { checkToken, parseServerAddress } from './server-address.ts';
import {
  type HttpRequest,
  type HttpResponse,
  type ServerConnection,
  sendRequest,
} from './server-connection.ts';
import { type HttpTiming, httpTiming, withRetries } from './with-retries.ts';

export type HttpClientOptions = {
  readonly url: string;
  readonly token?: string;
  readonly tokenAdvice?: string;
  /** Trusts any certificate, and sends a token over plain HTTP too. */
  readonly insecure?: boolean;
  /** Never keeps the process alive. */
  readonly isBackground?: boolean;
  /** The proxy variables; by default `process.env`. */
  readonly env?: Environment;
  readonly timeouts?: Partial<HttpTiming>;
  /** By default a runlens server. */
  readonly kind?: ServerKind;
};

type RetriableRequest = HttpRequest & {
  /** Whether a second delivery is harmless; by default for GET only. */
  readonly isRepeatable?: boolean;
};

/** Rejects with an `InspectorError` (`refusalOf` has the HTTP status) or an aborted signal's reason. */
export interface HttpClient {
  /** The server's address, without secrets. */
  readonly location: string;
  /** Host and port. */
  readonly proxy: string | undefined;
  readonly timeouts: HttpTiming;
  send(request: RetriableRequest): Promise<HttpResponse>;
  requestJson<S extends v.GenericSchema>(request: RetriableRequest, schema: S): Promise<v.InferOutput<S>>;
  /** Without retries. The chunks must be read. */
  openStream(request: HttpRequest): Promise<StreamResponse>;
  /** Aborts all requests. Idempotent; every later request rejects. */
  close(): Promise<void>;
}

/** Opens no connection yet. Throws an `InspectorError` for an invalid address or token. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { token, tokenAdvice, insecure = false, isBackground = false, env = process.env } = options;
  const address = parseServerAddress(options.url);
  if (token !== undefined) checkToken(address, token, insecure);
  const timeouts = { ...httpTiming, ...options.timeouts };
  const controller = new AbortController();
  const { signal: closing } = controller;
  const proxy = proxyOf(address, env);
  const dispatcher = createDispatcher(address, timeouts, { insecure, isBackground, proxy });
  const { kind = runlensServer } = options;
  const { transientStatuses } = kind;
  const shared = { kind, timeouts, isBackground, closing };
  const connection: ServerConnection = { dispatcher, address, token, tokenAdvice, ...shared };
  const server = { location: address.shown, proxy: proxy?.shown };

  const send = (request: RetriableRequest): Promise<HttpResponse> => {
    const isRepeatable = request.isRepeatable ?? (request.method ?? 'GET') === 'GET';
    const signals = [request.signal, closing];
    return withRetries({ server, isRepeatable, transientStatuses, timeouts, signals }, () =>
      sendRequest(connection, request),
    );
  };
  return {
    ...server,
    timeouts,
    send,
    requestJson: async (request, schema) => readJsonResponse(schema, await send(request), address.shown),
    openStream: request =>
      withRetries(
        { server, isRepeatable: false, transientStatuses, timeouts, signals: [request.signal, closing] },
        () => openStream(connection, request),
      ),
    close: async () => {
      if (closing.aborted) return;
      controller.abort(new InspectorError('conflict', `the connection to ${address.shown} was closed`));
      await dispatcher.destroy().catch(() => undefined);
    },
  };
}
