import * as v from 'valibot';
import type { RunStore } from '../../contract/run-store.ts';
import type { StartResult } from '../../contract/starts/start-request.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { HttpTiming } from '../../http/with-retries.ts';
import type { Environment } from '../../model/environment.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Clause } from '../../model/query/query.ts';
import { defineStore } from '../kit/define-store.ts';
import type { ActAnswer } from '../kit/end-run.ts';
import type { ScanBudget, Signal } from '../kit/run-source.ts';
import { type Invocation, toInvocationSummary } from './invocation-row.ts';
import { createInvocationReader, findInvocation } from './read-invocation.ts';
import { createPayloadReader } from './read-journal.ts';
import { createRestateClient, isMissingColumnError, type RestateClient } from './restate-client.ts';
import { invocationRuns, lacks, listValues, readCounts, readGroups } from './search-invocations.ts';

export type RestateStoreOptions = {
  /** The admin API: `http://host:9070`. */
  readonly url: string;
  readonly token?: string;
  /** Trusts any certificate, and sends the token over plain HTTP too. */
  readonly insecure?: boolean;
  readonly target: TargetInfo;
  readonly env?: Environment;
  readonly timeouts?: Partial<HttpTiming>;
  readonly budget?: ScanBudget;
};

/** Sends no request yet. Rejects with an `InspectorError` for an invalid address or token. */
export async function openRestateStore(options: RestateStoreOptions): Promise<RunStore> {
  const client = createRestateClient(options);
  return defineStore<Invocation>(
    options.target,
    {
      lacks,
      runs: invocationRuns(client),
      find: (id, options) => findInvocation(client, id, options),
      summary: toInvocationSummary,
      payloads: createPayloadReader(client),
      ...createInvocationReader(client),
      groups: options => readGroups(client, options),
      counts: options => readCounts(client, options),
      values: (field, _, options) => listValues(client, field, options),
      notes: ({ clauses }) => (clauses.some(isStepClause) ? [stepNote] : []),
      version: createVersionReader(client),
      pollMs: client.timeouts.pollMs,
      actions: {
        // A second cancel would interrupt the cleanup.
        isCancelSentOnce: true,
        cancel: ({ id }, options) => endInvocation(client, id, 'cancel', options),
        kill: ({ id }, options) => endInvocation(client, id, 'kill', options),
        restart: ({ id }, options) => restartInvocation(client, id, options),
      },
      close: client.close,
    },
    options.budget,
  );
}

const versionSql = `select a.n, a.m, b.n as open, b.tries, b.last from
  (select count(*) as n, max(modified_at) as m from sys_invocation_status) a cross join
  (select count(*) as n, sum(retry_count) as tries, max(last_start_at) as last from sys_invocation_state) b`;

/** For servers without those columns; notices retries later. */
const plainVersionSql = 'select count(*) as n, max(modified_at) as m from sys_invocation';

function createVersionReader(client: RestateClient) {
  let sql = versionSql;
  return async function read(options: Signal): Promise<string> {
    try {
      return JSON.stringify(await client.query(sql, v.record(v.string(), v.unknown()), options));
    } catch (error) {
      if (sql === plainVersionSql || !isMissingColumnError(error)) throw error;
      sql = plainVersionSql;
      return read(options);
    }
  };
}

/** The row of an ended invocation lacks the step that failed. */
const stepNote =
  'step: finds runs that are retried or paused; of those that failed, the list does not know the step';

const isStepClause = (clause: Clause) => clause.type === 'text' && clause.field === 'step';

/** A canceled handler gets an error at its next await and ends later; a killed one ends at once. */
async function endInvocation(
  client: RestateClient,
  id: string,
  action: 'cancel' | 'kill',
  options: Signal,
): Promise<ActAnswer> {
  const { status, message } = await client.act(id, action, options);
  if (status === 202 && action === 'cancel') return { type: 'pending' };
  if (status === 200 || status === 202) return { type: 'sent' };
  // 400: no invocation can have this id.
  if (status === 404 || status === 400) return { type: 'gone' };
  return { type: 'refused', reason: message ?? `the server answered ${status}` };
}

async function restartInvocation(client: RestateClient, id: string, options: Signal): Promise<StartResult> {
  const { status, message, newId } = await client.restart(id, options);
  if (status === 404 || status === 400) return { type: 'not-found' };
  if (status !== 200) {
    const reason = reasons.get(status) ?? message ?? `the server answered ${status}`;
    return { type: 'refused', reason };
  }
  if (newId !== undefined) return { type: 'started', id: newId };
  throw new InspectorError('unreadable', `${client.location} started the run again but did not say which`, {
    hint: 'look for it in the list before starting another',
  });
}

const reasons: ReadonlyMap<number, string> = new Map([
  [409, 'it has not ended yet'],
  [410, 'Restate no longer keeps its input'],
  [422, 'Restate invokes a workflow only once for each key'],
  [425, 'it has not begun yet'],
]);
