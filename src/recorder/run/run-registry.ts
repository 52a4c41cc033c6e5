import type { RunWriter } from '../../contract/run-events.ts';
import { createRunIds } from '../../contract/run-ids.ts';
import type { RunKind } from '../../model/run.ts';
import { adoptRecording, openRecording, type Recording, type Sink } from './recording.ts';
import { type CommonOptions, toRecordingPlan } from './run-options.ts';
import { currentScope } from './scope.ts';

const totalsEveryMs = 200;

/** `at`: epoch ms. */
type BegunRun = Readonly<Record<'id' | 'workflow', string>> & {
  readonly at: number;
  readonly signal: AbortSignal | undefined;
};

/** The runs of one recorder that have not ended. */
export type RunRegistry = ReturnType<typeof createRunRegistry>;

export function createRunRegistry(writer: RunWriter, now: () => number) {
  const runs = new Map<Recording, () => void>();
  const changed = new Set<Recording>();
  const newId = createRunIds();
  let timer: NodeJS.Timeout | undefined;

  function writeTotals(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const run of changed) run.writeTotals();
    changed.clear();
  }
  const sink: Sink = {
    now,
    write: event => writer.write([event]),
    totalsChanged(run) {
      changed.add(run);
      timer ??= setTimeout(writeTotals, totalsEveryMs).unref();
    },
    ended(run) {
      changed.delete(run);
      runs.get(run)?.();
      runs.delete(run);
    },
  };
  const stopListening = writer.onCancelRequested(ids => {
    for (const run of runs.keys()) if (ids.includes(run.id)) run.cancelRequested();
  });

  function add(run: Recording, release: () => void): Recording {
    if (!run.isOver()) runs.set(run, release);
    return run;
  }

  return {
    open(kind: RunKind, name: string, options: CommonOptions) {
      const context = { kind, name, newId, now: now(), parentId: currentScope()?.run.id };
      const run = openRecording(sink, toRecordingPlan(options, context));
      return add(run, abortWith(run, options.signal));
    },
    adopt({ id, workflow: name, at, signal }: BegunRun) {
      const run = adoptRecording(sink, { id, kind: 'workflow', name }, at);
      return add(run, abortWith(run, signal));
    },
    writeTotals,
    stop() {
      stopListening();
      writeTotals();
    },
  };
}

/** Returns a function that removes the listener. */
function abortWith(run: Recording, signal: AbortSignal | undefined): () => void {
  if (!signal) return () => {};
  const abort = (): void => run.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return () => signal.removeEventListener('abort', abort);
}
