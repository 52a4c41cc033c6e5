import { readFileSync } from 'node:fs';
import type { JsonText } from '../../contract/run-events.ts';
import { innermostCause, textOrNumber } from '../../model/failure/error-parts.ts';
import { causeBeside } from '../../model/failure/summarize-failure.ts';
import { isObject, isRecord } from '../../model/is-record.ts';
import { joinJson, tryParseJson } from '../../model/payload/json-text.ts';
import { recorderPath } from '../../model/report/shown-stack.ts';
import type { ErrorSummary } from '../../model/run.ts';
import { cutText } from '../../model/text/cut-text.ts';
import { toJson, toJsonParts } from './to-json.ts';

/** `value` is the whole thrown value, causes included; the other fields are read from it. */
export type RecordedError = {
  readonly value: JsonText;
  readonly name?: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
};

export type SpanError = Pick<RecordedError, 'name' | 'message' | 'stack'> & Pick<ErrorSummary, 'cause'>;

/** Accepts any thrown value; never throws, even if its getters do. */
export function toRecordedError(error: unknown): RecordedError {
  const value = withKnownFrames(toJson(error) ?? 'null');
  if (typeof error !== 'object' || error === null) return { value, message: primitiveText(error) };
  const stack = memberText(error, 'stack');
  return {
    value,
    name: memberText(error, 'name'),
    message: memberText(error, 'message') ?? fallbackMessage(error, value),
    code: memberText(error, 'code'),
    stack: stack && withKnownFrames(stack),
  };
}

/** For the spans of runs and steps, because these record the stack themselves. */
export function toSpanError(error: unknown, { name, message }: RecordedError): SpanError {
  const inner = tryInnermost(error);
  if (inner === undefined || inner === error) return { name, message };
  const facts = hasIdentity(inner)
    ? { name: memberText(inner, 'name'), message: memberText(inner, 'message') ?? '' }
    : { message: primitiveText(inner) };
  return { name, message, cause: causeBeside({ name, message }, facts) };
}

function tryInnermost(error: unknown): unknown {
  try {
    return innermostCause(error);
  } catch {
    return undefined;
  }
}

export function toErrorJson(error: RecordedError, stepId?: string): JsonText {
  const { value, ...fields } = error;
  return joinJson({ value, ...toJsonParts({ ...fields, stepId }) });
}

function causesOf(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let next = error; next !== undefined && !chain.includes(next) && chain.length < 50; ) {
    chain.push(next);
    next = typeof next === 'object' && next !== null ? read(next, 'cause') : undefined;
  }
  return chain;
}

/** Whether an error only reports an abort: with the signal's reason, or as an `AbortError` of any library. */
export function isAbort(error: unknown, reason: unknown): boolean {
  return causesOf(error).some(
    cause => cause === reason || (cause instanceof Error && cause.name === 'AbortError'),
  );
}

function primitiveText(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : `${String(value) || 'an empty text'} was thrown`;
}

/** For an empty message, such as of Node's `AggregateError`, and for thrown values without one. */
function fallbackMessage(error: object, value: JsonText): string {
  if (error instanceof Response) return `HTTP ${error.status} ${error.statusText}`.trimEnd();
  const isError = read(error, 'message') === '' && memberText(error, 'name') !== undefined;
  return isError ? (memberText(error, 'code') ?? '') : cutText(value, 500);
}

function memberText(error: object, key: string): string | undefined {
  return textOrNumber(read(error, key));
}

function read(from: object, key: string): unknown {
  try {
    return Reflect.get(from, key);
  } catch {
    return undefined;
  }
}

type ErrorSource = { readonly stepId: string; readonly stepName: string };

/** The step in which each error was thrown first. */
export type ErrorSources = ReturnType<typeof createErrorSources>;

export function createErrorSources() {
  const ofObjects = new WeakMap<object, ErrorSource>();
  let ofPrimitive: { readonly value: unknown; readonly source: ErrorSource } | undefined;

  function lookUp(error: unknown): ErrorSource | undefined {
    if (hasIdentity(error)) return ofObjects.get(error);
    return ofPrimitive && Object.is(ofPrimitive.value, error) ? ofPrimitive.source : undefined;
  }

  return {
    /** Keeps the first source of an error, because it passes through inner steps before outer ones. */
    note(error: unknown, source: ErrorSource) {
      if (lookUp(error)) return;
      if (hasIdentity(error)) ofObjects.set(error, source);
      else ofPrimitive = { value: error, source };
    },
    find(error: unknown) {
      for (const cause of causesOf(error)) {
        const source = lookUp(cause);
        if (source) return source;
      }
      return undefined;
    },
  };
}

function hasIdentity(value: unknown): value is object {
  return isObject(value) || typeof value === 'function';
}

/** Replaces `file`, the recorder's own, in the frames of a stack by the path that it has when installed. */
export function withKnownFrames(text: string, file = ownFile()): string {
  if (file === undefined || !text.includes(file)) return text;
  return text.split(file).reduce((before, after) => {
    const isFrame = frameStart.test(before.slice(-longestStart)) && /^:\d+:\d+/u.test(after);
    return before + (isFrame ? recorderPath : file) + after;
  });
}

/** `    at async run (`, up to the place. */
const frameStart = /\bat (?:async |[^()\n\\]*\()?$/u;
const longestStart = 200;

let cachedOwnFile: { readonly file: string | undefined } | undefined;

function ownFile(): string | undefined {
  cachedOwnFile ??= { file: findOwnFile(import.meta.url) };
  return cachedOwnFile.file;
}

/** The address of this file, where it is in the package under another path than the known one. */
function findOwnFile(url: string): string | undefined {
  if (url.endsWith(`/${recorderPath}`)) return undefined;
  try {
    // In a program that bundles the recorder, this file holds the program, too.
    const about = tryParseJson(readFileSync(new URL('../package.json', url), 'utf8'));
    return isRecord(about) && about.name === 'runlens' ? url : undefined;
  } catch {
    return undefined;
  }
}
