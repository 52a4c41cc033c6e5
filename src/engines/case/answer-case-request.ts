import { readFileSync } from 'node:fs';
import { type Case, type CaseRun, parseCase } from '../../case-file/parse-case.ts';
import { compareIds } from '../../contract/lists/run-order.ts';
import type { RunPage } from '../../contract/lists/run-page.ts';
import type { PlacedStep, RunInclude, StepPage } from '../../contract/run-store.ts';
import { pageTrace } from '../../contract/trace-pages.ts';
import { newestMessages, type Run } from '../../model/run.ts';
import type { FileAnswers, FileRequest, Paging } from '../kit/file-store.ts';
import { createListSource } from '../kit/run-source.ts';
import { createScanLists } from '../kit/scan-lists.ts';
import { type FileVersion, versionOf } from './case-path.ts';
import { type LargePart, withoutLargeParts } from './large-parts.ts';

export type Request =
  | FileRequest
  | { readonly type: 'run'; readonly id: string; readonly include: RunInclude }
  | ({ readonly type: 'steps'; readonly id: string } & Paging);

/** A value with its large payloads apart, as texts in which their places are known. */
export type Apart<Value> = { readonly value: Value; readonly parts: readonly LargePart[] };

export type Answers = FileAnswers<FileVersion> & {
  readonly run: Apart<Run> | undefined;
  readonly steps: Apart<StepPage> | undefined;
};

/** Answers requests about a case file, which is read again when it was written again. */
export function createAnswer(path: string) {
  let known: { readonly version: FileVersion; readonly read: Case } | undefined;
  const load = () => {
    const version = versionOf(path);
    if (known?.version !== version) known = { version, read: readCaseFile(path) };
    return known;
  };
  const runs = () => load().read.runs;
  const find = (id: string) => runs().find(run => run.id === id);
  const source = createListSource({
    list: async () => runs().map(toSummary),
    loadPayloads: async ({ id }) => payloadsOf(find(id)),
  });
  const lists = createScanLists(source);

  return async (request: Request, signal: AbortSignal): Promise<Answers[Request['type']]> => {
    switch (request.type) {
      case 'list': {
        const { type, query, budget, ...options } = request;
        const { version, read } = load();
        const page = await createScanLists(source, budget).listRuns(query, { ...options, signal });
        return { page: withNotes(page, read), version };
      }
      case 'failures': {
        const { type, query, budget, ...options } = request;
        return createScanLists(source, budget).failures(query, { ...options, signal });
      }
      case 'counts':
        return lists.counts({ signal });
      case 'workflows':
        return lists.workflows({ signal });
      case 'suggest':
        return lists.suggest(request.field, request.prefix, { signal });
      case 'run': {
        const run = find(request.id);
        return run && apart(partsOf(run, request.include), request.include.lazyPayloads === true);
      }
      case 'steps': {
        const run = find(request.id);
        return run && apart(stepPage(run, request), true);
      }
      case 'trace': {
        const run = find(request.id);
        return run && pageTrace(run.trace, request);
      }
      case 'cancel':
        return { type: find(request.id) ? 'unsupported' : 'not-found' };
      case 'version':
        return versionOf(path);
    }
  };
}

/** Takes a while: the whole file is parsed. Throws the file system's errors and those of `parseCase`. */
function readCaseFile(path: string): Case {
  return parseCase(readFileSync(path, 'utf8').replace(/^\ufeff/, ''), path);
}

function payloadsOf(run: CaseRun | undefined) {
  const logs = newestMessages(run?.trace.logs ?? []);
  return { input: run?.input, output: run?.output, error: run?.error?.value, logs };
}

function toSummary({
  input,
  output,
  error,
  usage,
  messages,
  cancel,
  raw,
  steps,
  trace,
  ...summary
}: CaseRun) {
  return summary;
}

function partsOf({ steps, messages, trace, ...run }: CaseRun, include: RunInclude): Run {
  return { ...run, ...(include.steps ? { steps } : {}), ...(include.messages ? { messages } : {}) };
}

function withNotes(page: RunPage, { runs, problems }: Case): RunPage {
  if (problems.length === 0) return page;
  const total = runs.length + problems.length;
  return { ...page, notes: [`${problems.length} of ${total} runs could not be read: ${problems[0]}`] };
}

/** The steps of a page, in the order of their ids, with their places. */
function stepPage({ steps }: CaseRun, { limit, cursor }: Paging): StepPage {
  const placed: PlacedStep[] = steps.map((step, place) => ({ place, step }));
  const byId = placed.sort((a, b) => compareIds(a.step.id, b.step.id));
  const from = cursor === undefined ? 0 : byId.findIndex(({ step }) => compareIds(step.id, cursor) > 0);
  const page = from < 0 ? [] : byId.slice(from, from + limit);
  const hasMore = from >= 0 && from + limit < byId.length;
  return { steps: page, ...(hasMore ? { nextCursor: page.at(-1)?.step.id } : {}) };
}

function apart<Value>(value: Value, isLazy: boolean): Apart<Value> {
  return isLazy ? withoutLargeParts(value) : { value, parts: [] };
}
