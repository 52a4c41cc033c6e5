import type { Dispatcher } from 'undici';
import * as v from 'valibot';
import { createDeadline } from '../../async/deadline.ts';
import { mapYielding, yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import { createDispatcher } from '../../http/dispatcher.ts';
import { type HttpTimeouts, httpTimeouts } from '../../http/http-timeouts.ts';
import { type Environment, proxyOf } from '../../http/proxy-address.ts';
import { decodeBody, readBody } from '../../http/read-body.ts';
import { checkToken, parseServerAddress, type ServerAddress } from '../../http/server-address.ts';
import { withRetries } from '../../http/with-retries.ts';
import { InspectorError } from '../../model/errors.ts';
import { parseExactJson } from '../../model/payload/exact-json.ts';
import { formatDuration } from '../../model/text/formats.ts';
import { saidBy, toRefusal } from './restate-refusal.ts';

export type RestateClientOptions = {
  /** `http://host:9070`, as `restateEngine` locates it. */
  readonly url: string;
  readonly token?: string;
  /** Trusts any certificate, and lets the token go over plain HTTP. */
  readonly insecure?: boolean;
  readonly env?: Environment;
  readonly timeouts?: Partial<HttpTimeouts>;
};

type Signal = { readonly signal?: AbortSignal };

/** What a server answers to being told to do something: its HTTP status, and what it says of it. */
export type Acted = { readonly status: number; readonly message: string | undefined };

/**
 * Talks to the admin API of one Restate server (tried with 1.7.12). What goes wrong is an `InspectorError`;
 * an aborted call rejects with the signal's reason.
 */
export interface RestateClient {
  readonly location: string;
  readonly timeouts: HttpTimeouts;
  /**
   * The rows of one statement. Columns that are null are absent; integers that a number cannot hold are the
   * markers of a `bigint`.
   */
  query<S extends v.GenericSchema>(
    sql: string,
    row: S,
    options?: Signal,
  ): Promise<readonly v.InferOutput<S>[]>;
  /**
   * Sent once: a second cancel would cancel what the first one made the run do. Gives every answer below 500
   * but 401 and 403.
   */
  act(id: string, act: 'cancel' | 'kill', options?: Signal): Promise<Acted>;
  /** Idempotent. Every later call rejects. */
  close(): Promise<void>;
}

/** Opens no connection yet. Throws an `InspectorError` for an address or a token that cannot be used. */
export function createRestateClient(options: RestateClientOptions): RestateClient {
  const { token, insecure = false, env = process.env } = options;
  const address = parseServerAddress(options.url);
  if (token !== undefined) checkToken(address, token, insecure);
  const timeouts = { ...httpTimeouts, ...options.timeouts };
  const closing = new AbortController();
  const proxy = proxyOf(address, env);
  const dispatcher = createDispatcher(address, timeouts, { insecure, isBackground: false, proxy });
  const line: Line = { dispatcher, address, token, timeouts, closing: closing.signal };
  const place = { location: address.shown, proxy: proxy?.shown };
  const send = (call: Call, isRepeatable: boolean) =>
    withRetries({ place, isRepeatable, timeouts, signals: [call.signal, closing.signal] }, () =>
      exchange(line, call),
    );
  return {
    location: address.shown,
    timeouts,
    async query(sql, row, { signal } = {}) {
      // Half of a surrogate pair is in no table, and no server takes it.
      const body = JSON.stringify({ query: sql.toWellFormed() });
      const said = await send({ method: 'POST', path: '/query', body, signal }, true);
      if (said.status !== 200) throw toRefusal(said, address.shown, token);
      return readRows(said, row, address.shown);
    },
    async act(id, act, { signal } = {}) {
      const path = `/invocations/${encodeURIComponent(id)}/${act}`;
      const said = await send({ method: 'PATCH', path, signal }, false);
      const { status } = said;
      if (status >= 500 || status === 401 || status === 403 || (status >= 300 && status < 400))
        throw toRefusal(said, address.shown, token);
      return { status, message: saidBy(said, token) };
    },
    close: async () => {
      if (closing.signal.aborted) return;
      closing.abort(new InspectorError('conflict', `the connection to ${address.shown} was closed`));
      await dispatcher.destroy().catch(() => undefined);
    },
  };
}

type Line = {
  readonly dispatcher: Dispatcher;
  readonly address: ServerAddress;
  readonly token: string | undefined;
  readonly timeouts: HttpTimeouts;
  readonly closing: AbortSignal;
};

type Call = { readonly method: 'POST' | 'PATCH'; readonly path: string; readonly body?: string } & Signal;

export type Said = { readonly status: number; readonly type: string; readonly body: Buffer };

const mostBytes = 256 * 1_024 * 1_024;

/** Asks once. Throws what undici throws, and an `InspectorError` for a bound or a time that is exceeded. */
async function exchange({ dispatcher, address, token, timeouts, closing }: Line, call: Call): Promise<Said> {
  const deadline = createDeadline([call.signal, closing]);
  const { silentMs, answerMs } = timeouts;
  const last = performance.now() + answerMs;
  const onProgress = () => {
    const ms = Math.min(silentMs, Math.max(0, last - performance.now()));
    deadline.set(ms, () => timedOut(address, ms < silentMs ? answerMs : silentMs));
  };
  try {
    onProgress();
    const { statusCode, headers, body } = await dispatcher.request({
      origin: address.origin,
      path: address.basePath + call.path,
      method: call.method,
      headers: {
        'user-agent': 'runlens',
        // Without it the rows come as Arrow.
        accept: 'application/json',
        ...(address.isLoopback ? {} : { 'accept-encoding': 'gzip' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: call.body }),
      signal: deadline.signal,
    });
    const bounds = { maxBytes: mostBytes, location: address.shown, onProgress };
    const raw = await readBody(body, Number(headers['content-length'] ?? 0), bounds);
    const text = await decodeBody(raw, String(headers['content-encoding'] ?? ''), bounds);
    return { status: statusCode, type: String(headers['content-type'] ?? ''), body: text };
  } finally {
    deadline.end();
  }
}

function timedOut({ shown }: ServerAddress, ms: number): InspectorError {
  return new InspectorError('timeout', `${shown} did not answer within ${formatDuration(ms)}`, {
    hint: 'try again; if it stays so, look at the server and the network between',
  });
}

/** Parsing more than this takes its time; others get their turn before the rest is done. */
const largeBytes = 64 * 1_024;

const answerSchema = v.object({ rows: v.array(v.unknown()) });

/**
 * The rows of an answer, checked; rejects with an `InspectorError` that names what is wrong, never a value.
 */
async function readRows<S extends v.GenericSchema>(
  said: Said,
  row: S,
  location: string,
): Promise<readonly v.InferOutput<S>[]> {
  const answer = check(answerSchema, parseExactJson(said.body.toString('utf8')), location);
  if (said.body.length > largeBytes) await yieldToEventLoop();
  return mapYielding(answer.rows, value => check(row, value, location));
}

function check<S extends v.GenericSchema>(schema: S, value: unknown, location: string): v.InferOutput<S> {
  const read = v.safeParse(schema, value);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const where = v.getDotPath(issue) ?? 'the answer';
  throw new InspectorError(
    'unreadable',
    `${location} answered with data that cannot be used: ${where} must be ${issue.expected ?? 'something else'}`,
    { hint: 'is this the admin API of a Restate server?' },
  );
}
