import { untilAborted } from '../../async/deadline.ts';
import { pause } from '../../async/sleep.ts';
import { openSpan, toAttributesJson } from '../run/open-span.ts';
import { addUsage } from '../run/recording.ts';
import type { RunScope, SpanOptions, SpanScope, StepOptions } from '../run/run-scope.ts';
import { innermost, runInScope, type Scope } from '../run/scope.ts';
import { toJson, toText } from '../run/to-json.ts';
import { runStep, type StepPlan, toFailure } from './run-step.ts';

export function createActions(scope: Scope): RunScope {
  const { run } = scope;
  return {
    id: run.id,
    signal: run.signal,
    step(name, work, options) {
      const withActions = (inner: Scope, attempt: number) => work({ ...createActions(inner), attempt });
      return runStep(innermost(scope), toPlan(name, options), withActions);
    },
    span: (name, work, options) => runSpan(innermost(scope), name, work, options),
    log(level, message, attributes) {
      const { spanId } = innermost(scope);
      const about = { runId: run.id, at: run.now(), level: toText(level), message: toText(message) };
      run.write({ type: 'log-added', ...about, spanId, attributes: toAttributesJson(attributes) });
    },
    usage(item) {
      addUsage(run.totals, item);
      run.totalsChanged();
    },
    sleep(ms, name = 'sleep') {
      const plan = { ...toPlan(name, { type: 'sleep', input: { ms } }), status: 'sleeping' } as const;
      return runStep(innermost(scope), plan, () => pause(ms, run.signal));
    },
    waitFor(name, promise) {
      const awaited = Promise.resolve(promise);
      awaited.catch(() => {});
      const plan = { ...toPlan(name, { type: 'hook' }), status: 'waiting' } as const;
      return runStep(innermost(scope), plan, () => untilAborted(awaited, run.signal));
    },
  };
}

export function toPlan(name: string, options?: StepOptions): StepPlan {
  const { type = 'action', input, attempts = 1, retryDelayMs = 0 } = options ?? {};
  const texts = { name: toText(name), type: toText(type), input: toJson(input) };
  return { ...texts, status: 'running', attempts, retryDelayMs };
}

async function runSpan<T>(
  from: Scope,
  name: string,
  work: (span: SpanScope) => T | PromiseLike<T>,
  options?: SpanOptions,
): Promise<T> {
  const { kind = 'internal', attributes } = options ?? {};
  const { run, spanId: parentId } = from;
  const span = openSpan(run, { parentId, name, kind: toText(kind), attributes });
  const scope: Scope = { ...from, parent: from, spanId: span.id };
  try {
    const value = await runInScope(scope, () =>
      work({ ...createActions(scope), set: span.set, event: span.event }),
    );
    span.end('ok');
    return value;
  } catch (error) {
    const { spanStatus, recorded, shown } = toFailure(run, error);
    span.end(spanStatus, { error: shown && { ...shown, stack: recorded?.stack } });
    throw error;
  }
}
