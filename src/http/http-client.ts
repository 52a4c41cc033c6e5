import type * as v from 'valibot';
import { InspectorError } from '../model/errors.ts';
import { createDispatcher } from './dispatcher.ts';
import { type Answer, type Call, exchange, type Line, openStream, type StreamAnswer } from './exchange.ts';
import { type HttpTimeouts, httpTimeouts } from './http-timeouts.ts';
import { type Environment, proxyOf } from './proxy-address.ts';
import { readAnswer } from './read-answer.ts';
import { checkToken, parseServerAddress } from './server-address.ts';
import { withRetries } from './with-retries.ts';

export type HttpClientOptions = {
  /** `https://host[:port][/base]`. */
  readonly url: string;
  readonly token?: string;
  /** What to do where a token is missing. */
  readonly tokenAdvice?: string;
  /** Trusts any certificate, and lets a token go over plain HTTP. */
  readonly insecure?: boolean;
  /** Keeps no process alive. */
  readonly isBackground?: boolean;
  /** For the proxy variables; `process.env` unless given. */
  readonly env?: Environment;
  readonly timeouts?: Partial<HttpTimeouts>;
};

/**
 * A request; `isRepeatable` says that the server does no more when it gets it twice, and is so for every GET.
 */
export type HttpCall = Call & { readonly isRepeatable?: boolean };

/**
 * Talks to one server. What goes wrong is an `InspectorError` (`refusalOf` tells the HTTP status behind it,
 * if there is one); an aborted call rejects with the signal's reason.
 */
export interface HttpClient {
  /** The server's address as it may be shown. */
  readonly location: string;
  /** Host and port of the proxy between, if there is one. */
  readonly proxy: string | undefined;
  readonly timeouts: HttpTimeouts;
  /** An answer of status 2xx or 304, as bytes; tried again where that is harmless. */
  send(call: HttpCall): Promise<Answer>;
  /** The JSON of an answer, checked. */
  ask<S extends v.GenericSchema>(call: HttpCall, schema: S): Promise<v.InferOutput<S>>;
  /** A stream of events; one try. Its chunks must be read. */
  stream(call: HttpCall): Promise<StreamAnswer>;
  /** Ends everything that is under way at once; closing twice is fine, every call after it rejects. */
  close(): Promise<void>;
}

/** Opens no connection yet. Throws an `InspectorError` for an address or a token that cannot be used. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { token, tokenAdvice, insecure = false, isBackground = false, env = process.env } = options;
  const address = parseServerAddress(options.url);
  if (token !== undefined) checkToken(address, token, insecure);
  const timeouts = { ...httpTimeouts, ...options.timeouts };
  const closing = new AbortController();
  const proxy = proxyOf(address, env);
  const dispatcher = createDispatcher(address, timeouts, { insecure, isBackground, proxy });
  const line: Line = { dispatcher, address, token, tokenAdvice, timeouts, closing: closing.signal };
  const place = { location: address.shown, proxy: proxy?.shown };

  const send = (call: HttpCall) => attempt(call, call.isRepeatable ?? call.method !== 'POST', exchange);
  const attempt = <T>(call: HttpCall, isRepeatable: boolean, act: (line: Line, call: Call) => Promise<T>) =>
    withRetries({ place, isRepeatable, timeouts, signals: [call.signal, closing.signal] }, () =>
      act(line, call),
    );
  return {
    ...place,
    timeouts,
    send,
    ask: async (call, schema) => readAnswer(schema, await send(call), address.shown),
    stream: call => attempt(call, false, openStream),
    close: async () => {
      if (closing.signal.aborted) return;
      closing.abort(new InspectorError('conflict', `the connection to ${address.shown} was closed`));
      await dispatcher.destroy().catch(() => undefined);
    },
  };
}
