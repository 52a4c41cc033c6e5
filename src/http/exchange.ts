import type { Dispatcher } from 'undici';
import { createDeadline, type Deadline } from '../async/deadline.ts';
import { InspectorError } from '../model/errors.ts';
import { formatDuration } from '../model/text/formats.ts';
import { toRefusalError } from './http-refusal.ts';
import type { HttpTimeouts } from './http-timeouts.ts';
import { type BodyBounds, decodeBody, readBeginning, readBody } from './read-body.ts';
import type { ServerAddress } from './server-address.ts';

/** What every request of a client goes over. */
export type Line = {
  readonly dispatcher: Dispatcher;
  readonly address: ServerAddress;
  readonly token: string | undefined;
  readonly tokenAdvice: string | undefined;
  readonly timeouts: HttpTimeouts;
  /** Aborts when the client is closed. */
  readonly closing: AbortSignal;
};

export type Call = {
  readonly method?: 'GET' | 'POST';
  /** From the base of the address on, with its query, encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or with a `content-encoding` among the headers whatever that says. */
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Of the answer, unzipped. */
  readonly maxBytes?: number;
};

export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** An answer of status 2xx or 304. */
export type Answer = { readonly status: number; readonly headers: AnswerHeaders; readonly body: Buffer };

const mostBytes = 256 * 1_024 * 1_024;
const refusalBytes = 64 * 1_024;

/**
 * Asks once. Throws what undici throws, and an `InspectorError` for a refusal, a bound or a time that is
 * exceeded.
 */
export async function exchange(line: Line, call: Call): Promise<Answer> {
  const deadline = createDeadline([call.signal, line.closing]);
  const { silentMs, answerMs } = line.timeouts;
  const last = performance.now() + answerMs;
  const onProgress = () => {
    const leftMs = Math.max(0, last - performance.now());
    deadline.set(Math.min(silentMs, leftMs), () => timedOut(line, leftMs < silentMs ? answerMs : silentMs));
  };
  try {
    onProgress();
    const { statusCode, headers, body } = await send(line, call, deadline, acceptJson(line));
    if (!isAnswer(statusCode)) throw await refused(line, statusCode, headers, body);
    const location = line.address.shown;
    const bounds: BodyBounds = { maxBytes: call.maxBytes ?? mostBytes, location, onProgress };
    const raw = await readBody(body, Number(headers['content-length'] ?? 0), bounds);
    const text = await decodeBody(raw, String(headers['content-encoding'] ?? ''), bounds);
    return { status: statusCode, headers, body: text };
  } finally {
    deadline.end();
  }
}

export type StreamAnswer = {
  readonly headers: AnswerHeaders;
  /** Rejects when nothing comes for as long as the client's timeouts say. */
  readonly chunks: AsyncIterable<Buffer>;
};

/** Opens a stream of events; its chunks must be read, and it ends with the reading. */
export async function openStream(line: Line, call: Call): Promise<StreamAnswer> {
  const deadline = createDeadline([call.signal, line.closing]);
  const { streamOpenMs } = line.timeouts;
  try {
    deadline.set(streamOpenMs, () => heldBack(line));
    const { statusCode, headers, body } = await send(line, call, deadline, acceptEvents);
    if (statusCode !== 200) throw await refused(line, statusCode, headers, body);
    return { headers, chunks: readChunks(line, body, deadline) };
  } catch (thrown) {
    deadline.end();
    throw thrown;
  }
}

async function* readChunks(
  line: Line,
  body: Dispatcher.ResponseData['body'],
  deadline: Deadline,
): AsyncGenerator<Buffer> {
  const { streamIdleMs } = line.timeouts;
  try {
    for await (const chunk of body) {
      deadline.set(streamIdleMs, () => timedOut(line, streamIdleMs));
      if (Buffer.isBuffer(chunk)) yield chunk;
    }
  } finally {
    deadline.end();
    body.on('error', () => undefined).destroy();
  }
}

const acceptEvents = { accept: 'text/event-stream', 'cache-control': 'no-cache' };

/** Zipping costs more than it saves where no network is between. */
function acceptJson({ address }: Line): Record<string, string> {
  const accept = 'application/json, application/problem+json';
  return address.isLoopback ? { accept } : { accept, 'accept-encoding': 'gzip' };
}

function send(
  { dispatcher, address, token }: Line,
  call: Call,
  { signal }: Deadline,
  headers: Readonly<Record<string, string>>,
): Promise<Dispatcher.ResponseData> {
  return dispatcher.request({
    origin: address.origin,
    path: address.basePath + call.path,
    method: call.method ?? 'GET',
    headers: {
      'user-agent': 'runlens',
      ...headers,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...call.headers,
    },
    ...(call.body === undefined ? {} : { body: call.body }),
    signal,
  });
}

function isAnswer(status: number): boolean {
  return (status >= 200 && status < 300) || status === 304;
}

async function refused(
  { address, token, tokenAdvice }: Line,
  status: number,
  headers: AnswerHeaders,
  body: Dispatcher.ResponseData['body'],
): Promise<InspectorError> {
  const location = address.shown;
  const bounds = { maxBytes: refusalBytes, location, onProgress: () => undefined };
  const raw = await readBeginning(body, refusalBytes);
  const text = await decodeBody(raw, String(headers['content-encoding'] ?? ''), bounds).catch(() => raw);
  return toRefusalError({ status, headers, body: text, location, token, tokenAdvice });
}

function timedOut({ address }: Line, ms: number): InspectorError {
  return new InspectorError('timeout', `${address.shown} did not answer within ${formatDuration(ms)}`, {
    hint: 'try again; if it stays so, look at the server and the network between',
  });
}

function heldBack({ address, timeouts }: Line): InspectorError {
  const within = formatDuration(timeouts.streamOpenMs);
  return new InspectorError('unsupported', `${address.shown} sent no event within ${within}`, {
    hint: 'a proxy before it may hold events back: switch off its buffering for /v1/events',
  });
}
