import { isDeepStrictEqual } from 'node:util';
import { pollChanges } from '../../async/poll-changes.ts';
import { createStoreGuard, type StoreGuard } from '../../async/store-guard.ts';
import type { Capabilities, RestartFrom } from '../../contract/capabilities.ts';
import { sortFields } from '../../contract/lists/sort.ts';
import type { CancelResult, RestartOptions, RunInclude, RunStore } from '../../contract/run-store.ts';
import { refuseTakenId, type StartRequest, type StartResult } from '../../contract/starts/start-request.ts';
import type { StoreCheck, TargetInfo } from '../../contract/target-info.ts';
import { pageTrace, type TracePage } from '../../contract/trace-pages.ts';
import type { Verb, VerbRequest, VerbResult } from '../../contract/verbs.ts';
import type { Run, RunSummary } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import {
  type ActAnswer,
  createEndedRuns,
  type EndedRuns,
  type EndOptions,
  endRun,
  performAndLook,
} from './end-run.ts';
import { createRowLists, type ListParts } from './row-lists.ts';
import { withoutFields } from './run-search.ts';
import type { ScanBudget, Signal } from './run-source.ts';
import { toRecordedError } from './serialized-error.ts';
import { type RecordedWork, toSteps, toTrace, type Work } from './work-items.ts';

export type RunDetails = Omit<Run, keyof RunSummary | 'steps' | 'trace' | 'usage'> &
  Partial<Pick<Run, 'usage'>>;

/** What only an engine knows. `Row` is a run as the engine keeps it. */
export type EngineParts<Row> = ListParts<Row> & {
  readonly lacks?: Capabilities['lacks'];
  /** `undefined` for an unknown id. `isFresh`: it is going to be acted on, so nothing kept may answer. */
  readonly find: (id: string, options: { readonly isFresh?: boolean } & Signal) => Promise<Row | undefined>;
  /** By default what `payloads` has, and `raw`. */
  readonly details?: (row: Row, options: { readonly include: RunInclude } & Signal) => Promise<RunDetails>;
  /** The engine's own fields of a run, shown in Metadata, without those that are `null` or `undefined`. */
  readonly raw?: (row: Row) => Readonly<Record<string, unknown>>;
  /** Steps, sleeps, waits, called runs and logs, as far as recorded; for a trace without `include`. */
  readonly work: (row: Row, options: GetOptions) => Promise<Work | RecordedWork>;
  /** A page of the trace, where not all of it is to be read; by default one of what `work` gives. */
  readonly trace?: (row: Row, options: TraceOptions) => Promise<TracePage>;
  /** Differs whenever something has changed; polled. Without it, whole lists are. */
  readonly version?: (options: Signal) => Promise<number | string>;
  /** By default 1 s. Changes that take longer to be seen are not called live. */
  readonly pollMs?: number;
  readonly actions?: EngineActions<Row>;
  /** Not called again for the id of a run that is there. */
  readonly start?: (request: StartRequest, options: Signal) => Promise<StartResult>;
  /** Makes an `InspectorError` of what the engine, its disk or network throws; returns any other error. */
  readonly toError?: (error: unknown) => unknown;
  readonly check?: (options: Signal) => Promise<StoreCheck>;
  readonly close?: () => Promise<void>;
};

/** A row is read just before it is acted on; one that is canceled or killed is read again afterwards. */
export type EngineActions<Row> = {
  readonly cancel?: (row: Row, options: EndOptions) => Promise<ActAnswer>;
  readonly kill?: (row: Row, options: EndOptions) => Promise<ActAnswer>;
  /** Repeats a run with the input that it had: as a new one, unless `restartFrom` says otherwise. */
  readonly restart?: (row: Row, options: RestartOptions) => Promise<StartResult>;
  readonly cancelNotes?: Capabilities['cancelNotes'];
  readonly restartNote?: string;
  /** Set where `restart` takes a step, which is an item of the run's work. */
  readonly restartFrom?: RestartFrom;
  readonly verbs?: readonly Verb[];
  readonly perform?: (row: Row, request: VerbRequest, options: Signal) => Promise<ActAnswer>;
  /** Set where a second request to cancel would disturb the first. */
  readonly isCancelSentOnce?: boolean;
};

