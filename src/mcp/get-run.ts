import * as v from 'valibot';
import type { RunStore } from '../contract/run-store.ts';
import { InspectorError } from '../model/errors.ts';
import { noteText } from '../model/failure/memory/failure-mark.ts';
import { answerSentence } from '../model/report/answer-sentence.ts';
import { usualText } from '../model/report/how-usual.ts';
import { logsAround } from '../model/report/logs-around.ts';
import { toRecordJson, toRunJson } from '../model/report/run-json.ts';
import { type Run, type RunSummary, runAddress } from '../model/run.ts';
import { explainedText } from '../model/share/explanation-text.ts';
import { createFailureIdReader } from '../operations/failures/failure-votes.ts';
import { readFailureFindings } from '../operations/failures/read-failure-findings.ts';
import { readWholeTrace } from '../operations/read-trace.ts';
import { noSuchRunText } from '../operations/target-refusal.ts';
import { answerValue } from './answer/answer.ts';
import { readableErrors } from './answer/readable-errors.ts';
import { type RecordedRuns, redactRun } from './redacted-store/redact-run.ts';
import { defineTool, explainedKey, openRecordedRuns, openStoreOf, type ToolContext } from './tool.ts';
import { partCursor, path, runId, target } from './tool-inputs.ts';

const parts = ['steps', 'messages', 'trace'] as const;

export const getRunTool = defineTool({
  name: 'get_run',
  title: 'Get a run',
  description:
    'Shows one run: input, output, error, usage and, for a failed one, what failed where, how often that happens, what the team has noted, and what get_failure last found of its group; retries are the newest runs that repeat it. An error tells its message and stack once: its value has what else was recorded. Large parts are shortened; leftOut says how to read on.',
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

/** A part of the run itself is answered without finding out what failed. */
function mayBeOfExplanation(path = ''): boolean {
  return (
    path === '' || /^(?:whatFailed|howUsual|failureId|teamNote|lastFound|logsAround)\b|^[#["]/u.test(path)
  );
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
  return { ...run, trace: await readWholeTrace(store, id, { signal, onProgress: () => {} }) };
}

/** The findings that people are shown beside a failed run, made from the run as it is shown. */
async function explain(run: Run, store: RunStore, context: ToolContext) {
  const own = await context.ownFailures(store.target);
  const found = await readFailureFindings(run, store, { ...context, own });
  const { whole, usual, known, trace = run.trace } = found;
  const ids = await createFailureIdReader(store, context).read([run]);
  const around = trace && logsAround(whole ?? run, trace);
  const explained = context.explained.get(explainedKey(store, ids(run) ?? ''));
  return {
    whatFailed: answerSentence({ ...(whole ?? run), trace }),
    howUsual: usual && usualText(usual),
    failureId: ids(run),
    teamNote: known && noteText(known, context.now),
    lastFound: explained && explainedText(explained, context.now),
    logsAround: around && toRecordJson([...around.before, ...around.after], 'logs'),
  };
}

/** With the id that the other tools take, which in a list of several targets names the target, too. */
export function withAddress<Json extends object>(json: Json, run: Pick<RunSummary, 'id' | 'target'>) {
  return { ...json, id: runAddress(run) };
}
