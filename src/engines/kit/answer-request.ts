import { serveThread } from '../../async/serve-thread.ts';
import { compareIds } from '../../contract/lists/run-order.ts';
import type { RunPage } from '../../contract/lists/run-page.ts';
import type { PlacedStep, RunInclude, RunStore, StepPage } from '../../contract/run-store.ts';
import type { Run, Step } from '../../model/run.ts';
import { type DefinedStore, defineStore, type EngineParts } from './define-store.ts';
import { type LargePart, withoutLargeParts } from './large-parts.ts';
import type { ScanBudget } from './run-source.ts';

export type Paging = { readonly limit: number; readonly cursor?: string };

export type Version = number | string;

/** The methods of a store that a thread answers as they are. */
type Plain =
  | ('failures' | 'counts' | 'workflows' | 'suggest' | 'getTrace')
  | ('cancelRun' | 'startRun' | 'restartRun' | 'performVerb');

/** A store of `defineStore`, or as much of one as a thread answers by. */
type Answering = Pick<DefinedStore, 'listRuns' | 'getRun' | 'version'> & Partial<Pick<RunStore, Plain>>;

/** A value with its large payloads apart, as texts in which their places are known. */
type Apart<Value> = { readonly value: Value; readonly parts: readonly LargePart[] };

export type StoreAnswers = { readonly [Method in Plain]: Awaited<ReturnType<Required<RunStore>[Method]>> } & {
  /** `version` is that of what the page shows, or one before. */
  readonly listRuns: { readonly page: RunPage; readonly version: Version };
  readonly getRun: Apart<Run> | undefined;
  readonly getSteps: Apart<StepPage> | undefined;
  readonly version: Version;
};

/** A call of a method in a thread that answers by a store. */
export type StoreRequest = {
  readonly type: 'call';
  readonly method: keyof StoreAnswers;
  /** The arguments before the options. */
  readonly args: readonly unknown[];
  readonly options: { readonly include?: RunInclude; readonly [name: string]: unknown } & Partial<Paging>;
  readonly budget: ScanBudget;
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
    // The place may hold a key.
    const target = { name: '', kind, location: kind, reason: '' };
    return createStoreAnswer(budget => defineStore(target, parts, budget));
  }, toError);
}

/** Answers in the thread, by one store for all requests. */
export function createStoreAnswer(open: (budget: ScanBudget) => Answering) {
  let store: Answering | undefined;
  return async (request: StoreRequest, signal: AbortSignal): Promise<unknown> => {
    const { method, args, options, budget } = request;
    store ??= open(budget);
    if (method === 'version') return store.version({ signal });
    if (method === 'getSteps') {
      const run = await store.getRun(String(args[0]), { include: { steps: true }, signal });
      return run && withoutLargeParts(stepPage(run.steps ?? [], options));
    }
    const does = store[method];
    if (!does) return { type: 'unsupported' };
    // What changes while a page is read is a change after it.
    const shown = method === 'listRuns' ? await store.version({ signal }) : undefined;
    const answer: unknown = await Reflect.apply(does, store, [...args, { ...options, signal }]);
    if (method === 'listRuns') return { page: answer, version: shown };
    if (method !== 'getRun') return answer;
    return (
      answer && (options.include?.lazyPayloads ? withoutLargeParts(answer) : { value: answer, parts: [] })
    );
  };
}

/** The steps of a page, in the order of their ids, with their places. */
function stepPage(steps: readonly Step[], { limit = steps.length, cursor }: Partial<Paging>): StepPage {
  const placed: PlacedStep[] = steps.map((step, place) => ({ place, step }));
  const byId = placed.sort((a, b) => compareIds(a.step.id, b.step.id));
  const from = cursor === undefined ? 0 : byId.findIndex(({ step }) => compareIds(step.id, cursor) > 0);
  const page = from < 0 ? [] : byId.slice(from, from + limit);
  const hasMore = from >= 0 && from + limit < byId.length;
  return { steps: page, ...(hasMore ? { nextCursor: page.at(-1)?.step.id } : {}) };
}
