import * as v from 'valibot';
import { createHttpClient, type HttpClientOptions } from '../../http/http-client.ts';
import { describeRefusal, messageOf, refusalOf, type ServerKind } from '../../http/http-refusal.ts';
import { checkJson, requireJson } from '../../http/read-json-response.ts';
import { InspectorError } from '../../model/errors.ts';
import { isRecord } from '../../model/is-record.ts';
import { parseExactJson } from '../../model/payload/json-text.ts';
import type { Signal } from '../kit/run-source.ts';

/** Epoch ms; an invalid time counts as absent. */
const time = v.fallback(
  v.optional(v.pipe(v.string(), v.transform(Date.parse), v.number(), v.finite())),
  undefined,
);
const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String));
const optionalId = v.fallback(v.optional(id), undefined);

/** n8n counts executions, so ids are numbers. */
const listedSchema = v.object({
  id: v.pipe(id, v.regex(/^\d{1,15}$/)),
  status: v.fallback(v.string(), 'unknown'),
  mode: v.fallback(v.string(), ''),
  workflowId: v.fallback(id, ''),
  retryOf: optionalId,
  retrySuccessId: optionalId,
  startedAt: time,
  stoppedAt: time,
  waitTill: time,
});

export type Listed = v.InferOutput<typeof listedSchema>;

export type ListFilter = { readonly status?: string; readonly workflowId?: string };

type ListRequest = ListFilter & Signal & { readonly before?: number; readonly limit: number };

type Page = {
  readonly rows: readonly Listed[];
  readonly hasMore: boolean;
  readonly last?: number;
  readonly unfit: number;
};

type Acted = { readonly status: number; readonly message: string | undefined; readonly id?: string };

/** The public API of n8n (tested with 2.40.7). Rejects with an `InspectorError` or the signal's reason. */
export type N8nClient = ReturnType<typeof createN8nClient>;

const pageSchema = v.object({ data: v.array(v.unknown()), nextCursor: v.nullish(v.string()) });

export const mostListed = 250;

/** Opens no connection yet. Throws an `InspectorError` for an address or a key that cannot be used. */
export function createN8nClient(options: Omit<HttpClientOptions, 'kind'>) {
  const { token } = options;
  const client = createHttpClient({ ...options, kind: createKind(token) });
  const { location, timeouts } = client;

  async function read(path: string, { signal }: Signal, maxBytes?: number): Promise<unknown> {
    const response = await client.send({ path: `/api/v1${path}`, signal, maxBytes });
    requireJson(response, location, wrongServerHint);
    return parseExactJson(response.body.toString('utf8'));
  }

  async function act(path: string, { signal }: Signal): Promise<Acted> {
    const request = { method: 'POST', path: `/api/v1/executions/${path}`, body: '{}', signal } as const;
    const { status, body } = await client.send({ ...request, isExpensive: true, isAnswer });
    const answer = parseExactJson(body.toString('utf8'));
    const made = v.safeParse(optionalId, isRecord(answer) ? answer.id : undefined);
    return { status, message: messageOf(body, token), id: made.success ? made.output : undefined };
  }

  return {
    location,
    timeouts,
    /** Lists executions before an id, newest first. */
    async list({ status, workflowId, before, limit, signal }: ListRequest): Promise<Page> {
      const filter = { status, workflowId, limit: String(limit), cursor: cursorBefore(before, limit) };
      const parameters = Object.entries(filter).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      const answer = await read(`/executions?${new URLSearchParams(parameters)}`, { signal }).catch(error => {
        // Versions without this status list crashed executions as `error`.
        if (status === 'crashed' && refusalOf(error)?.status === 400) return { data: [] };
        throw error;
      });
      const { data, nextCursor } = checkJson(pageSchema, answer, location, wrongServerHint);
      const rows = data.flatMap(one => (v.is(listedSchema, one) ? [v.parse(listedSchema, one)] : []));
      const last = idOf(data.at(-1));
      return {
        rows,
        hasMore: nextCursor != null && last !== undefined,
        last,
        unfit: data.length - rows.length,
      };
    },
    /** Includes the data of its nodes; `undefined` for an unknown id. */
    async find(executionId: string, { signal, maxBytes }: Signal & { readonly maxBytes?: number }) {
      try {
        const whole = await read(`/executions/${executionId}?includeData=true`, { signal }, maxBytes);
        const listed = checkJson(listedSchema, whole, location, wrongServerHint);
        return { listed, whole: isRecord(whole) ? whole : {} };
      } catch (error) {
        if (refusalOf(error)?.status === 404 && refusalOf(error)?.detail !== undefined) return undefined;
        throw error;
      }
    },
    /** By id. Few workflows a page: each comes with all its nodes. */
    async workflowNames(options: Signal): Promise<ReadonlyMap<string, string>> {
      const names = new Map<string, string>();
      let cursor: string | undefined;
      for (;;) {
        const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const answer = await read(`/workflows?limit=50&excludePinnedData=true${more}`, options);
        const { data, nextCursor } = checkJson(pageSchema, answer, location, wrongServerHint);
        for (const one of data) if (v.is(namedSchema, one)) names.set(String(one.id), one.name);
        if (data.length === 0 || !nextCursor || nextCursor === cursor) return names;
        cursor = nextCursor;
      }
    },
    /** Sent once. `retry` answers when the new execution has ended. */
    act: (executionId: string, action: 'stop' | 'retry', options: Signal) =>
      act(`${executionId}/${action}`, options),
    close: client.close,
  };
}

const namedSchema = v.object({ id, name: v.string() });

/** n8n's own form of cursor, which names the last execution of the page before. */
function cursorBefore(before: number | undefined, limit: number): string | undefined {
  if (before === undefined) return undefined;
  return Buffer.from(JSON.stringify({ lastId: String(before), limit })).toString('base64');
}

function idOf(record: unknown): number | undefined {
  const id = isRecord(record) ? Number(record.id ?? Number.NaN) : Number.NaN;
  return Number.isFinite(id) ? id : undefined;
}

function isAnswer(status: number): boolean {
  return (status >= 200 && status < 300) || [400, 404, 409].includes(status);
}

const wrongServerHint = 'is this the address of n8n, without /api/v1, and is its public API on?';

function createKind(token: string | undefined): ServerKind {
  return {
    accept: 'application/json',
    tokenHeader: 'x-n8n-api-key',
    transientStatuses: [429, 502, 503, 504],
    wrongServerHint,
    toRefusalError: refused => describeRefusal(refused, status => hintOf(status, token)),
  };
}

function hintOf(status: number, token: string | undefined): string | undefined {
  if (status === 401 && token === undefined)
    return 'n8n needs a key: make one in Settings, n8n API, set N8N_API_KEY to it, and name the address yourself';
  if (status === 401) return 'the key in N8N_API_KEY is wrong, has expired, or was deleted';
  if (status === 403) return 'the key does not allow this: see its scopes in Settings, n8n API';
  if (status === 429) return 'too many requests: try again in a while';
  return status < 500 ? wrongServerHint : undefined;
}

export function isForbidden(error: unknown): boolean {
  return error instanceof InspectorError && refusalOf(error)?.status === 403;
}
