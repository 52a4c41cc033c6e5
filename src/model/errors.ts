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
  /** What the user can do next; lower case, no full stop. */
  readonly hint?: string;
  readonly cause?: unknown;
};

/** An expected failure: said in one line, never with a stack. Everything else that is thrown is a bug. */
export class InspectorError extends Error {
  override readonly name = 'InspectorError';
  readonly kind: InspectorErrorKind;
  readonly hint?: string;

  constructor(kind: InspectorErrorKind, message: string, options: InspectorErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    if (options.hint !== undefined) this.hint = options.hint;
  }
}
