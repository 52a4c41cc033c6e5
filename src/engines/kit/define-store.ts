import { isDeepStrictEqual } from 'node:util';
import { pollChanges } from '../../async/poll-changes.ts';
import { createStoreGuard } from '../../async/store-guard.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import { sortFields } from '../../contract/lists/sort.ts';
import type { CancelResult, Change, RunInclude, RunStore } from '../../contract/run-store.ts';
import { refuseTakenId, type StartRequest, type StartResult } from '../../contract/starts/start-request.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { pageTrace, type TracePage } from '../../contract/trace-pages.ts';
import type { Run, RunSummary } from '../../model/run.ts';
import { type ActAnswer, createEndedRuns, type EndedRuns, type EndOptions, endRun } from './end-run.ts';
import { toRecordedError } from './recorded-error.ts';
import { createRowLists, type ListParts } from './row-lists.ts';
import { withoutFields } from './run-search.ts';
import type { ScanBudget, Signal } from './run-source.ts';
import { toSteps, toTrace, type Work } from './work-items.ts';

/** What a whole run has besides its summary, its steps and its trace. */
export type RunDetails = Omit<Run, keyof RunSummary | 'steps' | 'trace' | 'usage'> &
  Partial<Pick<Run, 'usage'>>;

/** What only an engine knows; `Row` is a run as it keeps it. Foreign errors become an `InspectorError`. */
export type EngineParts<Row> = ListParts<Row> & {
  readonly lacks?: Capabilities['lacks'];
  /** `undefined` for an unknown id. */
  readonly find: (id: string, options: Signal) => Promise<Row | undefined>;
  /** By default what `payloads` has, and `raw`. */
  readonly details?: (row: Row, options: { readonly include: RunInclude } & Signal) => Promise<RunDetails>;
  /** The engine's own fields of a run, shown in Metadata, without those that are `null` or `undefined`. */
  readonly raw?: (row: Row) => Readonly<Record<string, unknown>>;
  /** Steps, sleeps, waits, called runs and logs, as far as the engine recorded them. */
  readonly work: (row: Row, options: Signal) => Promise<Work>;
  /** Another one whenever something has changed; asked for again and again. */
  readonly version?: (options: Signal) => Promise<number | string>;
  readonly pollMs?: number;
  /** Reports changes in place of `version`; `hasRead` says whether something is shown already. */
  readonly changes?: (signal: AbortSignal, hasRead: () => boolean) => AsyncIterable<Change>;
  readonly actions?: EngineActions<Row>;
  /** Not called again for the id of a run that is there. */
  readonly start?: (request: StartRequest, options: Signal) => Promise<StartResult>;
  readonly close?: () => Promise<void>;
};

/** The status was read a moment ago; ends are looked at again afterwards. */
export type EngineActions<Row> = {
  readonly cancel?: (row: Row, options: EndOptions) => Promise<ActAnswer>;
  readonly cancelNotes?: Capabilities['cancelNotes'];
  readonly kill?: (row: Row, options: EndOptions) => Promise<ActAnswer>;
  /** Repeats a run as a new one, with the input that the engine keeps. */
  readonly restart?: (row: Row, options: Signal) => Promise<StartResult>;
  /** Set where a second request to cancel would disturb the first. */
  readonly isCancelSentOnce?: boolean;
};

const defaultPollMs = 1_000;

/** Makes a whole store of what an engine knows. */
export function defineStore<Row>(target: TargetInfo, given: EngineParts<Row>, budget?: ScanBudget): RunStore {
  const kept = createEndedRuns();
  const parts: EngineParts<Row> = {
    ...given,
    summary: row => kept.withRequest(given.summary(row)),
    runs: given.lacks ? withoutFields(given.runs, given.lacks.fields) : given.runs,
  };
  const lists = createRowLists(parts, budget);
  const reader = createRunReader(parts, kept);
  const { call, read, hasRead, follow, close } = createStoreGuard(target.location);
  const { start, version, changes, pollMs = defaultPollMs, actions = {} } = parts;
  return {
    target,
    can: capabilitiesOf(parts),
    listRuns: (query, options) => read(options.signal, () => lists.listRuns(query, options)),
    failures: (query, options) => read(options.signal, () => lists.failures(query, options)),
    counts: options => read(options?.signal, () => lists.counts(options)),
    workflows: options => read(options?.signal, () => lists.workflows(options)),
    suggest: (field, prefix, options) => call(options?.signal, () => lists.suggest(field, prefix, options)),
    getRun: (id, options = {}) => read(options.signal, () => reader.getRun(id, options)),
    getTrace: (id, options = {}) => read(options.signal, () => reader.getTrace(id, options)),
    cancelRun: (id, options = {}) => call(options.signal, () => reader.end(id, 'cancel', options)),
    ...(actions.kill
      ? { killRun: (id, options = {}) => call(options.signal, () => reader.end(id, 'kill', options)) }
      : {}),
    startRun: (request, options = {}) =>
      call(options.signal, async () => {
        if (!start) return { type: 'unsupported' };
        return (await reader.findStarted(request, options)) ?? start(request, options);
      }),
    ...(actions.restart
      ? { restartRun: (id, options = {}) => call(options.signal, () => reader.restart(id, options)) }
      : {}),
    changes: signal =>
      follow(signal, either => {
        if (changes) return changes(either, hasRead);
        return pollChanges(async () => version?.({ signal: either }) ?? '', { pollMs }, either);
      }),
    async close() {
      close();
      await parts.close?.();
    },
  };
}

