import * as v from 'valibot';
import type { RunStatus } from '../../model/status.ts';
import { type Invocation, optionalTime } from './invocation.ts';
import { toRunStatus } from './invocation-status.ts';
import type { Command, Journal } from './journal.ts';
import type { RestateClient } from './restate-client.ts';
import { sqlTexts } from './sql.ts';

/** What came of an invocation that was called, as far as it has come; `endedAt` in epoch ms. */
export type Child = { readonly status: RunStatus; readonly endedAt?: number };

export type Children = ReadonlyMap<string, Child>;

const childSchema = v.object({
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

const idsAtOnce = 500;

/**
 * Of an invocation that has ended, those that it called and did not wait for to the end: they go on without
 * it.
 */
export async function readChildren(
  client: RestateClient,
  row: Invocation,
  journal: Journal,
  options: { readonly signal?: AbortSignal },
): Promise<Children> {
  const children = new Map<string, Child>();
  if (row.status !== 'completed') return children;
  const ids = journal.commands.flatMap(command => openCall(command, journal) ?? []);
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const some = ids.slice(at, at + idsAtOnce);
    const sql = `select ${Object.keys(childSchema.entries).join(', ')} from sys_invocation where id in (${sqlTexts(some)})`;
    for (const child of await client.query(sql, childSchema, options))
      children.set(child.id, { status: childStatus(child), endedAt: child.completed_at });
  }
  return children;
}

function openCall({ kind, body }: Command, { completions }: Journal): string | undefined {
  const read = v.safeParse(requestSchema, body);
  if (kind !== 'Call' || !read.success || completions.has(read.output.result_completion_id)) return undefined;
  return read.output.request.invocation_id;
}

/** What it is suspended for is not looked at. */
function childStatus(child: v.InferOutput<typeof childSchema>): RunStatus {
  return child.status === 'suspended' ? 'running' : toRunStatus(child, undefined);
}
