import * as v from 'valibot';
import type { RunStore } from '../contract/run-store.ts';
import { toComparisonJson } from '../model/compare/text/comparison-words.ts';
import { InspectorError } from '../model/errors.ts';
import { logsAround } from '../model/report/logs-around.ts';
import { runExplanation } from '../model/report/run-explanation.ts';
import { toRecordJson, toRunJson } from '../model/report/run-json.ts';
import { type Run, type RunSummary, runAddress } from '../model/run.ts';
import type { FailureExplanation } from '../model/share/explanation-json.ts';
import { type Against, compareRuns } from '../operations/compare-runs.ts';
import { explainRun } from '../operations/failures/explain-run.ts';
import { createFailureIdReader } from '../operations/failures/failure-votes.ts';
import { readWholeTrace } from '../operations/read-trace.ts';
import { noSuchRunText } from '../operations/target-refusal.ts';
import { answerValue } from './answer/answer.ts';
import { readableErrors } from './answer/readable-errors.ts';
import { type RecordedRuns, redactRun } from './redacted-store/redact-run.ts';
import { defineTool, openRecordedRuns, openStoreOf, type ToolContext } from './tool.ts';
import { partCursor, path, runId, target } from './tool-inputs.ts';

const parts = ['steps', 'messages', 'trace'] as const;

export const getRunTool = defineTool({
  name: 'get_run',
  title: 'Get a run',
  description:
    'Shows one run: input, output, error, usage and, for a failed one, an explanation: what failed where, how often, what its group shares, since when, what differs from the last success, what the team has noted; retries are the newest runs that repeat it. An error tells its message and stack once: its value has what else was recorded. Large parts are shortened; leftOut says how to read on.',
  effect: 'reads',
  input: v.strictObject({
    id: runId,
    include: v.optional(
      v.pipe(
        v.array(v.picklist(parts)),
        v.maxLength(parts.length),
        v.description(
          'Parts that are read on request: steps with their inputs, outputs and errors, messages of an agent, trace with spans and logs.',
        ),
      ),
      [],
    ),
    path,
    cursor: partCursor,
    target,
  }),
  call: async ({ id, include, ...args }, context) => {
    const store = await openStoreOf(args, context);
    const run = await readRun(await openRecordedRuns(args, context), id, include, context);
    const isExplained = run.status === 'failed' && mayBeOfExplanation(args.path);
    const explanation = isExplained ? await explain(redactRun(run), store, context) : {};
    return answerValue({ ...explanation, ...withAddress(toReadableJson(run, context), run) }, args);
  },
});

function toReadableJson(run: Run, { now }: ToolContext) {
  const { error, steps, messages, trace } = readableErrors(run);
  const json = toRunJson({ ...run, error, messages, trace }, now);
  return { ...json, steps: toRecordJson(steps, 'steps') };
}

function mayBeOfExplanation(path = ''): boolean {
  return path === '' || /^(?:explanation|failureId|logsAround)\b|^[#["]/u.test(path);
}

type Parts = readonly (typeof parts)[number][];

async function readRun(
  store: RecordedRuns,
  id: string,
  include: Parts,
  { signal }: ToolContext,
): Promise<Run> {
  const wanted = { steps: include.includes('steps'), messages: include.includes('messages') };
  const run = await store.getRun(id, { include: wanted, signal });
  if (!run)
    throw new InspectorError('not-found', noSuchRunText(store.target, id), {
      hint: 'list_runs lists the ids of a target, and list_targets the targets',
    });
  if (!include.includes('trace')) return run;
  return { ...run, trace: await readWholeTrace(store, id, { signal }) };
}

/** Made from the masked run. */
async function explain(run: Run, store: RunStore, context: ToolContext) {
  const ids = await createFailureIdReader(store, context).read([run]);
  const { failureId, lines, whole } = await explainShown(store, run, { failureId: ids(run) }, context);
  const around = whole.trace && logsAround(whole, whole.trace);
  return {
    failureId,
    explanation: lines,
    logsAround: around && toRecordJson([...around.before, ...around.after], 'logs'),
  };
}

const explainMs = 5_000;

export async function explainShown(
  store: RunStore,
  run: Run,
  found: { readonly failureId?: string; readonly explanation?: FailureExplanation },
  context: ToolContext,
) {
  const own = await context.ownFailures(store.target);
  const explained = await explainRun(store, run, { ...context, ...found, own, budgetMs: explainMs });
  return {
    failureId: explained.failureId,
    lines: runExplanation(explained, { now: context.now }),
    whole: explained.run,
  };
}

/** The id that the other tools take: in a list of several targets, it also names the target. */
export function withAddress<Json extends object>(json: Json, run: Pick<RunSummary, 'id' | 'target'>) {
  return { ...json, id: runAddress(run) };
}

export const compareRunsTool = defineTool({
  name: 'compare_runs',
  title: 'Compare two runs',
  description:
    'Shows how a run differs from one that succeeded: the first difference, then all others in order of steps and spans, without what differs between successes anyway.',
  effect: 'reads',
  input: v.strictObject({
    id: v.pipe(runId, v.description('The id of the run, as a rule one that failed.')),
    against: v.optional(
      v.pipe(
        v.string(),
        v.nonEmpty('takes success, previous, or the id of a run'),
        v.maxLength(1_000),
        v.description(
          '"success": the last success of its workflow; "previous": the run before it; or the id of a run.',
        ),
      ),
      'success',
    ),
    children: v.optional(
      v.pipe(v.boolean(), v.description('Whether to compare the runs that both started, too.')),
      false,
    ),
    path,
    cursor: partCursor,
    target,
  }),
  call: async ({ id, against, children, ...args }, context) => {
    const store = await openStoreOf(args, context);
    const comparison = await compareRuns(store, id, toAgainst(against), {
      ...context,
      withChildren: children,
    });
    const { a, b, ...json } = toComparisonJson(comparison, {
      now: context.now,
      isMasked: true,
      withNoise: false,
    });
    const runs = { a: withAddress(a, comparison.a), b: withAddress(b, comparison.b) };
    const spansLeftOut = comparison.spansLeftOut > 0 ? comparison.spansLeftOut : undefined;
    return answerValue({ ...runs, ...json, spansLeftOut }, args);
  },
});

function toAgainst(against: string): Against {
  return against === 'success' || against === 'previous' ? against : { address: against };
}
