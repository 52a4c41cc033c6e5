import * as v from 'valibot';
import { createDeadline } from '../../async/deadline.ts';
import { createHttpClient } from '../../http/http-client.ts';
import { readEvents } from '../../http/read-events.ts';
import { readJsonResponse } from '../../http/read-json-response.ts';
import { InspectorError } from '../../model/errors.ts';
import { formatDuration } from '../../model/text/formats.ts';
import { ingestAnswerSchema, writerRequestsSchema } from '../../protocol/response-schemas.ts';
import { isZipped } from './batch-body.ts';
import { type PostOutcome, toPostOutcome } from './post-outcome.ts';

export type ServerClient = {
  /** The server's address, without secrets. */
  readonly location: string;
  /** Sends a batch, without retries; never rejects. */
  readonly post: (body: Buffer, signal?: AbortSignal) => Promise<PostOutcome>;
  /** The ids of runs to be canceled, until the stream ends. Rejects when it breaks. */
  readonly cancelRequests: (writer: string, signal: AbortSignal) => AsyncIterable<readonly string[]>;
  readonly close: () => void;
};

export type ServerClientOptions = {
  readonly url: string;
  readonly token?: string;
  readonly insecure?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
};

/** The limit for a response, which is longer for a large batch on a slow connection. */
const answerMs = 15_000;
const slowBytesPerMs = 16;
const unbounded = { silentMs: 3_600_000, answerMs: 3_600_000 };
const answerBytes = 4 * 1_024 * 1_024;

/** Opens no connection yet. Throws an `InspectorError` for an invalid address or token. */
export function createServerClient(options: ServerClientOptions): ServerClient {
  const client = createHttpClient({ ...options, timeouts: unbounded, isBackground: true });
  const { location } = client;
  return {
    location,
    async post(body, signal) {
      const headers = isZipped(body) ? { headers: { 'content-encoding': 'gzip' } } : {};
      const deadline = createDeadline([signal]);
      const timeoutMs = answerMs + body.length / slowBytesPerMs;
      deadline.set(timeoutMs, () => timeoutError(location, timeoutMs));
      try {
        const answer = await client.send({
          ...{ method: 'POST', path: '/v1/ingest', ...headers, body, maxBytes: answerBytes },
          signal: deadline.signal,
        });
        return { type: 'accepted', ...readJsonResponse(ingestAnswerSchema, answer, location) };
      } catch (error) {
        return toPostOutcome(error, location);
      } finally {
        deadline.end();
      }
    },
    async *cancelRequests(writer, signal) {
      const path = `/v1/writers/${encodeURIComponent(writer)}/requests`;
      for await (const item of readEvents(client, path, { signal }))
        if (item.type === 'event' && item.event.type === 'cancel')
          yield v.parse(writerRequestsSchema, JSON.parse(item.event.data)).cancelRequested;
    },
    close: () => void client.close().catch(() => undefined),
  };
}

function timeoutError(location: string, ms: number): InspectorError {
  return new InspectorError('timeout', `${location} did not answer within ${formatDuration(ms)}`);
}
