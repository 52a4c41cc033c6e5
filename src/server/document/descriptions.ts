import { apiLimits } from '../../protocol/api-limits.ts';
import { type Endpoint, writerEndpoints } from '../../protocol/endpoints.ts';
import type { ProblemName } from '../../protocol/problem.ts';
import { writerKeyHeader } from '../../protocol/wire-access.ts';
import type { JsonObject } from './schemas.ts';

const mebibytes = (bytes: number) => `${bytes / 1_024 / 1_024} MiB`;

export const about = `Lists, reads, cancels and starts runs of workflows and agents, reports changes, and records runs.

Times are ISO 8601 in UTC; money is in US dollars and never rounded. A key is absent when its value was not recorded, which is not the same as \`null\`. New keys may be added to responses; an unknown query parameter is refused.

Send a token as \`authorization: Bearer <token>\` or as \`x-api-key: <token>\`. The scope \`read\` allows to read, \`cancel\` to read, cancel and note, \`record\` only to record runs, \`write\` also to offer workflows and to begin the runs that others start, with their input, \`start\` only to start them. None of them lets a recorder change the runs of another: each has a key of its own (see \`ingest\`). A server on a loopback address that never had a token needs none from clients on the same machine.

Errors are problem details (RFC 9457) with a stable \`type\`, often a \`hint\`, and a \`requestId\` that the server's log also has. Every response has that id in \`x-request-id\`; the server uses yours if it has 1 to 64 characters of \`A-Z a-z 0-9 _ . -\`.

Responses with current data have an \`etag\`: a request with \`if-none-match\` is answered 304 while nothing has changed. Responses over 1 KiB are gzipped for clients that accept it, and bodies may be sent with \`content-encoding: gzip\`.`;

/** What `docs/reference/limits.md` says to people. */
export const limits = `Limits: a list has at most ${apiLimits.pageRuns} runs a page, and at most ${apiLimits.topRuns} in an order other than \`-created\`; a page of steps ${apiLimits.pageSteps}, and of a trace ${apiLimits.pageSpans} spans; a page of failures ${apiLimits.pageTallies} tallies; a filter ${apiLimits.filterChars} characters; a body ${mebibytes(apiLimits.bodyBytes)} unzipped and ${apiLimits.bodyValues} JSON values; a batch up to ${apiLimits.batchEvents} events; URL and headers of a request together 64 KiB.`;