const [defaultPollMs, mostLivePollMs] = [1_000, 2_000];

export type DefinedStore = RunStore & {
  /** Differs whenever something has changed, or reused counts may be counted anew. */
  readonly version: (options: Signal) => Promise<number | string>;
};

export function defineStore<Row>(
  target: TargetInfo,
  engine: EngineParts<Row>,
  budget?: ScanBudget,
): DefinedStore {
  const kept = createEndedRuns();
  const parts: EngineParts<Row> = {
    ...engine,
    summary: row => kept.withRequest(withoutGroup(engine.summary(row))),
    runs: engine.lacks ? withoutFields(engine.runs, engine.lacks) : engine.runs,
  };
  const lists = createRowLists(parts, budget);
  const reader = createRunReader(parts, kept);
  const { start, check, pollMs = defaultPollMs, actions = {}, toError = same } = parts;
  const { hasRead, follow, close, ...guard } = createStoreGuard(target.location);
  const call: StoreGuard['call'] = (signal, work) =>
    guard.call(signal, () => convertErrors(work, toError, signal));
  const read: StoreGuard['read'] = (signal, work) =>
    guard.read(signal, () => convertErrors(work, toError, signal));
  let reads = 0;
  const version = async (options: Signal) =>
    parts.version ? `${await parts.version(options)} ${lists.countsVersion()}` : ++reads;
  return {
    target,
    version,
    can: capabilitiesOf(parts),
    listRuns: (query, options) => read(options.signal, () => lists.listRuns(query, options)),
    failures: (query, options) => read(options.signal, () => lists.failures(query, options)),
    counts: options => read(options?.signal, () => lists.counts(options)),
    workflows: options => read(options?.signal, () => lists.workflows(options)),
    suggest: (field, prefix, options) => call(options?.signal, () => lists.suggest(field, prefix, options)),
    getRun: (id, options = {}) =>
      read(options.signal, async () => lists.withSettled(await reader.getRun(id, options), options)),
    getTrace: (id, options = {}) => read(options.signal, () => reader.getTrace(id, options)),
    cancelRun: (id, options = {}) => call(options.signal, () => reader.end(id, 'cancel', options)),
    ...(actions.kill && {
      killRun: (id, options = {}) => call(options.signal, () => reader.end(id, 'kill', options)),
    }),
    startRun: (request, options = {}) =>
      call(options.signal, async () => {
        if (!start) return { type: 'unsupported' };
        return (await reader.findStarted(request, options)) ?? start(request, options);
      }),
    ...(actions.restart && {
      restartRun: (id, options = {}) => call(options.signal, () => reader.restart(id, options)),
    }),
    ...(actions.perform && {
      performVerb: (id, verb, options = {}) => call(options.signal, () => reader.perform(id, verb, options)),
    }),
    changes: signal =>
      follow(signal, either => {
        const polling = { pollMs, isShown: parts.version && hasRead, isRemote: true };
        return pollChanges(
          () => convertErrors(() => version({ signal: either }), toError, either),
          polling,
          either,
        );
      }),
    ...(check && { check: (options = {}) => call(options.signal, () => check(options)) }),
    async close() {
      close();
      await parts.close?.();
    },
  };
}

const same = (error: unknown) => error;

/** A run that is tried again belongs to no group of failures. */
function withoutGroup(run: RunSummary): RunSummary {
  const { status, errorSummary } = run;
  if (status === 'failed' || errorSummary?.failure === undefined) return run;
  return { ...run, errorSummary: { ...errorSummary, failure: undefined } };
}

/** Rejects with the signal's reason once that has aborted, whatever the work throws then. */
async function convertErrors<T>(
  work: () => Promise<T>,
  toError: (error: unknown) => unknown,
  signal: AbortSignal | undefined,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw toError(error);
  }
}

function capabilitiesOf<Row>(parts: EngineParts<Row>): Capabilities {
  const { start, version, pollMs = defaultPollMs, lacks } = parts;
  const { cancel, cancelNotes, kill, restart, restartNote, restartFrom, verbs } = parts.actions ?? {};
  const { order } = parts.runs;
  return {
    ...{ cancel: cancel !== undefined, kill: kill !== undefined, start: start !== undefined },
    ...{ cancelNotes, restart: restart && true, restartNote, restartFrom, verbs, order, lacks },
    live: version !== undefined && pollMs <= mostLivePollMs,
    sorts: order === undefined ? sortFields : sortFields.filter(field => field !== 'created'),
  };
}

