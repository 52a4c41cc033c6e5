import { isDeepStrictEqual } from 'node:util';
import { refuseTakenId } from '../../contract/starts/start-request.ts';
import { toSqliteError } from '../../drivers/sqlite/sqlite-error.ts';
import { fieldsOf } from '../../model/is-record.ts';
import { memo } from '../../model/memo.ts';
import { parseExactJson } from '../../model/payload/json-text.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import { restorePayload } from '../../model/payload/restore-payload.ts';
import type { RunSummary, Step } from '../../model/run.ts';
import { serveStore } from '../kit/answer-request.ts';
import type { EngineParts } from '../kit/define-store.ts';
import { restartInPlace } from '../kit/end-run.ts';
import type { RecordedWork, Work, WorkItem } from '../kit/work-items.ts';
import { readOtlpDetails, readOtlpSteps, readSearchedPayloads } from '../otlp/read/read-otlp-run.ts';
import { readOtlpTrace } from '../otlp/read/read-otlp-trace.ts';
import { splitPlace } from './mastra-engine.ts';
import { createMastraFile, type MastraFile } from './mastra-file.ts';
import { createMastraServer, type MastraServer } from './mastra-server.ts';
import { type SpanRun, toSpanRun } from './mastra-spans.ts';
import { mastraVerbs } from './open-mastra-store.ts';
import { type MastraRow, trigger } from './run-list.ts';
import {
  againKey,
  isCalled,
  type Stacks,
  statusOf,
  strandedReason,
  toStepItems,
  toWorkflowDetails,
  toWorkflowSummary,
} from './workflow-run.ts';

/** A thread, because a snapshot holds all payloads of a run, and no index orders them by time. */
serveStore<MastraRow>(
  'mastra',
  place => {
    const { path, url } = splitPlace(place);
    const file = createMastraFile(path);
    const spanRun = memo((row: MastraRow) => toSpanRun(row, file.spans(row, false)));
    return {
      ...file.list,
      version: file.version,
      summary: row => toSummary(file, row),
      bytesOf: ({ bytes }) => bytes,
      async payloads(rows) {
        return rows.map(row => {
          const spans = toSpanRun(row, file.spans(row, true));
          const searched = spans && readSearchedPayloads(spans.run, spans.files);
          if (row.kind === 'agent') return searched ?? {};
          const { input, output, error } = toWorkflowDetails(row, file.snapshot(row), () => undefined);
          return { input, output, error: error?.value, messages: searched?.messages };
        });
      },
      async details(row, { include }) {
        const spans = spanRun(row);
        const traced = spans && readOtlpDetails(spans.run, spans.files, include);
        if (row.kind === 'agent') return traced ?? {};
        const { usage, messages } = traced ?? {};
        const own = toWorkflowDetails(row, file.snapshot(row), stacksOf(spans));
        return { ...own, ...(usage ? { usage } : {}), ...(messages ? { messages } : {}) };
      },
      work: async row => workOf(file, row, spanRun(row)),
      ...createActs(file, createMastraServer(url)),
      close: async () => file.close(),
    };
  },
  (error, place) => toSqliteError(error, splitPlace(place).path),
);

/** Runs only for rows that are shown or searched: it reads the whole row. */
function toSummary(file: MastraFile, row: MastraRow): RunSummary {
  const recorded = file.spans(row, true);
  const spans = toSpanRun(row, recorded);
  const { models = [], services = [], messageCount, errorSummary, ...traced } = spans?.run.summary ?? {};
  const ofModels = { models, services, messageCount };
  if (row.kind === 'agent') {
    const { toolName } = fieldsOf(recorded.find(({ spanId }) => spanId === row.key)?.output);
    const waitingFor = row.state === 'suspended' && typeof toolName === 'string' ? toolName : undefined;
    return toAgentSummary(row, { ...traced, ...ofModels, errorSummary, waitingFor });
  }
  const summary = toWorkflowSummary(row, file.brief(row));
  const calls = spans?.run.steps.filter(({ id }) => !spans.steps.has(id)).length ?? 0;
  return {
    ...{ ...summary, ...ofModels, stepCount: (summary.stepCount ?? 0) + calls },
    parentId: parentOf(file, row),
    strandedBy: strandedReason(row, file.openedSince),
  };
}

function parentOf(file: MastraFile, row: MastraRow, isFresh = false): string | undefined {
  const { name } = row;
  const beside = file.relatives(row, isFresh);
  const above = beside.find(({ steps, graph }) => steps.includes(name) && isCalled(graph, name));
  return above ? `${above.name}:${row.key}` : file.list.parentOf(row, isFresh);
}

function toAgentSummary(
  row: MastraRow,
  traced: Partial<RunSummary> & Pick<RunSummary, 'models' | 'services'>,
): RunSummary {
  const { id, name, createdAt, finishedAt, state } = row;
  const status = statusOf(state);
  return {
    ...traced,
    ...{ id, kind: 'agent', name, status, statusRaw: state, trigger, createdAt, startedAt: createdAt },
    ...{ finishedAt: finishedAt ?? undefined, parentId: undefined },
    errorSummary: status === 'failed' ? traced.errorSummary : undefined,
  };
}