export const operationNotes: Readonly<Record<string, string>> = {
  getServer: 'Without a token, `scopes` is empty if the server needs one.',
  listRuns:
    'The order is `-created` (newest first), or one of `created started finished duration slow cost messages steps name`, with a `-` for the greatest first; these list at most 1,000 runs and have no cursor. With `usual=true`, and where the filter or the order compares runs with what is usual, each run has `usual`: the median and the 95th percentile of the newest 100 successes of its workflow, in ms, without the time that they slept or waited; it is absent where fewer than 5 succeeded. Where the filter has `settled:`, each failed run whose work a later run has done has `settled`: the id of that run (`by`), when it ended (`at`), and `how` it is told. A page may have fewer runs than `limit`, even none, while `nextCursor` is not null. Relative times in the filter count from `now`.',
  listLateRuns:
    'What a client that follows runs by their creation would miss: runs that a recorder sends more than 10 seconds after they were created, and runs whose status changes after they have ended, as when a recorder that was taken for lost returns. Without `after`, `data` is empty, and `position` is the end; send it in the next request. Ids are in the order in which the runs came or changed last.',
  getRun:
    '`include` is a comma-separated list of `steps`, `messages` and `trace`. The trace is its first page; `getTrace` has the others.',
  getSteps:
    'For runs of very many steps: a page also ends when its payloads are 512 KiB. Steps are ordered by id; sorted by `place` they are in the order of `getRun`.',
  getTrace:
    'Spans are ordered by start time. A page has the logs up to the time of its last span, and the last page all others.',
  listFailures:
    'Each item counts the failed runs of one workflow with one failure. Items of the same failure and name, in any page, add up. `failure` is a signature and a hash of each text that may tell causes apart, joined by dots; the id of a group is what its failures share, and `failure:<id>` in a filter finds them. `times` are pairs: the number of the bucket (`bucket`: `minute`, `hour` or `day`, in UTC, counted from 1970) and the number of runs. With `vote=true`, counts may end at 50 and failures of one signature at 200. A page may be empty while `nextCursor` is not null. `scanned` says how many runs were read of how many, where the store does not count.',
  explainFailures:
    'The failed runs that match are compared with the other ended runs of the same workflows and the same window, or of the time in which runs fail more (`there.from`, `there.to`); `data` is null where none has failed. `split` counts the runs that have the values of a set; a set with `isAbsent` is of the runs without the field, and a value with `is` of those whose field is above the text (`>`), up to it (`<=`), begins with it (`*`) or has another value (`not`). Values are those that were recorded, unmasked. `hour` is of the day in the time zone of the server, and only told where runs fail at these hours of several days.',
  cancelRun:
    '202 when the request was passed to the program that executes the run. 200 when the outcome is known: `canceled`, `already-finished` (with the status), `refused` (with the reason), or `unsupported`.',
  markFailure:
    'The last note and the last mute of a group count. `shown` says which failures the group had when the mark was made; `mutedUntil` and `mutedForCount` end a mute. Only a client without a token may name itself in `by`.',
  startRun:
    'The run is queued in the store, and begun by one of the programs that offer its workflow (`isOffered` in `listWorkflows`). Where none does, the start hook of the server is called, if it has one; else the answer is `conflict`, with names of workflows in `offered`. `trigger` is `api` unless given, and `retryOf` the id of the run that the new one repeats. Send an `id` of your own, such as a UUID, to be able to repeat a request whose answer was lost: the same `id` with the same workflow and input starts no second run (`already`), and with others is a `conflict`. After `start-unknown`, send the same again with the `id` of that answer.',
  claimStarts:
    'The recorder offers all of `offers` from now on, until it sends others, it has sent nothing for a second after its stream of `getWriterRequests` closed, or it has been silent for 60 seconds: send this every 5 seconds, when the stream tells of a start, and when there is more room. At most `room` starts of each workflow are claimed. What the recorder claimed before and does not name in `held` is given back, so that a request whose answer was lost can be repeated. A claim that has not begun within 10 seconds may go to another.',
  beginStarts:
    'Only the runs in `begun` may be executed; those in `refused` went to another recorder, or were canceled. Ask again for those in neither: when the inputs together are larger than 4 MB, no further run begins. A request that is repeated with the same `startedAt` answers the same. From then on the runs are lost when the heartbeats of the recorder end; send what happens to them by `ingest`, without `run-created`.',
  getEvents:
    'Events are `changed`, with an id and `{}` as data, at most 20 a second, and `restarting` before the server stops. A comment every 15 seconds shows that the connection is alive. Treat every new connection as a change; with `last-event-id`, an event is sent at once if changes were missed.',
  ingest:
    'A recorder numbers its batches from 1 and sends one at a time. A batch whose number was applied before is acknowledged and not applied again (`isNew` is false). Number 0 with an empty `facts` is a heartbeat: send one every 5 seconds while runs are active. After 60 seconds without one, the active runs of the writer are shown as failed, until it sends again. Choose an unguessable `writer` for each program that runs, and send a random key as `runlens-writer-key` with every request of that writer: the first one stays its key, and requests without it are refused (`wrong-writer-key`), whatever token is sent. Events change only runs that the writer created or has begun: the ids of others, and of those that wait to be started, are in `refused`, and the rest of the batch is applied. Payloads are JSON values; an absent key means "not recorded".',
  getWriterRequests:
    'With `accept: text/event-stream`, a stream of events: `cancel` with `{"cancelRequested":[ids]}`, first the requests so far, then each new one, and `start` when `claimStarts` may find something. While it is open, the writer counts as alive.',
  getHealth: '503 when the database does not answer within 2 seconds.',
};

const lastEventId = { name: 'last-event-id', in: 'header', schema: { type: 'string' } };
const ifNoneMatch = { name: 'if-none-match', in: 'header', schema: { type: 'string' } };
const writerKey = { name: writerKeyHeader, in: 'header', required: true, schema: { type: 'string' } };

const ofWriters: ReadonlySet<string> = new Set(Object.values(writerEndpoints).map(({ name }) => name));

export function headerParameters({ name, answers }: Endpoint): readonly JsonObject[] {
  if (name === 'getEvents') return [lastEventId];
  if (ofWriters.has(name)) return [writerKey];
  return Object.values(answers).includes('not-modified') ? [ifNoneMatch] : [];
}

const mayBeUnsupported = new Set(['startRun', 'listRuns', 'getCounts', 'explainFailures', 'listLateRuns']);

/** The problems that an operation can have, except `internal`. */
export function problemsOf({ name, scope, body, params, query, answers }: Endpoint): readonly ProblemName[] {
  const isAboutRun = name === 'getRun' || name === 'getSteps' || name === 'getTrace' || name === 'cancelRun';
  const filtersRuns = name === 'listRuns' || name === 'listFailures' || name === 'explainFailures';
  const usesStore = scope !== undefined && !Object.values(answers).includes('stream');
  return [
    ...(body || params || query ? (['bad-request'] as const) : []),
    ...(filtersRuns ? (['bad-filter'] as const) : []),
    ...(scope === undefined ? [] : (['unauthorized', 'forbidden', 'too-many-requests'] as const)),
    ...(name === 'getServer' ? (['unauthorized'] as const) : []),
    ...(ofWriters.has(name) ? (['wrong-writer-key'] as const) : []),
    ...(isAboutRun ? (['not-found'] as const) : []),
    ...(body ? (['too-large', 'wrong-media-type'] as const) : []),
    ...(mayBeUnsupported.has(name) ? (['unsupported'] as const) : []),
    ...(name === 'startRun' ? (['conflict', 'start-failed', 'start-unknown'] as const) : []),
    ...(usesStore ? (['not-readable', 'unavailable', 'timeout'] as const) : []),
  ];
}
