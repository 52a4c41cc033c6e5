import { serveThread } from '../../async/serve-thread.ts';
import type { FailuresOptions } from '../../contract/failures.ts';
import { compareIds } from '../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import type {
  PlacedStep,
  RestartOptions,
  RunInclude,
  RunStore,
  StepPage,
  SuggestField,
} from '../../contract/run-store.ts';
import type { StartRequest } from '../../contract/starts/start-request.ts';
import type { VerbRequest } from '../../contract/verbs.ts';
import type { Query } from '../../model/query/query.ts';
import type { Run, Step } from '../../model/run.ts';
import { defineStore, type EngineParts } from './define-store.ts';
import { type LargePart, withoutLargeParts } from './large-parts.ts';
import type { ScanBudget } from './run-source.ts';

type Listing<Options> = Omit<Options, 'signal'> & { readonly query: Query; readonly budget?: ScanBudget };

export type Paging = { readonly limit: number; readonly cursor?: string };

/** Requests to a thread that answers by a store. */
export type StoreRequest =
  | ({ readonly type: 'list' } & Listing<ListOptions>)
  | ({ readonly type: 'failures' } & Listing<FailuresOptions>)
  | { readonly type: 'counts' }
  | { readonly type: 'workflows' }
  | { readonly type: 'suggest'; readonly field: SuggestField; readonly prefix: string }
  | { readonly type: 'run'; readonly id: string; readonly include: RunInclude }
  | ({ readonly type: 'steps'; readonly id: string } & Paging)
  | ({ readonly type: 'trace'; readonly id: string } & Paging)
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'start'; readonly request: StartRequest }
  | { readonly type: 'restart'; readonly id: string; readonly how: Omit<RestartOptions, 'signal'> }
  | { readonly type: 'perform'; readonly id: string; readonly request: VerbRequest }
  | { readonly type: 'version' };

export type Version = number | string;

/** A value with its large payloads apart, as texts in which their places are known. */
type Apart<Value> = { readonly value: Value; readonly parts: readonly LargePart[] };

export type StoreAnswers = {
  /** `version` is that of what the page shows, or one before. */
  readonly list: { readonly page: RunPage; readonly version: Version };
  readonly failures: Answer<'failures'>;
  readonly counts: Answer<'counts'>;
  readonly workflows: Answer<'workflows'>;
  readonly suggest: Answer<'suggest'>;
  readonly run: Apart<Run> | undefined;
  readonly steps: Apart<StepPage> | undefined;
  readonly trace: Answer<'getTrace'>;
  readonly cancel: Answer<'cancelRun'>;
  readonly start: Answer<'startRun'>;
  readonly restart: Answer<'restartRun'>;
  readonly perform: Answer<'performVerb'>;
  readonly version: Version;
};

type Answering = Pick<RunStore, 'listRuns' | 'failures' | 'counts' | 'workflows' | 'suggest'> &
  Pick<RunStore, 'getRun' | 'getTrace'> &
  Partial<Pick<RunStore, 'cancelRun' | 'startRun' | 'restartRun' | 'performVerb'>>;

type Answer<Method extends keyof Answering> = Awaited<ReturnType<Required<Answering>[Method]>>;

type StoreInThread = {
  /** A store of `defineStore`, or as much of one as the thread answers by. */
  readonly open: (budget?: ScanBudget) => Answering;
  /** Another one whenever something has changed. */
  readonly version: (signal: AbortSignal) => Promise<Version> | Version;
};

type ServedParts<Row> = EngineParts<Row> & Required<Pick<EngineParts<Row>, 'version'>>;

/** Answers in this thread, by a store of what an engine knows of a place. */
export function serveStore<Row>(
  kind: string,
  partsOf: (place: string) => ServedParts<Row>,
  toError: Parameters<typeof serveThread>[1],
): void {
  serveThread<StoreRequest>(place => {
    const parts = partsOf(place);
    const target = { name: '', kind, location: place, reason: '' };
    return createStoreAnswer({
      version: signal => parts.version({ signal }),
      open: budget => defineStore(target, parts, budget),
    });
  }, toError);
}

/** Answers in the thread, by one store for all requests with one budget. */
export function createStoreAnswer({ open, version }: StoreInThread) {
  let opened: { readonly budget?: ScanBudget; readonly store: Answering } | undefined;

  function storeWith(budget?: ScanBudget): Answering {
    const isSame = budget?.ms === opened?.budget?.ms && budget?.rows === opened?.budget?.rows;
    if (!opened || (budget && !isSame)) opened = { budget, store: open(budget) };
    return opened.store;
  }

  return async (request: StoreRequest, signal: AbortSignal): Promise<StoreAnswers[StoreRequest['type']]> => {
    switch (request.type) {
      case 'list': {
        const { query, type, budget, ...options } = request;
        // What changes while the page is read is a change after it.
        const shown = await version(signal);
        return { page: await storeWith(budget).listRuns(query, { ...options, signal }), version: shown };
      }
      case 'failures': {
        const { query, type, budget, ...options } = request;
        return storeWith(budget).failures?.(query, { ...options, signal });
      }
      case 'counts':
        return storeWith().counts({ signal });
      case 'workflows':
        return storeWith().workflows({ signal });
      case 'suggest':
        return storeWith().suggest(request.field, request.prefix, { signal });
      case 'run': {
        const run = await storeWith().getRun(request.id, { include: request.include, signal });
        return run && (request.include.lazyPayloads ? withoutLargeParts(run) : { value: run, parts: [] });
      }
      case 'steps': {
        const run = await storeWith().getRun(request.id, { include: { steps: true }, signal });
        return run && withoutLargeParts(stepPage(run.steps ?? [], request));
      }
      case 'trace':
        return storeWith().getTrace(request.id, { limit: request.limit, cursor: request.cursor, signal });
      case 'cancel':
        return storeWith().cancelRun?.(request.id, { signal }) ?? unsupported;
      case 'start':
        return storeWith().startRun?.(request.request, { signal }) ?? unsupported;
      case 'restart':
        return storeWith().restartRun?.(request.id, { ...request.how, signal }) ?? unsupported;
      case 'perform':
        return storeWith().performVerb?.(request.id, request.request, { signal }) ?? unsupported;
      case 'version':
        return version(signal);
    }
  };
}

const unsupported = { type: 'unsupported' } as const;

/** The steps of a page, in the order of their ids, with their places. */
function stepPage(steps: readonly Step[], { limit, cursor }: Paging): StepPage {
  const placed: PlacedStep[] = steps.map((step, place) => ({ place, step }));
  const byId = placed.sort((a, b) => compareIds(a.step.id, b.step.id));
  const from = cursor === undefined ? 0 : byId.findIndex(({ step }) => compareIds(step.id, cursor) > 0);
  const page = from < 0 ? [] : byId.slice(from, from + limit);
  const hasMore = from >= 0 && from + limit < byId.length;
  return { steps: page, ...(hasMore ? { nextCursor: page.at(-1)?.step.id } : {}) };
}
