import type * as v from 'valibot';
import type { Environment } from '../model/environment.ts';
import { InspectorError } from '../model/errors.ts';
import { createDispatcher } from './dispatcher.ts';
import { type HttpTimeouts, httpTimeouts } from './http-timeouts.ts';
import { openStream, type StreamResponse } from './open-stream.ts';
import { proxyOf } from './proxy-address.ts';
import { readJsonResponse } from './read-json-response.ts';
import { runlensServer } from './runlens-server.ts';
import { type HttpResponse, sendRequest } from './send-request.ts';
import { checkToken, parseServerAddress } from './server-address.ts';
import type { HttpRequest, ServerConnection } from './server-connection.ts';
import type { ServerKind } from './server-kind.ts';
import { withRetries } from './with-retries.ts';

export type HttpClientOptions = {
  /** `https://host[:port][/base]`. */
  readonly url: string;
  readonly token?: string;
  /** What to do where a token is missing. */
  readonly tokenAdvice?: string;
  /** Trusts any certificate, and sends a token over plain HTTP too. */
  readonly insecure?: boolean;
  /** Does not keep the process alive. */
  readonly isBackground?: boolean;
  /** For the proxy variables; `process.env` unless given. */
  readonly env?: Environment;
  readonly timeouts?: Partial<HttpTimeouts>;
  /** A runlens server unless given. */
  readonly kind?: ServerKind;
};

export type RetriableRequest = HttpRequest & {
  /** Whether the server does no more when it gets the request twice; so for every GET. */
  readonly isRepeatable?: boolean;
};

/**
 * Talks to one server. Expected failures are `InspectorError`s (`refusalOf` gives the HTTP status behind one,
 * if there is one); an aborted request rejects with the signal's reason.
 */
export interface HttpClient {
  /** The server's address as it may be shown. */
  readonly location: string;
  /** Host and port of the proxy between, if there is one. */
  readonly proxy: string | undefined;
  readonly timeouts: HttpTimeouts;
  /** Retries where that is harmless. */
  send(request: RetriableRequest): Promise<HttpResponse>;
  /** The JSON of a response, checked by the schema. */
  requestJson<S extends v.GenericSchema>(request: RetriableRequest, schema: S): Promise<v.InferOutput<S>>;
  /** Opens a stream of events, once. Its chunks must be read. */
  openStream(request: HttpRequest): Promise<StreamResponse>;
  /** Ends all requests at once. Idempotent; every later request rejects. */
  close(): Promise<void>;
}

/** Opens no connection yet. Throws an `InspectorError` for an address or a token that cannot be used. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { token, tokenAdvice, insecure = false, isBackground = false, env = process.env } = options;
  const address = parseServerAddress(options.url);
  if (token !== undefined) checkToken(address, token, insecure);
  const timeouts = { ...httpTimeouts, ...options.timeouts };
  const controller = new AbortController();
  const { signal: closing } = controller;
  const proxy = proxyOf(address, env);
  const dispatcher = createDispatcher(address, timeouts, { insecure, isBackground, proxy });
  const { kind = runlensServer } = options;
  const connection: ServerConnection = { dispatcher, address, token, tokenAdvice, kind, timeouts, closing };
  const server = { location: address.shown, proxy: proxy?.shown };

  const send = (request: RetriableRequest): Promise<HttpResponse> => {
    const isRepeatable = request.isRepeatable ?? (request.method ?? 'GET') === 'GET';
    const signals = [request.signal, closing];
    return withRetries({ server, isRepeatable, timeouts, signals }, () => sendRequest(connection, request));
  };
  return {
    ...server,
    timeouts,
    send,
    requestJson: async (request, schema) => readJsonResponse(schema, await send(request), address.shown),
    openStream: request =>
      withRetries({ server, isRepeatable: false, timeouts, signals: [request.signal, closing] }, () =>
        openStream(connection, request),
      ),
    close: async () => {
      if (closing.aborted) return;
      controller.abort(new InspectorError('conflict', `the connection to ${address.shown} was closed`));
      await dispatcher.destroy().catch(() => undefined);
    },
  };
}
