import { apiLimits } from '../../protocol/api-limits.ts';
import type { Endpoint } from '../../protocol/endpoints.ts';
import type { ProblemName } from '../../protocol/problem.ts';
import type { JsonObject } from './schemas.ts';

const mebibytes = (bytes: number) => `${bytes / 1_024 / 1_024} MiB`;

export const about = `Runs of workflows and agents: to list, open, cancel and start them, to hear of what changes, and to record them.

Times are ISO 8601 in UTC, money is US dollars and never rounded. What was not recorded has no key, which is not \`null\`. New keys may be added to answers; a query parameter that is not known is refused.

A token is sent as \`authorization: Bearer <token>\` or as \`x-api-key: <token>\`. The scope \`read\` lets look, \`cancel\` look and cancel, \`write\` record and start runs and nothing else. A server on a loopback address that never had a token needs none from those on the same machine.

What goes wrong is told as problem details (RFC 9457) with a stable \`type\`, often a \`hint\`, and the \`requestId\` by which the server's log knows the request; every answer has it in \`x-request-id\`, and takes yours where it is 1 to 64 of \`A-Z a-z 0-9 _ . -\`.

Answers that say what is there now have an \`etag\`: with \`if-none-match\` they come as 304 while nothing changed. Answers over 1 KiB are gzipped for clients that accept it, and bodies may be sent with \`content-encoding: gzip\`.

Limits: a list has up to ${apiLimits.pageRuns} runs a page, and up to ${apiLimits.topRuns} in an order other than \`-created\`; a page of a trace up to ${apiLimits.pageSpans} spans; a filter up to ${apiLimits.filterChars} characters; a body up to ${mebibytes(apiLimits.bodyBytes)} unzipped and ${apiLimits.bodyValues} JSON values; a batch up to ${apiLimits.batchEvents} facts; address and headers of a request together 64 KiB.`;

/** What the schemas of an operation do not say. */
export const operationNotes: Readonly<Record<string, string>> = {
  getServer: 'Without a token `scopes` is empty where one is needed.',
  listRuns:
    'The order is `-created` (newest first), or one of `created started finished duration cost messages steps name`, with a `-` for the greatest first: those list the first 1,000 at most and have no cursor. A page may have fewer runs than `limit`, even none, while `nextCursor` is not null. `now` is the time that relative times of the filter count from.',
  getRun:
    '`include` is a list with commas of `steps`, `messages` and `trace`; the trace is its first page, and `getTrace` has the rest.',
  getTrace:
    'Spans by start time; the logs of a page are those not later than its spans, and the last page has the rest.',
  cancelRun:
    '202 when it was asked of the program that runs it. 200 when it is settled: `canceled`, `already-finished` (with the status), `refused` (with the reason), or `unsupported`.',
  startRun: 'Works where the server was given a start hook.',
  getEvents:
    'Events are `changed`, with an id and `{}` for data, at most 20 a second, and `restarting` before the server stops. A comment every 15 seconds shows that the connection lives. Treat every connection as a change; with `last-event-id`, an event comes at once when something was missed.',
  ingest:
    'A recorder numbers its batches from 1 on and sends one at a time; one that was taken before is acknowledged and not taken again (`isNew` is false). Number 0 without facts is a sign of life: send one every 5 seconds while runs are active. Active runs of a writer that was not heard of for 60 seconds are shown as failed, until it is heard of again. Payloads are JSON values; an absent key means "not recorded".',
  getWriterRequests:
    'With `accept: text/event-stream` a stream of the event `cancel` with `{"cancelRequested":[ids]}`: what is asked already, then what is asked later. As long as it is open, the writer counts as alive.',
  getHealth: '503 when the database does not answer within 2 seconds.',
};

const lastEventId = { name: 'last-event-id', in: 'header', schema: { type: 'string' } };
const ifNoneMatch = { name: 'if-none-match', in: 'header', schema: { type: 'string' } };

export function headerParameters({ name, answers }: Endpoint): readonly JsonObject[] {
  if (name === 'getEvents') return [lastEventId];
  return Object.values(answers).includes('not-modified') ? [ifNoneMatch] : [];
}

/** What can go wrong with an operation, apart from a server that fails. */
export function problemsOf({ name, scope, body, params, query, answers }: Endpoint): readonly ProblemName[] {
  const isAboutRun = name === 'getRun' || name === 'getTrace' || name === 'cancelRun';
  const asksStore = scope !== undefined && !Object.values(answers).includes('stream');
  return [
    ...(body || params || query ? (['bad-request'] as const) : []),
    ...(name === 'listRuns' ? (['bad-filter'] as const) : []),
    ...(scope === undefined ? [] : (['unauthorized', 'forbidden'] as const)),
    ...(name === 'getServer' ? (['unauthorized'] as const) : []),
    ...(isAboutRun ? (['not-found'] as const) : []),
    ...(body ? (['too-large', 'wrong-media-type'] as const) : []),
    ...(name === 'startRun' || name === 'listRuns' || name === 'getCounts' ? (['unsupported'] as const) : []),
    ...(name === 'startRun' ? (['start-failed'] as const) : []),
    ...(asksStore ? (['not-readable', 'unavailable', 'timeout'] as const) : []),
  ];
}
