import * as v from 'valibot';
import { createDeadline } from '../../http/deadline.ts';
import { createEventParser } from '../../http/event-parser.ts';
import { createHttpClient } from '../../http/http-client.ts';
import { readAnswer } from '../../http/read-answer.ts';
import { InspectorError } from '../../model/errors.ts';
import { formatDuration } from '../../model/text/formats.ts';
import { ingestAnswerSchema, writerRequestsSchema } from '../../protocol/api.ts';
import { isZipped } from './batch-body.ts';
import { type Outcome, toOutcome } from './post-outcome.ts';

/** How a recorder talks to its server. */
export type CloudLine = {
  /** The server's address as it may be shown. */
  readonly location: string;
  /** Sends a batch, once; never rejects. */
  readonly post: (body: Buffer, signal?: AbortSignal) => Promise<Outcome>;
  /** The ids of runs that somebody asks to cancel, as long as the stream goes on. Rejects when it breaks. */
  readonly requests: (writer: string, signal: AbortSignal) => AsyncIterable<readonly string[]>;
  readonly close: () => void;
};

export type CloudLineOptions = {
  readonly url: string;
  readonly token?: string;
  readonly insecure?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
};

/** An answer is waited for so long, and longer for a large batch on a slow line. */
const answerMs = 15_000;
const slowBytesPerMs = 16;
const unbounded = { silentMs: 3_600_000, answerMs: 3_600_000 };
const answerBytes = 4 * 1_024 * 1_024;

/** Opens no connection yet. Throws an `InspectorError` for an address or a token that cannot be used. */
export function createCloudLine(options: CloudLineOptions): CloudLine {
  const client = createHttpClient({ ...options, timeouts: unbounded, isBackground: true });
  const { location } = client;
  return {
    location,
    async post(body, signal) {
      const zipped = isZipped(body) && { headers: { 'content-encoding': 'gzip' } };
      const deadline = createDeadline([signal]);
      const withinMs = answerMs + body.length / slowBytesPerMs;
      deadline.set(withinMs, () => timedOut(location, withinMs));
      const call = {
        method: 'POST',
        path: '/v1/ingest',
        body,
        maxBytes: answerBytes,
        signal: deadline.signal,
      } as const;
      try {
        const answer = readAnswer(ingestAnswerSchema, await client.send({ ...call, ...zipped }), location);
        return { type: 'taken', ...answer };
      } catch (thrown) {
        return toOutcome(thrown, location);
      } finally {
        deadline.end();
      }
    },
    async *requests(writer, signal) {
      const path = `/v1/writers/${encodeURIComponent(writer)}/requests`;
      const { chunks } = await client.stream({ path, signal });
      const parser = createEventParser();
      for await (const chunk of chunks)
        for (const event of parser.push(chunk))
          if (event.type === 'cancel')
            yield v.parse(writerRequestsSchema, JSON.parse(event.data)).cancelRequested;
    },
    close: () => void client.close().catch(() => undefined),
  };
}

function timedOut(location: string, ms: number): InspectorError {
  return new InspectorError('timeout', `${location} did not answer within ${formatDuration(ms)}`);
}