function stepsIn(spans: SpanRun | undefined): readonly Step[] {
  return spans ? readOtlpSteps(spans.run, spans.files) : [];
}

function stacksOf(spans: SpanRun | undefined): Stacks {
  return name => stepsIn(spans).findLast(step => step.name === name && step.error)?.error;
}

function workOf(file: MastraFile, row: MastraRow, spans: SpanRun | undefined): Work | RecordedWork {
  const steps = stepsIn(spans);
  if (row.kind === 'agent') {
    const whole = { limit: Number.POSITIVE_INFINITY };
    return { steps, ...(spans ? { trace: readOtlpTrace(spans.run, spans.files, whole) } : {}) };
  }
  const called = new Set(file.relatives(row).map(({ name }) => name));
  const childOf = (step: string, nested: unknown) =>
    typeof nested === 'string' ? `${step}:${nested}` : called.has(step) ? `${step}:${row.key}` : undefined;
  const items = toStepItems(row, file.snapshot(row), { stacks: stacksOf(spans), childOf });
  const calls = steps.flatMap(({ input, output, startedAt, finishedAt, ...step }): readonly WorkItem[] => {
    if (spans?.steps.has(step.id)) return [];
    const parentId = spans?.steps.get(step.parentId ?? '') ?? step.parentId;
    const times = { createdAt: startedAt ?? row.createdAt, endedAt: finishedAt };
    return [{ ...step, ...times, parentId, input: () => input, output: () => output }];
  });
  return { items: [...items, ...calls] };
}

function createActs(
  file: MastraFile,
  server: MastraServer,
): Pick<EngineParts<MastraRow>, 'actions' | 'start'> {
  const refusal = (row: MastraRow): string | undefined => {
    if (row.kind === 'agent') return 'it is an agent, and Mastra can only act on workflows';
    const above = parentOf(file, row, true);
    return above && `it is a step of ${above}: act on that`;
  };
  const act: MastraServer['act'] = async (row, ...sent) => {
    const reason = refusal(row);
    return reason === undefined ? server.act(row, ...sent) : { type: 'refused', reason };
  };
  return {
    actions: {
      cancel: (row, options) => act(row, 'cancel', {}, options),
      restartFrom: restartInPlace,
      /** Only from a step, in place: a start makes a new run. */
      async restart(row, { fromStep, ...options }) {
        if (fromStep === undefined) return { type: 'unsupported' };
        const { context } = fieldsOf(file.snapshot(row));
        const isRecorded = Object.hasOwn(fieldsOf(context), fromStep);
        if (!isRecorded || fromStep === 'input' || fromStep.startsWith('sleep_'))
          return { type: 'refused', reason: 'it has no such step to begin again at' };
        const answer = await act(row, 'time-travel', { step: fromStep }, options);
        return answer.type === 'refused' ? answer : { type: 'started', id: row.id };
      },
      verbs: mastraVerbs,
      async perform(row, { verb, name, payload }, options) {
        if (verb === 'restart') return act(row, 'restart', {}, options);
        const open = file.brief(row)?.steps.filter(({ status }) => status === 'suspended') ?? [];
        const step = name || open[0]?.id;
        // The server answers such a request as if it did something.
        if (step && open.length > 0 && !open.some(({ id }) => `${step}.`.startsWith(`${id}.`)))
          return { type: 'refused', reason: `it waits for ${open.map(({ id }) => id).join(', ')}` };
        return act(row, 'resume', { step, resumeData: payload }, options);
      },
    },
    async start({ workflow, input: recorded, id: wanted = crypto.randomUUID(), retryOf }, options) {
      const origin = retryOf === undefined ? undefined : await file.list.find(retryOf);
      const reason = origin && refusal(origin);
      if (reason !== undefined) return { type: 'refused', reason };
      const key = origin ? againKey(origin.key, wanted) : wanted;
      const id = `${workflow}:${key}`;
      const input = () =>
        retryOf === undefined ? recorded : restorePayload(toJsonText(recorded, { indent: 0 }));
      const taken = await file.list.find(id);
      if (taken) {
        const { input: known } = fieldsOf(fieldsOf(file.snapshot(taken)).context);
        const isSame =
          recorded === undefined ||
          known === undefined ||
          isDeepStrictEqual(known, parseExactJson(JSON.stringify(input())));
        return isSame
          ? { type: 'started', id, already: {} }
          : refuseTakenId({ id, workflow, differs: 'input' });
      }
      const wrong = origin && (await server.check(origin, options));
      if (wrong) return wrong;
      const answer = await server.start(workflow, key, input(), options);
      return answer.type === 'refused' ? answer : { type: 'started', id };
    },
  };
}
