import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mostInputBytes } from '../../src/cli/options/read-input.ts';
import { mostMarks } from '../../src/contract/failures.ts';
import { staleClaimMs } from '../../src/contract/starts/start-queue.ts';
import { remoteLostAfterMs } from '../../src/database/runs/events/run-state.ts';
import { streamBytesPerSecond } from '../../src/http/open-stream.ts';
import { smallPieceBytes, somePieces } from '../../src/http/read-body.ts';
import { maxEventBytes } from '../../src/http/read-events.ts';
import { mostInterim } from '../../src/http/server-connection.ts';
import { httpTiming } from '../../src/http/with-retries.ts';
import { longestKey } from '../../src/mcp/answer/measure.ts';
import { longestPath } from '../../src/mcp/answer/part-path.ts';
import { defaultReadMs } from '../../src/mcp/call-tool.ts';
import { searchMs } from '../../src/mcp/list-tools.ts';
import { markLimits } from '../../src/model/failure/memory/failure-mark.ts';
import { mostWeight } from '../../src/model/query/parse/parse-query.ts';
import { exitGraceMs } from '../../src/programs/end-at-exit.ts';
import { apiLimits } from '../../src/protocol/api-limits.ts';
import { outboxTiming } from '../../src/recorder/outbox/outbox-parts.ts';
import { mostOwnRuns } from '../../src/screen/own-commands/own-commands.ts';
import { accessCheckMs } from '../../src/server/access/access-watch.ts';
import { freshMs } from '../../src/server/access/tokens.ts';
import { defaultHeldBodyBytes } from '../../src/server/create-app.ts';
import { answerTimeoutMs } from '../../src/server/handle-request.ts';
import { clientShare, laneLimits, streamsPerClient } from '../../src/server/request/request-lanes.ts';
import { responseBytes } from '../../src/server/routes/server-context.ts';
import { startHookTiming } from '../../src/server/routes/start-hook.ts';
import { healthTimes } from '../../src/server/routes/store-health.ts';
import {
  defaultStopMs,
  defaultTimeouts,
  headBytes,
  idleMs,
  keepAliveMs,
} from '../../src/server/serve-store.ts';
import { defaultCommentMs, leastGapMs } from '../../src/server/streams/event-broadcaster.ts';
import { mostWaitingBytes } from '../../src/server/streams/event-stream.ts';
import { mostIdBytes } from '../../src/server/streams/writer-requests.ts';
import { mostListBytes, mostRunBytes } from '../../src/stores/http/store-reads.ts';
import { answerBytes } from '../mcp/answer/answer-bytes.ts';

const rows = readFileSync(new URL('../../docs/reference/limits.md', import.meta.url), 'utf8')
  .split('\n')
  .filter(line => line.startsWith('|') && !/^\|[-|]+$/.test(line))
  .map(line => line.split('|').map(cell => cell.trim()));

const number = (value: number) => value.toLocaleString('en-US');
const seconds = (ms: number) => `${ms / 1_000} s`;
const size = (bytes: number) => (bytes >= 1_048_576 ? `${bytes / 1_048_576} MB` : `${bytes / 1_024} KB`);

