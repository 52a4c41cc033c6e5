import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Log, Run, RunKind, Span } from '../../model/run.ts';
import type { TargetChoice } from '../../targets/resolved-target.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { GetFlags } from '../options/get-options.ts';
import type { Output } from '../options/output-options.ts';
import { printRun } from '../print/print-run.ts';
import { createProgress } from '../print/progress.ts';
import { withHistory, withStore } from '../store/with-store.ts';

export type GetRequest = GetFlags & {
  readonly id: string;
  /** The run must be of this kind, and of this workflow or agent where one is named. */
  readonly owner?: { readonly kind: RunKind; readonly name: string | undefined };
  readonly output: Output;
  readonly target: TargetChoice;
  /** Whether the history is asked for, rather than the target that commands use. */
  readonly isHistory?: boolean;
};

const spansOfAPage = 2000;

export async function runGetRun(request: GetRequest, context: Context): Promise<number> {
  const open = request.isHistory ? withHistory : withStore;
  return open(request.target, context, async store => {
    const run = await readRun(store, request, context);
    await printRun(run, request, context);
    return exitCodes.ok;
  });
}

async function readRun(
  store: RunStore,
  { id, owner, include = [] }: GetRequest,
  context: Context,
): Promise<Run> {
  const wanted = { steps: include.includes('steps'), messages: include.includes('messages') };
  const run = await store.getRun(id, { include: wanted, signal: context.signal });
  if (!run) throw notFound(`there is no run ${id} in ${store.target.location}`);
  const isOfKind = owner === undefined || run.kind === owner.kind;
  if (!isOfKind || (owner?.name !== undefined && run.name !== owner.name)) {
    const { kind, name } = owner;
    const found = `that run is of the ${run.kind} "${run.name}"`;
    throw notFound(
      name === undefined ? `no ${kind} has a run ${id}` : `${kind} "${name}" has no run ${id}`,
      found,
    );
  }
  return include.includes('trace') ? { ...run, trace: await readTrace(store, id, context) } : run;
}

async function readTrace(store: RunStore, id: string, context: Context) {
  const progress = createProgress('reading the trace', context);
  const spans: Span[] = [];
  const logs: Log[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.getTrace(id, { limit: spansOfAPage, cursor, signal: context.signal });
    for (const span of page?.spans ?? []) spans.push(span);
    for (const log of page?.logs ?? []) logs.push(log);
    progress.show(spans.length, page?.spanTotal ?? spans.length);
    cursor = page?.nextCursor;
  } while (cursor !== undefined);
  progress.end();
  return { spans, logs };
}

function notFound(message: string, hint = 'the list commands show the ids'): InspectorError {
  return new InspectorError('not-found', message, { hint });
}
