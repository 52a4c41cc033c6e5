import { causesOf } from './recorded-error.ts';

type ErrorSource = { readonly stepId: string; readonly stepName: string };

/** The step in which each error was thrown first. */
export type ErrorSources = {
  /** Keeps the first source of an error, because it passes through inner steps before outer ones. */
  readonly note: (error: unknown, source: ErrorSource) => void;
  /** The source of an error, or of one of its causes. */
  readonly find: (error: unknown) => ErrorSource | undefined;
};

export function createErrorSources(): ErrorSources {
  const ofObjects = new WeakMap<object, ErrorSource>();
  let ofPrimitive: { readonly value: unknown; readonly source: ErrorSource } | undefined;

  function lookUp(error: unknown): ErrorSource | undefined {
    if (isObject(error)) return ofObjects.get(error);
    return ofPrimitive && Object.is(ofPrimitive.value, error) ? ofPrimitive.source : undefined;
  }

  return {
    note(error, source) {
      if (lookUp(error)) return;
      if (isObject(error)) ofObjects.set(error, source);
      else ofPrimitive = { value: error, source };
    },
    find(error) {
      for (const cause of causesOf(error)) {
        const source = lookUp(cause);
        if (source) return source;
      }
      return undefined;
    },
  };
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