const values: Readonly<Record<string, string>> = {
  'path, query and headers': size(headBytes),
  body: size(apiLimits.bodyBytes),
  'JSON values in a body': number(apiLimits.bodyValues),
  'events in a batch': number(apiLimits.batchEvents),
  'workflows that a recorder offers': number(apiLimits.offers),
  'starts that begin in one request': number(apiLimits.begins),
  'text of a filter': `${number(apiLimits.filterChars)} characters`,
  "weight of a filter's terms": number(mostWeight),
  'runs of a page': number(apiLimits.pageRuns),
  'runs of a list in another order': number(apiLimits.topRuns),
  'spans of a page of a trace': number(apiLimits.pageSpans),
  'tallies of a page of failures': number(apiLimits.pageTallies),
  'times of all of them, unless one has more': number(apiLimits.pageTimes),
  'a note on a group of failures': `${number(markLimits.note)} characters`,
  'its ticket': `${number(markLimits.ticket)} characters`,
  'notes and mutes of a store': number(mostMarks),
  'arrival of the headers': seconds(defaultTimeouts.headMs),
  'arrival of a whole request': seconds(defaultTimeouts.requestMs),
  'answer, after the request has arrived': seconds(answerTimeoutMs),
  'answer of a start hook': seconds(startHookTiming.answerMs),
  'late answer of a start hook': seconds(startHookTiming.giveUpMs),
  'silence of a connection while a response is sent': seconds(idleMs),
  'idle connection between two requests': seconds(keepAliveMs),
  'requests in progress when a server stops': seconds(defaultStopMs),
  '`/health` while the store is busy': seconds(healthTimes.recentAnswerMs),
  '`/health` otherwise': seconds(healthTimes.answerMs),
  'bodies in memory': size(defaultHeldBodyBytes),
  'large responses on their way': size(responseBytes),
  'the share of one client in both': `${clientShare * 100}%`,
  'open streams of one client': number(streamsPerClient),
  events: `one every ${leastGapMs} ms`,
  'comments, which show that the stream is alive': `one every ${seconds(defaultCommentMs)}`,
  'bytes that a client has not read': size(mostWaitingBytes),
  'ids of one event with requests to cancel': size(mostIdBytes),
  connecting: seconds(httpTiming.connectMs),
  'silence of a server before and within a response': seconds(httpTiming.silentMs),
  'the same for what failures share': seconds(httpTiming.slowMs),
  'a whole response': seconds(httpTiming.answerMs),
  "pieces of a response's body": `${smallPieceBytes} bytes on average, after the first ${number(somePieces)}`,
  'answers before the one that counts, such as 103': number(mostInterim),
  'a list, or a page of groups of failures': size(mostListBytes),
  'a run, or a part of its trace': size(mostRunBytes),
  'first byte of a stream': seconds(httpTiming.streamOpenMs),
  'silence of a stream': seconds(httpTiming.streamIdleMs),
  'one event of a stream, with its comments and however its lines end': size(maxEventBytes),
  'bytes of a stream in a second': size(streamBytesPerSecond),
  '`flush` and `close`': seconds(outboxTiming.patienceMs),
  'longest pause between attempts': seconds(outboxTiming.mostRetryMs),
  'the same while the token or the key is denied': seconds(outboxTiming.deniedRetryMs),
  'runs without a heartbeat': seconds(remoteLostAfterMs),
  'a claimed start that has not begun': seconds(staleClaimMs),
  'an answer of `runlens mcp`, as sent': size(answerBytes),
  'search for the runs of a list': seconds(searchMs),
  'a call that only reads': seconds(defaultReadMs),
  'path of a part of an answer': `${number(longestPath)} characters`,
  'a key in an answer': `${number(longestKey)} characters`,

  'an input of `workflows run` from a file, a pipe or standard input': size(mostInputBytes),
  'runs that a command of your own is run on': number(mostOwnRuns),
  'end of a command of your own, a pager and an editor at the end of the inspector': `${seconds(exitGraceMs)} after SIGTERM`,
};

describe('the page of limits', () => {
  it.each(Object.entries(values))('has the limit of the program: %s', (name, value) => {
    expect(rows.find(([, limit]) => limit === name)?.[2]).toBe(value);
  });

  it('has the lanes of a server', () => {
    const names = {
      ...{ search: 'searches', read: 'other reads', cancel: 'cancels', start: 'starts', record: 'batches' },
    };
    for (const lane of ['search', 'read', 'cancel', 'start', 'record'] as const) {
      const { running, runningPerKey, waitingPerKey } = laneLimits[lane];
      const row = rows.find(([, name, , , waiting]) => name === names[lane] && waiting !== undefined);
      expect(row?.[2]).toBe(number(running));
      expect(row?.[3]).toMatch(new RegExp(`^${runningPerKey}(, on SQLite 1)?$`));
      expect(row?.[4]).toBe(number(waitingPerKey));
    }
  });

  it('ends what a revoked token has open within two seconds', () => {
    expect(freshMs + accessCheckMs).toBeLessThan(2_000);
    const row = rows.find(([, name]) => name === "a revoked token's streams and responses");
    expect(row?.[3]).toContain(
      `after ${seconds(freshMs)}, open requests checked every ${seconds(accessCheckMs)}`,
    );
  });

  it('has no limit that this test does not know', () => {
    const other = ['limit', '', "a revoked token's streams and responses", 'response to a batch'];
    const lanes = ['searches', 'other reads', 'cancels', 'starts', 'batches'];
    const known = [...Object.keys(values), ...other, ...lanes];
    expect(rows.map(([, name = '']) => name).filter(name => !known.includes(name))).toEqual([]);
  });
});
