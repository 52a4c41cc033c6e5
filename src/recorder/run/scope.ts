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

/** Runs `work` as if no run were around it: its timer may have been set inside of one. */
export function runOutsideOfScopes<T>(work: () => T): T {
  return current.exit(work);
}

/** Whether the caller is part of the work of a run, also of one in another. */
export function isInsideOf(run: Recording): boolean {
  for (let scope = current.getStore(); scope; scope = scope.parent) if (scope.run === run) return true;
  return false;
}

/** The innermost scope that is open in `scope` around this call and of the same run, else `scope` itself. */
export function innermost(scope: Scope): Scope {
  let inner: Scope | undefined;
  for (let place = current.getStore(); place; place = place.parent) {
    if (place.run === scope.run) inner ??= place;
    if (place === scope) return inner ?? scope;
  }
  return scope;
}
