import type * as v from 'valibot';
import { createDeadline } from '../../async/deadline.ts';
import { createYielding } from '../../async/yield-to-event-loop.ts';
import { createHttpClient } from '../../http/http-client.ts';
import {
  cleanDetail,
  HttpRefusal,
  type RefusedResponse,
  refusalOf,
  type ServerKind,
} from '../../http/http-refusal.ts';
import { checkJson } from '../../http/read-json-response.ts';
import { parseServerAddress, requireTrust } from '../../http/server-address.ts';
import type { HttpTiming } from '../../http/with-retries.ts';
import type { Environment } from '../../model/environment.ts';
import { InspectorError, type InspectorErrorKind } from '../../model/errors.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import type { Sql } from '../../query-sql/sql-template.ts';
import type { Signal } from '../kit/run-source.ts';

export type ClickhouseOptions = {
  /** `clickhouse://user@host:8123/database#table`. */
  readonly place: string;
  readonly password?: string;
  readonly insecure?: boolean;
  readonly env?: Environment;
  readonly timeouts?: Partial<HttpTiming>;
};

export type Reading = Signal & { readonly withinMs?: number };

export type ClickhouseClient = ReturnType<typeof createClickhouseClient>;

export const longestMs = 30_000;
export const mostRows = 100_000;
const trust = {
  secret: 'a password',
  hint: 'use clickhouses:// and the port with TLS; on a network you trust --insecure allows it',
};

/** Opens no connection yet. Throws if the password would be sent readable to all. */
export function createClickhouseClient({ place, password, ...options }: ClickhouseOptions) {
  const { protocol, host, username, pathname } = new URL(place);
  const url = `${protocol === 'clickhouses:' ? 'https' : 'http'}://${host}`;
  if (password !== undefined) requireTrust(parseServerAddress(url), options.insecure === true, trust);
  const client = createHttpClient({ ...options, url, kind: clickhouseServer });
  const user = decodeURIComponent(username) || (password === undefined ? '' : 'default');
  const login = Buffer.from(`${user}:${password ?? ''}`).toString('base64');
  const headers = user === '' ? undefined : { authorization: `Basic ${login}` };
  const database = decodeURIComponent(pathname.slice(1));
  /** False for a read-only account, which may set nothing. */
  let maySet = true;

  async function send(statement: string, { signal, withinMs = longestMs }: Reading): Promise<Buffer> {
    const asked = new URLSearchParams({ default_format: 'JSONEachRow', wait_end_of_query: '1' });
    if (maySet) {
      const limits = { max_execution_time: withinMs / 1000, max_result_rows: mostRows };
      for (const [name, value] of Object.entries({ readonly: 2, ...limits })) asked.set(name, String(value));
    }
    const request = {
      method: 'POST',
      path: `/?${asked}`,
      body: statement,
      signal,
      isRepeatable: true,
    } as const;
    try {
      return (await client.send({ ...request, ...(headers ? { headers } : {}), isExpensive: true })).body;
    } catch (error) {
      if (!maySet || exceptionOf(refusalOf(error)?.detail)?.code !== readOnlyCode)
        throw withAdvice(error, user);
      maySet = false;
      return send(statement, { signal, withinMs });
    }
  }

  return {
    location: client.location,
    database,
    async query<T>(
      row: v.GenericSchema<unknown, T>,
      statement: Sql,
      { signal, withinMs }: Reading = {},
    ): Promise<readonly T[]> {
      const deadline = createDeadline([signal]);
      // The server checks its own limit only between blocks.
      if (withinMs !== undefined)
        deadline.set(
          withinMs,
          () => new InspectorError('timeout', `${client.location} took too long to count`),
        );
      const body = await send(renderSql(statement), { signal: deadline.signal, withinMs }).finally(
        deadline.end,
      );
      return readRows(body, row, client.location);
    },
    close: client.close,
  };
}

