import * as v from 'valibot';
import { mapYielding, yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import { createHttpClient, type HttpClientOptions } from '../../http/http-client.ts';
import { describeRefusal, messageOf, refusalOf, type ServerKind } from '../../http/http-refusal.ts';
import { checkJson } from '../../http/read-json-response.ts';
import { parseExactJson } from '../../model/payload/json-text.ts';
import type { SqlFlavor } from '../../query-sql/filter-dialect.ts';
import { joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import type { Signal } from '../kit/run-source.ts';

/** A Restate admin API (tested with 1.7.12). Rejects with an `InspectorError` or the signal's reason. */
export type RestateClient = ReturnType<typeof createRestateClient>;

/** Opens no connection yet. Throws an `InspectorError` for an address or a token that cannot be used. */
export function createRestateClient(options: Omit<HttpClientOptions, 'kind'>) {
  const client = createHttpClient({ ...options, kind: restateServer });
  const { location, timeouts } = client;
  const patch = async (id: string, action: string, { signal }: Signal) => {
    const path = `/invocations/${encodeURIComponent(id)}/${action}`;
    const { status, body } = await client.send({ method: 'PATCH', path, signal, isAnswer });
    const read = v.safeParse(restartedSchema, parseExactJson(body.toString('utf8')));
    const newId = read.success ? read.output.new_invocation_id : undefined;
    return { status, newId, message: messageOf(body, options.token) };
  };
  return {
    location,
    timeouts,
    /** Null columns are absent; integers beyond the range of a number are `bigint` markers. */
    async query<S extends v.GenericSchema>(sql: string, row: S, { signal }: Signal = {}) {
      // No table contains an unpaired surrogate, and no server accepts one.
      const body = JSON.stringify({ query: sql.toWellFormed() });
      const response = await client.send({
        method: 'POST',
        path: '/query',
        body,
        signal,
        isRepeatable: true,
      });
      return readRows(response.body, row, location);
    },
    /** Sent once: a second cancel interrupts the cleanup. Resolves below 500, except for 3xx, 401, 403. */
    act: (id: string, action: 'cancel' | 'kill', asked: Signal = {}) => patch(id, action, asked),
    restart: (id: string, asked: Signal) => patch(id, 'restart-as-new', asked),
    close: client.close,
  };
}

function isAnswer(status: number): boolean {
  const isRedirect = status >= 300 && status < 400;
  return status < 500 && status !== 401 && status !== 403 && !isRedirect;
}

const largeBytes = 64 * 1_024;

const restartedSchema = v.object({ new_invocation_id: v.string() });

const responseSchema = v.object({ rows: v.array(v.unknown()) });

async function readRows<S extends v.GenericSchema>(
  body: Buffer,
  row: S,
  location: string,
): Promise<readonly v.InferOutput<S>[]> {
  const hint = restateServer.wrongServerHint;
  const { rows } = checkJson(responseSchema, parseExactJson(body.toString('utf8')), location, hint);
  if (body.length > largeBytes) await yieldToEventLoop();
  return mapYielding(rows, value => checkJson(row, value, location, hint));
}

const restateServer: ServerKind = {
  // The server's default is Arrow.
  accept: 'application/json',
  // Repeating a query that a server or proxy gave up on would cost the same again.
  transientStatuses: [],
  toRefusalError: refused =>
    describeRefusal(refused, (status, detail) => hintOf(status, refused.token, detail)),
  wrongServerHint: 'is this the admin API of a Restate server?',
};

/** The server cannot parse the id: no such invocation exists. */
export function isInvalidIdError(error: unknown): boolean {
  return /non valid invocation id/i.test(refusalOf(error)?.detail ?? '');
}

/** The server lacks a column: its version differs from the tested one. */
export function isMissingColumnError(error: unknown): boolean {
  return /schema error/i.test(refusalOf(error)?.detail ?? '');
}

function hintOf(status: number, token: string | undefined, detail: string | undefined): string | undefined {
  if (status === 401 && token === undefined)
    return 'this server needs a token: set RESTATE_AUTH_TOKEN, and name the address yourself';
  if (status === 401) return 'the token in RESTATE_AUTH_TOKEN is wrong, or was revoked';
  if (status === 403) return 'the token does not allow this';
  if (detail !== undefined && /schema error/i.test(detail))
    return 'this server has other columns than Restate 1.7';
  if (status < 500)
    return 'is this the address of the admin API, by default port 9070, and not of the ingress?';
  return undefined;
}

/** Restate's SQL is that of DataFusion. */
export const restateFlavor: SqlFlavor = {
  isAmong: (value, texts) =>
    texts.length === 0
      ? raw('false')
      : sql`${value} IN (${joinSql(
          texts.map(text => sql`${text}`),
          ', ',
        )})`,
  greatest: raw('greatest'),
  lower: text => sql`lower(${text})`,
};

/** A statement with its values as literals: the query endpoint has no parameters. */
export function renderSql({ strings, values }: Sql): string {
  return strings.reduce((text, part, at) => `${text}${sqlLiteral(values[at - 1])}${part}`);
}

/** A literal fraction would be a decimal, which cannot hold every number. */
function sqlLiteral(value: unknown): string {
  if (typeof value !== 'number') return sqlText(String(value));
  return Number.isSafeInteger(value) ? String(value) : `cast(${sqlText(String(value))} as double)`;
}

/** A string literal, whose only escape is the doubled quote. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function sqlTexts(texts: readonly string[]): string {
  return texts.map(sqlText).join(', ');
}

/** The server sends sorted rows in one piece; a second piece can wait 40 ms for an acknowledgement. */
export const orderedInOnePiece = 'order by id, index';
