import { serveThread } from '../../async/serve-thread.ts';
import { compareIds } from '../../contract/lists/run-order.ts';
import type { RunPage } from '../../contract/lists/run-page.ts';
import type { PlacedStep, RunInclude, RunStore, StepPage } from '../../contract/run-store.ts';
import { formatStepCursor, parseStepCursor } from '../../contract/step-cursor.ts';
import type { Run, Step } from '../../model/run.ts';
import { type DefinedStore, defineStore, type EngineParts } from './define-store.ts';
import { type LargePart, withoutLargeParts } from './large-parts.ts';
import type { ScanBudget } from './run-source.ts';

export type Paging = { readonly limit?: number; readonly cursor?: string };

export type Version = number | string;

type Plain =
  | ('failures' | 'counts' | 'workflows' | 'suggest' | 'getTrace')
  | ('cancelRun' | 'startRun' | 'restartRun' | 'performVerb');

type Answering = Pick<DefinedStore, 'listRuns' | 'getRun' | 'version'> & Partial<Pick<RunStore, Plain>>;

type Apart<Value> = { readonly value: Value; readonly parts: readonly LargePart[] };

export type StoreAnswers = { readonly [Method in Plain]: Awaited<ReturnType<Required<RunStore>[Method]>> } & {
  /** `version` is that of what the page shows, or one before. */
  readonly listRuns: { readonly page: RunPage; readonly version: Version };
  readonly getRun: Apart<Run> | undefined;
  readonly getSteps: Apart<StepPage> | undefined;
  readonly version: Version;
};

export type StoreRequest = {
  readonly type: 'call';
  readonly method: keyof StoreAnswers;
  /** The arguments before the options. */
  readonly args: readonly unknown[];
  readonly options: { readonly include?: RunInclude; readonly [name: string]: unknown } & Paging;
  readonly budget: ScanBudget;
};

type ServedParts<Row> = EngineParts<Row> & Required<Pick<EngineParts<Row>, 'version'>>;

export function serveStore<Row>(
  kind: string,
  partsOf: (place: string) => ServedParts<Row>,
  toError: Parameters<typeof serveThread>[1],
): void {
  serveThread<StoreRequest>(place => {
    const parts = partsOf(place);
    // The place may hold a key, so it is not shown as the location.
    const target = { name: '', kind, location: kind, reason: '' };
    return createStoreAnswer(budget => defineStore(target, parts, budget));
  }, toError);
}

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
    // Read before the page, so that a change during the reading counts as a change after it.
    const shown = method === 'listRuns' ? await store.version({ signal }) : undefined;
    const answer: unknown = await Reflect.apply(does, store, [...args, { ...options, signal }]);
    if (method === 'listRuns') return { page: answer, version: shown };
    if (method !== 'getRun') return answer;
    return (
      answer && (options.include?.lazyPayloads ? withoutLargeParts(answer) : { value: answer, parts: [] })
    );
  };
}

function stepPage(steps: readonly Step[], { limit = steps.length, cursor }: Paging): StepPage {
  const placed: PlacedStep[] = steps.map((step, place) => ({ place, step }));
  const byId = placed.sort((a, b) => compareIds(a.step.id, b.step.id));
  const after = cursor === undefined ? undefined : parseStepCursor(cursor);
  const rest = byId.filter(({ step }) => after === undefined || compareIds(step.id, after) > 0);
  const page = rest.slice(0, limit);
  const last = page.length < rest.length ? page.at(-1) : undefined;
  return { steps: page, ...(last && { nextCursor: formatStepCursor(last.step.id) }) };
}
