import * as v from 'valibot';
import { createDeadline } from '../../async/deadline.ts';
import { createHttpClient } from '../../http/http-client.ts';
import { readEvents } from '../../http/read-events.ts';
import { readJsonResponse } from '../../http/read-json-response.ts';
import { InspectorError } from '../../model/errors.ts';
import { formatDuration } from '../../model/text/formats.ts';
import { ingestAnswerSchema, writerRequestsSchema } from '../../protocol/response-schemas.ts';
import { isZipped, toBodySync } from './batch-body.ts';
import { type PostOutcome, toPostOutcome } from './post-outcome.ts';

export type ServerClient = {
  /** The server's address, without secrets. */
  readonly location: string;
  /**
   * Sends a batch, without retries; never rejects. Where every body is too large, the server denies access:
   * that it refused a batch says nothing about the batch.
   */
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

/** An empty batch of a writer that no recorder is: it changes nothing. */
const probeBody = toBodySync('probe', 0, []);

/** Opens no connection yet. Throws an `InspectorError` for an invalid address or token. */
export function createServerClient(options: ServerClientOptions): ServerClient {
  const client = createHttpClient({ ...options, timeouts: unbounded, isBackground: true });
  const { location } = client;
  async function send(body: Buffer, signal?: AbortSignal): Promise<PostOutcome> {
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
  }
  return {
    location,
    async post(body, signal) {
      const outcome = await send(body, signal);
      if (!isTooLarge(outcome)) return outcome;
      const probe = await send(probeBody, signal);
      if (isTooLarge(probe)) return deniedOutcome(location, outcome.error);
      return probe.type === 'failed' ? probe : outcome;
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

function isTooLarge(outcome: PostOutcome): outcome is Extract<PostOutcome, { type: 'rejected' }> {
  return outcome.type === 'rejected' && outcome.isTooLarge;
}

function deniedOutcome(location: string, cause: InspectorError): PostOutcome {
  const error = new InspectorError('conflict', `${location} answers that even a small request is too large`, {
    hint: 'check the limit for the body of a request, also of a proxy before the server',
    cause,
  });
  return { type: 'failed', error, isDenied: true };
}