function capabilitiesOf<Row>({
  actions = {},
  start,
  version,
  changes,
  lacks,
  runs: { order },
}: EngineParts<Row>): Capabilities {
  return {
    cancel: actions.cancel !== undefined,
    ...(actions.cancelNotes ? { cancelNotes: actions.cancelNotes } : {}),
    kill: actions.kill !== undefined,
    start: start !== undefined,
    ...(actions.restart ? { restart: true } : {}),
    live: version !== undefined || changes !== undefined,
    sorts: order === undefined ? sortFields : sortFields.filter(field => field !== 'created'),
    ...(order === undefined ? {} : { order }),
    lacks,
  };
}

async function payloadDetails<Row>(parts: EngineParts<Row>, row: Row, options: Signal): Promise<RunDetails> {
  const [{ input, output, error } = {}] = (await parts.payloads?.([row], options)) ?? [];
  const raw = Object.entries(parts.raw?.(row) ?? {}).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error: toRecordedError(error) }),
    raw: Object.fromEntries(raw),
  };
}

type GetOptions = { readonly include?: RunInclude } & Signal;
type TraceOptions = Parameters<RunStore['getTrace']>[1] & Signal;

/** Reads single runs, also those that the engine has forgotten since this process ended them. */
function createRunReader<Row>(parts: EngineParts<Row>, kept: EndedRuns) {
  const { find, work, summary, actions = {} } = parts;
  const details = parts.details ?? ((row, options) => payloadDetails(parts, row, options));

  async function toRun(row: Row, { include = {}, ...options }: GetOptions): Promise<Run> {
    const [more, done] = await Promise.all([
      details(row, { include, ...options }),
      include.steps ? work(row, options) : undefined,
    ]);
    return {
      ...{ ...summary(row), usage: [], ...more },
      ...(done ? { steps: await toSteps(done) } : {}),
      ...(include.messages ? { messages: more.messages ?? [] } : {}),
    };
  }

  return {
    async getRun(id: string, options: GetOptions): Promise<Run | undefined> {
      const row = await find(id, options);
      if (row !== undefined) return toRun(row, options);
      const run = kept.find(id);
      const { steps, messages } = options.include ?? {};
      return run && { ...run, ...(steps ? { steps: [] } : {}), ...(messages ? { messages: [] } : {}) };
    },
    async getTrace(id: string, { signal, ...paging }: TraceOptions): Promise<TracePage | undefined> {
      const row = await find(id, { signal });
      if (row === undefined) return kept.find(id) && pageTrace({ spans: [], logs: [] }, paging);
      return pageTrace(await toTrace(summary(row), await work(row, { signal })), paging);
    },
    async end(id: string, action: 'cancel' | 'kill', options: EndOptions): Promise<CancelResult> {
      const act = actions[action];
      if (!act) return { type: 'unsupported' };
      let found: Row | undefined;
      return endRun(id, {
        kept,
        isSentOnce: action === 'cancel' && actions.isCancelSentOnce,
        async read() {
          found = await find(id, options);
          return found === undefined ? undefined : toRun(found, options);
        },
        act: async () => (found === undefined ? { type: 'gone' } : act(found, options)),
      });
    },
    /** The answer where a run has the id already; a start is sent again when its answer was lost. */
    async findStarted(
      { id, workflow, input }: StartRequest,
      options: Signal,
    ): Promise<StartResult | undefined> {
      const row = id === undefined ? undefined : await find(id, options);
      if (row === undefined || id === undefined) return undefined;
      const run = await toRun(row, options);
      if (run.name !== workflow) return refuseTakenId({ id, workflow: run.name, differs: 'workflow' });
      return isDeepStrictEqual(run.input ?? null, input ?? null)
        ? { type: 'started', id, already: {} }
        : refuseTakenId({ id, workflow, differs: 'input' });
    },
    async restart(id: string, options: Signal): Promise<StartResult> {
      const row = await find(id, options);
      if (row === undefined || !actions.restart) return { type: 'not-found' };
      return actions.restart(row, options);
    },
  };
}
