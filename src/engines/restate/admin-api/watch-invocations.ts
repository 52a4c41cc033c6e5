import * as v from 'valibot';
import { backoffMs } from '../../../async/backoff.ts';
import { sleep } from '../../../async/sleep.ts';
import type { Change } from '../../../contract/run-store.ts';
import { InspectorError } from '../../../model/errors.ts';
import type { RestateClient } from './restate-client.ts';
import { isMissingColumnError } from './restate-server.ts';

const pulseSchema = v.record(v.string(), v.unknown());

/** Changes with everything that a list shows: what came and went, what moved, and what is tried again. */
const pulseSql = `select a.n, a.m, b.n as open, b.tries, b.last from
  (select count(*) as n, max(modified_at) as m from sys_invocation_status) a cross join
  (select count(*) as n, sum(retry_count) as tries, max(last_start_at) as last from sys_invocation_state) b`;

/** For servers without those columns, and slower to notice that something is tried again. */
const plainPulseSql = 'select count(*) as n, max(modified_at) as m from sys_invocation';

const mostPollMs = 30_000;
/** A server that takes long to look is asked the less often. */
const share = 20;

/**
 * Asks every moment whether anything has changed: the admin API tells nobody by itself. Ends when the signal
 * aborts.
 */
export async function* watchInvocations(
  client: RestateClient,
  signal: AbortSignal,
  hasRead: () => boolean,
): AsyncGenerator<Change> {
  const { pollMs, errorEveryMs } = client.timeouts;
  let sql = pulseSql;
  let seen: string | undefined;
  let isFirst = true;
  let failures = 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  let waitMs = 0;
  while (!signal.aborted) {
    await sleep(waitMs, signal);
    if (signal.aborted) return;
    const start = performance.now();
    try {
      const pulse = JSON.stringify(await client.query(sql, pulseSchema, { signal }));
      const isMoved = seen === undefined ? !isFirst || hasRead() : seen !== pulse;
      seen = pulse;
      isFirst = false;
      failures = 0;
      waitMs = Math.min(mostPollMs, Math.max(pollMs, share * (performance.now() - start)));
      if (isMoved) yield { type: 'changed' };
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      if (sql === pulseSql && isMissingColumnError(error)) {
        sql = plainPulseSql;
        waitMs = 0;
        continue;
      }
      seen = undefined;
      isFirst = false;
      failures += 1;
      waitMs = backoffMs(failures, pollMs, mostPollMs / 4);
      if (performance.now() - saidAt < errorEveryMs) continue;
      saidAt = performance.now();
      yield { type: 'error', error };
    }
  }
}
