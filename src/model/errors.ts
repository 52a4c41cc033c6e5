import { isObject } from './is-record.ts';
export type InspectorErrorKind =
  | 'usage'
  | 'not-found'
  | 'auth'
  | 'unreachable'
  | 'timeout'
  | 'unreadable'
  | 'unsupported'
  | 'conflict';

type InspectorErrorOptions = {
  /** What the user can do next, in lower case without a full stop. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** Whether no connection was made or the request was turned away, so that it cannot have had an effect. */
  readonly isUnsent?: boolean;
};

const brand: unique symbol = Symbol.for('runlens.InspectorError');

/** An expected failure, printed as a message and a hint without a stack. Any other error is a bug. */
export class InspectorError extends Error {
  /** By brand: each bundle of the built program has its own copy of this class, and errors cross bundles. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== InspectorError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return isObject(value) && Object.hasOwn(value, brand);
  }

  readonly [brand] = true;
  override readonly name = 'InspectorError';
  readonly kind: InspectorErrorKind;
  readonly hint?: string;
  readonly isUnsent?: true;

  constructor(kind: InspectorErrorKind, message: string, options: InspectorErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    if (options.hint !== undefined) this.hint = options.hint;
    if (options.isUnsent) this.isUnsent = true;
  }
}

/** For `catch`: bugs are thrown on. */
export function ignoreExpected(error: unknown): undefined {
  if (!(error instanceof InspectorError)) throw error;
}

/** The same, until the signal aborts: from then on, its reason is thrown. */
export function ignoreExpectedUntil(signal: AbortSignal | undefined): (error: unknown) => undefined {
  return error => {
    signal?.throwIfAborted();
    return ignoreExpected(error);
  };
}

export function thrownMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function thrownStack(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error);
}

/** The code of an error of Node or SQLite: `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
