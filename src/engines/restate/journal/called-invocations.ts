import * as v from 'valibot';
import type { RunStatus } from '../../../model/status.ts';
import type { RestateClient } from '../admin-api/restate-client.ts';
import { sqlTexts } from '../admin-api/restate-sql.ts';
import { type Invocation, optionalTime, toRunStatus } from '../invocation/invocation-row.ts';
import type { Command, Journal } from './journal.ts';

/** The current state of a called invocation; `endedAt` in epoch ms. */
type CalledInvocation = { readonly status: RunStatus; readonly endedAt?: number };

export type CalledInvocations = ReadonlyMap<string, CalledInvocation>;

const calledSchema = v.object({
  id: v.string(),
  status: v.string(),
  completion_result: v.optional(v.string()),
  completion_failure: v.optional(v.string()),
  completed_at: optionalTime,
});

const requestSchema = v.object({
  request: v.object({ invocation_id: v.string() }),
  result_completion_id: v.number(),
});

const idsPerStatement = 500;

/** The calls that an ended invocation did not wait for: they continue without it. */
export async function readCalledInvocations(
  client: RestateClient,
  row: Invocation,
  journal: Journal,
  options: { readonly signal?: AbortSignal },
): Promise<CalledInvocations> {
  const called = new Map<string, CalledInvocation>();
  if (row.status !== 'completed') return called;
  const ids = journal.commands.flatMap(command => openCall(command, journal) ?? []);
  for (let at = 0; at < ids.length; at += idsPerStatement) {
    const some = ids.slice(at, at + idsPerStatement);
    const sql = `select ${Object.keys(calledSchema.entries).join(', ')} from sys_invocation where id in (${sqlTexts(some)})`;
    for (const one of await client.query(sql, calledSchema, options))
      called.set(one.id, { status: calledStatus(one), endedAt: one.completed_at });
  }
  return called;
}

function openCall({ kind, body }: Command, { completions }: Journal): string | undefined {
  const read = v.safeParse(requestSchema, body);
  if (kind !== 'Call' || !read.success || completions.has(read.output.result_completion_id)) return undefined;
  return read.output.request.invocation_id;
}

/** A suspended invocation counts as running, because its journal is not read. */
function calledStatus(one: v.InferOutput<typeof calledSchema>): RunStatus {
  return one.status === 'suspended' ? 'running' : toRunStatus(one, undefined);
}