/** One row a line; an error may follow rows that were sent before it happened. */
async function readRows<T>(
  body: Buffer,
  row: v.GenericSchema<unknown, T>,
  location: string,
): Promise<readonly T[]> {
  const yielding = createYielding();
  const rows: T[] = [];
  for (let from = 0, end = 0; from < body.length; from = end + 1) {
    end = body.indexOf(newline, from);
    if (end < 0) end = body.length;
    const line = body.toString('utf8', from, end);
    if (line.trim() === '') continue;
    const value = tryParseJson(line);
    if (value === undefined) {
      const exception = exceptionOf(body.toString('utf8', from, end + mostOfError));
      throw exception ? toError(location, exception, 200) : notClickhouse(location, line);
    }
    rows.push(checkJson(row, value, location, clickhouseServer.wrongServerHint));
    if (yielding.isDue()) await yielding.yieldNow();
  }
  return rows;
}

const newline = 10;
const mostOfError = 2_000;

type Exception = { readonly code: number; readonly text: string };

const readOnlyCode = 164;
/** Too much time, an estimate of too much time, and too many rows. */
const boundCodes = [159, 160, 396];
const authCodes = [192, 193, 194, 497, 516];

function exceptionOf(text = ''): Exception | undefined {
  const [, code, message = ''] = /Code: (\d+)\. DB::(?:\w+)?Exception: ([\s\S]*)/.exec(text) ?? [];
  return code === undefined ? undefined : { code: Number(code), text: message };
}

/** Refusals of ClickHouse are texts that begin with `Code: `. */
const clickhouseServer: ServerKind = {
  accept: '*/*',
  transientStatuses: [],
  toRefusalError({ status, body, location }: RefusedResponse) {
    const text = body.toString('utf8');
    const exception = exceptionOf(text);
    if (exception) return toError(location, exception, status);
    return status < 500
      ? notClickhouse(location, text, status)
      : toError(location, { code: 0, text }, status);
  },
  wrongServerHint: 'is this the address of the HTTP interface of ClickHouse, by default port 8123?',
};

function toError(location: string, { code, text }: Exception, status: number): InspectorError {
  const reason = cleanDetail(text.replace(/\s*\(version [^)]*\)\s*$/, ''), undefined);
  const detail = `Code: ${code}. DB::Exception: ${reason}`;
  const message = `${location} answered ${code === 0 ? status : `with error ${code}`}: ${reason}`;
  const hint = hintOf(code);
  return new InspectorError(kindOf(code), message, {
    cause: new HttpRefusal({ status, detail }),
    ...(hint === undefined ? {} : { hint }),
  });
}

function kindOf(code: number): InspectorErrorKind {
  if (boundCodes.includes(code)) return 'timeout';
  return authCodes.includes(code) ? 'auth' : 'unreadable';
}

function hintOf(code: number): string | undefined {
  if (code === 497) return 'grant this user SELECT on the tables of traces and logs';
  if (code === 241) return 'the server bounds what a query may use: choose a shorter time, or another user';
  if (boundCodes.includes(code)) return 'narrow the filter, or choose a shorter time';
  if ([47, 60, 81, 10].includes(code)) return 'the tables have changed: open the target again';
  return undefined;
}

function withAdvice(error: unknown, user: string): unknown {
  if (!(error instanceof InspectorError) || error.kind !== 'auth' || error.hint !== undefined) return error;
  const hint = `give the user in the address${user === '' ? '' : ` (now ${user})`}, and the password there, in CLICKHOUSE_PASSWORD or in tokens.yaml`;
  return new InspectorError('auth', error.message, { hint, cause: error.cause });
}

function notClickhouse(location: string, text: string, status?: number): InspectorError {
  const what = /^\s*</.test(text) ? 'a page of HTML' : `"${cleanDetail(text, undefined)}"`;
  const answered = status === undefined ? 'answered with' : `answered ${status} with`;
  const kind = status === 401 || status === 403 || status === 407 ? 'auth' : 'unreadable';
  return new InspectorError(kind, `${location} ${answered} ${what}, and not as ClickHouse does`, {
    hint: 'a proxy may answer in its place; by default its HTTP interface has port 8123, with TLS 8443',
  });
}

function renderSql({ strings, values }: Sql): string {
  return strings.reduce((text, part, at) => `${text}${literal(values[at - 1])}${part}`);
}

function literal(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return `'${String(value).toWellFormed().replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0')}'`;
}
