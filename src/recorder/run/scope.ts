import { AsyncLocalStorage } from 'node:async_hooks';
import type { Activity } from './activity.ts';
import type { Recording } from './recording.ts';

/** A place inside a run: the run itself, one attempt of a step, or a span. */
export type Scope = {
  readonly run: Recording;
  readonly parent?: Scope;
  readonly spanId: string;
  readonly stepId?: string;
  readonly activity: Activity;
};

const current = new AsyncLocalStorage<Scope>();

export function currentScope(): Scope | undefined {
  return current.getStore();
}

export function runInScope<T>(scope: Scope, work: () => T): T {
  return current.run(scope, work);
}

/** Runs `work` outside every run, although the timer that calls it may have been set inside one. */
export function runOutsideOfScopes<T>(work: () => T): T {
  return current.exit(work);
}

/** Whether the caller runs inside `run`, at any depth. */
export function isInsideOf(run: Recording): boolean {
  for (let scope = current.getStore(); scope; scope = scope.parent) if (scope.run === run) return true;
  return false;
}

/** The innermost open scope of the same run between `scope` and this call, else `scope` itself. */
export function innermost(scope: Scope): Scope {
  let inner: Scope | undefined;
  for (let place = current.getStore(); place; place = place.parent) {
    if (place.run === scope.run) inner ??= place;
    if (place === scope) return inner ?? scope;
  }
  return scope;
}
