import * as v from 'valibot';
import { backoffMs } from '../../../async/backoff.ts';
import { sleep } from '../../../async/sleep.ts';
import type { Change } from '../../../contract/run-store.ts';
import { InspectorError } from '../../../model/errors.ts';
import { isMissingColumnError, type RestateClient } from './restate-client.ts';

const fingerprintSchema = v.record(v.string(), v.unknown());

/** Differs whenever invocations are added, removed, changed or retried. */
const fingerprintSql = `select a.n, a.m, b.n as open, b.tries, b.last from
  (select count(*) as n, max(modified_at) as m from sys_invocation_status) a cross join
  (select count(*) as n, sum(retry_count) as tries, max(last_start_at) as last from sys_invocation_state) b`;

/** For servers without those columns; notices retries later. */
const plainFingerprintSql = 'select count(*) as n, max(modified_at) as m from sys_invocation';

const mostPollMs = 30_000;
/** The share of time that polls may take: a slow server is polled less often. */
const pollShare = 1 / 20;

/** Polls, because the admin API does not report changes. Ends when the signal aborts. */
export async function* watchInvocations(
  client: RestateClient,
  signal: AbortSignal,
  hasRead: () => boolean,
): AsyncGenerator<Change> {
  const { pollMs, errorEveryMs } = client.timeouts;
  let sql = fingerprintSql;
  let seen: string | undefined;
  let isFirst = true;
  let failures = 0;
  let reportedAt = Number.NEGATIVE_INFINITY;
  let waitMs = 0;
  while (!signal.aborted) {
    await sleep(waitMs, signal);
    if (signal.aborted) return;
    const start = performance.now();
    try {
      const fingerprint = JSON.stringify(await client.query(sql, fingerprintSchema, { signal }));
      const isChanged = seen === undefined ? !isFirst || hasRead() : seen !== fingerprint;
      seen = fingerprint;
      isFirst = false;
      failures = 0;
      waitMs = Math.min(mostPollMs, Math.max(pollMs, (performance.now() - start) / pollShare));
      if (isChanged) yield { type: 'changed' };
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      if (sql === fingerprintSql && isMissingColumnError(error)) {
        sql = plainFingerprintSql;
        waitMs = 0;
        continue;
      }
      seen = undefined;
      isFirst = false;
      failures += 1;
      waitMs = backoffMs(failures, pollMs, mostPollMs / 4);
      if (performance.now() - reportedAt < errorEveryMs) continue;
      reportedAt = performance.now();
      yield { type: 'error', error };
    }
  }
}
