import type { Span, Trace } from '../../../../src/model/run.ts';
import { failedRun, failedTrace } from './sample-runs.ts';

const startedAt = failedRun.startedAt ?? 0;

export type Sketch = Partial<Span> & { readonly id: string; readonly from: number; readonly to?: number };

/** A span between two offsets from the start of the run, in ms; without `to`, one that never ended. */
export function spanOf({ id, from, to, ...fields }: Sketch): Span {
  const endAt = to === undefined ? undefined : startedAt + to;
  const times = { startAt: startedAt + from, endAt };
  return { id, name: id, kind: 'step', status: 'ok', attributes: {}, events: [], ...fields, ...times };
}

/** The trace of the failed run, whose process went away during the last attempt. */
export const openTrace: Trace = {
  ...failedTrace,
  spans: failedTrace.spans.map(span =>
    span.id === 'sp_try_3' || span.id === 'sp_mail'
      ? { ...span, endAt: undefined, status: 'unset' as const, attributes: {} }
      : span,
  ),
};

/** 200 calls of one name, of which one failed and the last one never ended, with a log of each 50th. */
export const seriesTrace: Trace = {
  spans: [
    spanOf({ id: 'root', name: 'embed-document', kind: 'run', from: 0, to: 4210, status: 'error' }),
    spanOf({ id: 'split', name: 'split', parentId: 'root', from: 0, to: 40 }),
    ...Array.from({ length: 200 }, (_, at) => chunk(at)),
    spanOf({ id: 'store', name: 'store', parentId: 'root', from: 4150, to: 4210 }),
  ],
  logs: [50, 100, 150].map(at => ({
    ...{ at: startedAt + 40 + at * 20 + 1, level: 'debug', message: `${at} chunks`, spanId: 'root' },
    attributes: {},
  })),
};

function chunk(at: number): Span {
  const from = 40 + at * 20;
  const to = at === 199 ? undefined : from + (at === 120 ? 310 : 18 + (at % 9));
  const status = at === 120 ? 'error' : 'ok';
  const error = {
    'error.type': 'HttpError',
    'error.message': 'HTTP 429: rate limit',
    'http.status_code': 429,
  };
  const attributes = at === 120 ? error : { 'http.status_code': 200 };
  return spanOf({ id: `chunk-${at}`, name: 'chunk', parentId: 'root', from, to, status, attributes });
}

/** Spans in each other, 14 levels deep; the innermost failed. */
export const deepTrace: Trace = {
  spans: Array.from({ length: 14 }, (_, depth) =>
    spanOf({
      ...{ id: `d${depth}`, parentId: depth === 0 ? undefined : `d${depth - 1}` },
      ...{ name: depth === 13 ? 'POST billing.internal/v2/invoices' : `resolve-${depth + 1}` },
      ...{ from: depth * 150, to: 4210 - depth * 20, status: 'error' },
      attributes: depth === 13 ? { 'error.type': 'HttpError', 'error.message': 'socket hang up' } : {},
    }),
  ),
  logs: [],
};

/** Names in wide characters, one of them long. */
export const wideTrace: Trace = {
  spans: [
    spanOf({ id: 'root', name: '注文処理', kind: 'run', from: 0, to: 4210, status: 'error' }),
    spanOf({ id: 'check', name: '在庫を確認する', parentId: 'root', from: 10, to: 900 }),
    spanOf({
      id: 'pay',
      name: '支払いの承認と顧客への通知メールの送信および請求書の作成',
      parentId: 'root',
      from: 900,
      to: 4210,
      status: 'error',
    }),
    spanOf({ id: 'mail', name: '메일 보내기', parentId: 'pay', from: 2000, to: 4200, status: 'error' }),
  ],
  logs: [],
};

/** Calls beside each other, of which the slowest failed: the run waited for few of them. */
export const fanOutTrace: Trace = {
  spans: [
    spanOf({ id: 'root', name: 'nightly-report', kind: 'run', from: 0, to: 4210, status: 'error' }),
    spanOf({ id: 'plan', name: 'plan', parentId: 'root', from: 20, to: 310 }),
    spanOf({ id: 'gather', name: 'gather', parentId: 'root', from: 320, to: 3900, status: 'error' }),
    ...['orders', 'refunds', 'customers'].map((name, at) => fetchOf(name, at)),
    spanOf({
      ...{ id: 'summary', name: 'summarize', parentId: 'gather', kind: 'model', from: 340, to: 700 },
      attributes: {
        'gen_ai.request.model': 'gpt-5-mini',
        'gen_ai.usage.input_tokens': 1204,
        'gen_ai.usage.output_tokens': 86,
      },
    }),
    spanOf({ id: 'audit', name: 'write audit log', parentId: 'gather', from: 400, to: 4600 }),
    spanOf({ id: 'notify', name: 'notify', parentId: 'root', from: 3900, to: 4210 }),
    spanOf({
      ...{ id: 'mail', name: 'POST mail.internal/send', parentId: 'notify', from: 3950, to: 4150 },
      attributes: { 'http.response.status_code': 202 },
    }),
  ],
  logs: [],
};

function fetchOf(name: string, at: number): Span {
  const to = [1210, 3890, 2800][at];
  const isSlowest = name === 'refunds';
  const error = { 'error.type': 'HttpError', 'error.message': 'HTTP 504: gateway timeout' };
  const attributes = { 'http.response.status_code': isSlowest ? 504 : 200, ...(isSlowest ? error : {}) };
  return spanOf({
    ...{ id: name, name: `GET ${name}`, parentId: 'gather', kind: 'http', from: 330 + at, to },
    ...{ status: isSlowest ? 'error' : 'ok', attributes },
  });
}
