import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { createDeadline } from '../../async/deadline.ts';
import type { BeginRequest, BegunStarts, StartClaim } from '../../contract/starts/start-intake.ts';
import type { ClaimedStart } from '../../contract/starts/start-queue.ts';
import { createHttpClient } from '../../http/http-client.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import { readEvents } from '../../http/read-events.ts';
import { readJsonResponse } from '../../http/read-json-response.ts';
import type { Environment } from '../../model/environment.ts';
import { InspectorError, thrownMessage } from '../../model/errors.ts';
import { formatDuration } from '../../model/text/formats.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import {
  beginsAnswerSchema,
  claimAnswerSchema,
  ingestAnswerSchema,
  writerRequestsSchema,
} from '../../protocol/response-schemas.ts';
import { writerKeyHeader } from '../../protocol/wire-access.ts';
import { toWireTime } from '../../protocol/wire-time.ts';
import { isZipped, toBodySync } from './batch-body.ts';

export type ServerClient = ReturnType<typeof createServerClient>;

export type WriterRequest =
  | { readonly type: 'open' }
  | { readonly type: 'cancel'; readonly ids: readonly string[] }
  /** A start of a workflow that this recorder offers can be claimed. */
  | { readonly type: 'start' };

export type ServerClientOptions = {
  readonly url: string;
  readonly token?: string;
  readonly insecure?: boolean;
  readonly env?: Environment;
};

/** The limit for a response, which is longer for a large batch on a slow connection. */
const answerMs = 15_000;
const slowBytesPerMs = 16;
const unbounded = { silentMs: 3_600_000, answerMs: 3_600_000 };
const answerBytes = 4 * 1_024 * 1_024;

export function createServerClient(options: ServerClientOptions) {
  const client = createHttpClient({ ...options, timeouts: unbounded, isBackground: true });
  // A large batch needs its time, but these requests are answered soon.
  const quick = createHttpClient({ ...options, isBackground: true });
  const { location } = client;
  async function send(writer: WriterIdentity, body: Buffer, signal?: AbortSignal): Promise<PostOutcome> {
    const headers = { ...writerKeyHeaders(writer), ...(isZipped(body) && { 'content-encoding': 'gzip' }) };
    const deadline = createDeadline([signal]);
    const timeoutMs = answerMs + body.length / slowBytesPerMs;
    deadline.set(timeoutMs, () => timeoutError(location, timeoutMs));
    try {
      const answer = await client.send({
        ...{ method: 'POST', path: '/v1/ingest', headers, body, maxBytes: answerBytes },
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
    /** Without retries; never rejects. If even an empty body is too large, the server denies access. */
    async post(writer: WriterIdentity, body: Buffer, signal?: AbortSignal): Promise<PostOutcome> {
      const outcome = await send(writer, body, signal);
      if (!isTooLarge(outcome)) return outcome;
      const probe = await send(writer, toBodySync(writer.id, 0, []), signal);
      if (isTooLarge(probe)) return deniedOutcome(location, outcome.error);
      return probe.type === 'failed' ? probe : outcome;
    },
    async *requests(writer: WriterIdentity, signal: AbortSignal): AsyncGenerator<WriterRequest> {
      for await (const item of readEvents(client, pathOf(writer, 'requests'), {
        headers: writerKeyHeaders(writer),
        signal,
      })) {
        if (item.type === 'open') yield { type: 'open' };
        else if (item.event.type === 'start') yield { type: 'start' };
        else if (item.event.type === 'cancel') {
          const { cancelRequested: ids } = v.parse(writerRequestsSchema, JSON.parse(item.event.data));
          yield { type: 'cancel', ids };
        }
      }
    },
    /** Without retries. Rejects with an `InspectorError` or the signal's reason. */
    async claimStarts(
      writer: WriterIdentity,
      { room, held }: StartClaim,
      signal: AbortSignal,
    ): Promise<readonly ClaimedStart[]> {
      const toCount = (places: number) => Math.min(Math.max(0, places), apiLimits.offers);
      const offers = Array.from(room, ([workflow, places]) => ({ workflow, room: toCount(places) }));
      const post = { ...toPost(writer, 'starts', { offers, held }), signal };
      return (await quick.requestJson(post, claimAnswerSchema)).starts;
    },
    /** For at most `apiLimits.begins` starts. Without retries; rejects as `claimStarts` does. */
    beginStarts(
      writer: WriterIdentity,
      starts: readonly BeginRequest[],
      signal: AbortSignal,
    ): Promise<BegunStarts> {
      const body = { starts: starts.map(({ id, at }) => ({ id, startedAt: toWireTime(at) })) };
      return quick.requestJson({ ...toPost(writer, 'begins', body), signal }, beginsAnswerSchema);
    },
    close() {
      for (const one of [client, quick]) one.close().catch(() => undefined);
    },
  };
}

function pathOf({ id }: WriterIdentity, resource: string): string {
  return `/v1/writers/${encodeURIComponent(id)}/${resource}`;
}

function toPost(writer: WriterIdentity, resource: string, body: object) {
  const headers = writerKeyHeaders(writer);
  return { method: 'POST', path: pathOf(writer, resource), headers, body: JSON.stringify(body) } as const;
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

export type PostOutcome =
  | {
      readonly type: 'accepted';
      readonly refused: readonly { readonly id: string; readonly reason: string }[];
      readonly cancelRequested: readonly string[];
    }
  /** The batch is too large or partly invalid: a part of it may be accepted. */
  | { readonly type: 'rejected'; readonly error: InspectorError; readonly isTooLarge: boolean }
  /** To be sent again with the same number, because the server may have accepted it. */
  | {
      readonly type: 'failed';
      readonly error: InspectorError;
      readonly isDenied: boolean;
      readonly retryAfterMs?: number;
    };

/** A 400 that is not one of our problems comes from a proxy, which did not check the batch. */
function toPostOutcome(thrown: unknown, location: string): PostOutcome {
  const error = thrown instanceof InspectorError ? thrown : unreachableError(thrown, location);
  const refusal = refusalOf(error);
  const isTooLarge = refusal?.status === 413;
  if (isTooLarge || refusal?.problem === 'bad-request') return { type: 'rejected', error, isTooLarge };
  const isDenied = refusal?.status === 401 || refusal?.status === 403;
  return { type: 'failed', error, isDenied, retryAfterMs: refusal?.retryAfterMs };
}

function unreachableError(cause: unknown, location: string): InspectorError {
  const reason = thrownMessage(cause);
  return new InspectorError('unreachable', `${location} cannot be reached: ${reason}`, { cause });
}

export type WriterIdentity = {
  readonly id: string;
  /** Absent where the key beside a spool cannot be read. */
  readonly key?: string;
};

export function createWriterIdentity(): WriterIdentity {
  return { id: randomBytes(16).toString('hex'), key: randomBytes(32).toString('base64url') };
}

function writerKeyHeaders({ key }: WriterIdentity): Readonly<Record<string, string>> {
  return key === undefined ? {} : { [writerKeyHeader]: key };
}