async function payloadDetails<Row>(parts: EngineParts<Row>, row: Row, options: Signal): Promise<RunDetails> {
  const [{ input, output, error } = {}] = (await parts.payloads?.([row], options)) ?? [];
  const raw = Object.entries(parts.raw?.(row) ?? {}).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const recorded = error === undefined ? undefined : toRecordedError(error);
  return { input, output, error: recorded, raw: Object.fromEntries(raw) };
}

/** A cancel whose steps go on stays shown after the end; a label means that nobody asked for it. */
function cancelState(run: RunSummary, { cancelNotes }: EngineActions<never>): Run['cancel'] {
  const { status, statusLabel, startedAt, finishedAt, cancelRequestedAt } = run;
  if (cancelRequestedAt !== undefined) return { requestedAt: cancelRequestedAt };
  if (statusLabel !== undefined) return undefined;
  if (status !== 'canceled' || finishedAt === undefined || !cancelNotes?.running) return undefined;
  const outcome = startedAt === undefined ? {} : { outcome: `canceled; ${cancelNotes.running}` };
  return { requestedAt: finishedAt, ...outcome };
}

type GetOptions = { readonly include?: RunInclude } & Signal;
type TraceOptions = { readonly limit?: number; readonly cursor?: string } & Signal;

/** Reads single runs, also those that the engine has forgotten since this process ended them. */
function createRunReader<Row>(parts: EngineParts<Row>, kept: EndedRuns) {
  const { find, work, summary, actions = {} } = parts;
  const details = parts.details ?? ((row, options) => payloadDetails(parts, row, options));

  async function toRun(row: Row, { include = {}, ...options }: GetOptions): Promise<Run> {
    const [{ messages = [], cancel, ...more }, done] = await Promise.all([
      details(row, { include, ...options }),
      include.steps ? work(row, { include, ...options }) : undefined,
    ]);
    const shown = summary(row);
    return {
      ...{ ...shown, usage: [], ...more, cancel: cancel ?? cancelState(shown, actions) },
      ...(done ? { steps: await toSteps(done) } : {}),
      ...(include.messages ? { messages } : {}),
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
      if (parts.trace) return parts.trace(row, { signal, ...paging });
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
          found = await find(id, { ...options, isFresh: true });
          return found === undefined ? undefined : toRun(found, options);
        },
        act: async () => (found === undefined ? { type: 'gone' } : act(found, options)),
      });
    },
    /** The answer where a run already has the id, as when a start is repeated because its answer was lost. */
    async findStarted(
      { id, workflow, input }: StartRequest,
      options: Signal,
    ): Promise<StartResult | undefined> {
      const row = id === undefined ? undefined : await find(id, options);
      if (row === undefined || id === undefined) return undefined;
      const run = await toRun(row, options);
      if (run.name !== workflow) return refuseTakenId({ id, workflow: run.name, differs: 'workflow' });
      // Engines record a missing input each in their own way.
      return input === undefined || isDeepStrictEqual(run.input, input)
        ? { type: 'started', id, already: {} }
        : refuseTakenId({ id, workflow, differs: 'input' });
    },
    async restart(id: string, options: RestartOptions): Promise<StartResult> {
      const { restart, restartFrom } = actions;
      const row = await find(id, { ...options, isFresh: true });
      if (row === undefined || !restart) return { type: 'not-found' };
      if (options.fromStep === undefined) return restart(row, options);
      if (!restartFrom) return { type: 'unsupported' };
      if (isActive(summary(row))) return { type: 'refused', reason: 'it has not ended' };
      if (restartFrom.loses !== undefined && !options.isSaved)
        return { type: 'refused', reason: `it is not saved, and would lose ${restartFrom.loses}` };
      return restart(row, options);
    },
    perform: (id: string, request: VerbRequest, options: Signal): Promise<VerbResult> =>
      performAndLook(request, {
        ...{ verbs: actions.verbs, perform: actions.perform, summary },
        find: () => find(id, { ...options, isFresh: true }),
        ...options,
      }),
  };
}
