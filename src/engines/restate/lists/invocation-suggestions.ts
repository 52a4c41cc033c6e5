import * as v from 'valibot';
import { topSize } from '../../../contract/lists/run-order.ts';
import { mostSuggested, type SuggestField } from '../../../contract/run-store.ts';
import { textValues } from '../../../model/query/match/match-text.ts';
import { errorNames } from '../../../model/query/match/shown-texts.ts';
import { isPathName } from '../../../model/query/query.ts';
import { foldCase } from '../../../model/query/search-words.ts';
import { scanSuggestions } from '../../kit/scan-counts.ts';
import { sqlText } from '../admin-api/restate-sql.ts';
import { ownStatuses } from '../invocation/invocation-row.ts';
import { triggerTexts } from '../invocation/invocation-summary.ts';
import { readWorkflows } from './invocation-groups.ts';
import {
  createInvocationSource,
  type InvocationAccess,
  newestOrder,
  readInvocations,
  toScannedRuns,
} from './invocation-source.ts';

type Options = { readonly signal?: AbortSignal };

/** Only the most frequent values: some, such as keys, are as many as the runs. */
const mostGroups = 5_000;

export async function suggestValues(
  from: InvocationAccess,
  field: SuggestField,
  prefix: string,
  options: Options = {},
): Promise<readonly string[]> {
  options.signal?.throwIfAborted();
  if (field === 'input' || field === 'output' || isPathName(field)) {
    const source = createInvocationSource(from, []);
    return scanSuggestions(source, field, prefix, { ...options, now: Date.now() });
  }
  const wanted = foldCase(prefix);
  const values = await suggestedValues(from, field, prefix, options);
  return [...values].filter(value => foldCase(value).startsWith(wanted)).slice(0, mostSuggested);
}

async function suggestedValues(
  from: InvocationAccess,
  field: SuggestField,
  prefix: string,
  options: Options,
): Promise<ReadonlySet<string>> {
  switch (field) {
    case 'workflow':
      return new Set((await readWorkflows(from, options)).map(({ name }) => name));
    case 'status':
      return new Set(ownStatuses);
    case 'trigger':
      return readTriggers(from, options);
    case 'id':
      return readIds(from, prefix, options);
    case 'retryOf':
      return readRestarted(from, prefix, options);
    case 'error':
    case 'step':
      return readFailing(from, field, options);
    default:
      return new Set();
  }
}

const triggerSchema = v.object({
  invoked_by: v.string(),
  invoked_by_target: v.optional(v.string()),
  target_service_key: v.optional(v.string()),
});

async function readTriggers(from: InvocationAccess, { signal }: Options): Promise<ReadonlySet<string>> {
  const columns = 'invoked_by, invoked_by_target, target_service_key';
  const sql = `select ${columns}, count(*) as n from sys_invocation group by ${columns} order by n desc
    limit ${mostGroups}`;
  const rows = await from.client.query(sql, triggerSchema, { signal });
  const texts = rows.map(triggerTexts);
  return new Set([...texts.flatMap(([type = '']) => [type]), ...texts.flatMap(([, label]) => label ?? [])]);
}

const idSchema = v.object({ id: v.string() });

async function readIds(
  from: InvocationAccess,
  prefix: string,
  { signal }: Options,
): Promise<ReadonlySet<string>> {
  const sql = `select id from sys_invocation where starts_with(lower(id), ${sqlText(foldCase(prefix))})
    ${newestOrder} limit ${mostSuggested}`;
  return new Set((await from.client.query(sql, idSchema, { signal })).map(({ id }) => id));
}

async function readRestarted(
  from: InvocationAccess,
  prefix: string,
  { signal }: Options,
): Promise<ReadonlySet<string>> {
  const sql = `select restarted_from as id from sys_invocation where starts_with(restarted_from, ${sqlText(prefix)})
    group by restarted_from order by max(created_at) desc limit ${mostSuggested}`;
  return new Set((await from.client.query(sql, idSchema, { signal })).map(({ id }) => id));
}

/** Only retried and paused runs have the name of an error or a step. */
async function readFailing(
  from: InvocationAccess,
  field: 'error' | 'step',
  { signal }: Options,
): Promise<ReadonlySet<string>> {
  const tail = `where status <> 'completed' and (last_failure is not null or status = 'paused')
    ${newestOrder} limit ${topSize}`;
  const runs = await toScannedRuns(from, await readInvocations(from.client, tail, signal), signal);
  return new Set(
    runs.flatMap(({ summary }) => (field === 'step' ? textValues('step', summary) : errorNames(summary))),
  );
}
