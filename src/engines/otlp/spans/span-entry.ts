import { fieldsOf, isRecord, listOf, textOf } from '../../../model/is-record.ts';
import { toMs } from '../files/any-value.ts';
import { type Framed, toId } from '../files/otlp-line.ts';
import { type Picked, pickAttributes, pickedText } from '../messages/attribute-names.ts';
import { readGenAiEvent } from '../messages/read-messages.ts';
import { exceptionOf, lastException, type SpanError, type StringPool, toSpanError } from './exception.ts';
import {
  type IndexedAttributes,
  type MessageKeys,
  pickedEndStatus,
  toEndStatus,
  toIndexedAttributes,
  toMessageKeys,
} from './indexed-attributes.ts';

type SpanPlace = {
  readonly line: number;
  readonly at: number;
  readonly traceId: string;
  readonly id: string;
};

/** A span in the index. The rest stays in the file, as span number `at` of line `line`. */
export type SpanEntry = SpanPlace & {
  readonly parentId: string | undefined;
  /** Whether the parent is in another process, by `flags` and `kind`; it may be in no file. */
  readonly isEntry: boolean;
  readonly name: string;
  readonly kind: number;
  /** Epoch ms with a fraction. */
  readonly startAt: number;
  readonly endAt: number;
  /** Some exporters also write spans before their end. */
  readonly isOpen: boolean;
  readonly isFailed: boolean;
  readonly error: SpanError | undefined;
  readonly service: string | undefined;
  readonly attributes: IndexedAttributes | undefined;
};

const errorStatus = 2;
export const [serverKind, clientKind, consumerKind] = [2, 3, 5];
const [hasRemoteBit, isRemoteBit] = [0x100, 0x200];

export function toSpanEntry(
  { raw, resource }: Framed,
  { line, at, traceId, id }: SpanPlace,
  pool: StringPool,
): SpanEntry {
  const start = toMs(raw.startTimeUnixNano);
  const end = toMs(raw.endTimeUnixNano);
  const startAt = start ?? end ?? 0;
  const kind = typeof raw.kind === 'number' ? raw.kind : spanKindOf(raw.kind);
  const picked = pickAttributes(raw.attributes, kind === serverKind || kind === consumerKind);
  const isFailed = isErrorCode(fieldsOf(raw.status).code) || hasFailedAttribute(picked);
  const service = serviceOf(resource);
  // No spread: an object that begins with one takes half as much memory again.
  return {
    line,
    at,
    traceId,
    id,
    parentId: sameText(toId(raw.parentSpanId)),
    isEntry: isEntry(raw.flags, kind),
    name: pool(textOf(raw.name) ?? 'span without a name'),
    kind,
    startAt,
    endAt: Math.max(startAt, end ?? startAt),
    isOpen: end === undefined,
    isFailed,
    error: isFailed ? recordedError(raw, picked, pool) : undefined,
    service: service === undefined ? undefined : pool(service),
    attributes: toIndexedAttributes(picked, raw.events, pool),
  };
}

/** The Workflow SDK, and the AI SDK on broken streams, set attributes but no error status. */
function hasFailedAttribute(picked: Picked | undefined): boolean {
  if (picked?.finishReason === 'error') return true;
  if (picked?.runStatus === 'failed' || picked?.stepStatus === 'failed') return true;
  if (toEndStatus(pickedEndStatus(picked)) === 'failed') return true;
  return picked?.stepStatus === 'running' && picked.errorType !== undefined;
}

let lastParent: string | undefined;

/** Shares one copy among consecutive spans of a parent. */
function sameText(parentId: string | undefined): string | undefined {
  if (parentId !== lastParent) lastParent = parentId;
  return lastParent;
}

export function isErrorCode(code: unknown): boolean {
  return code === errorStatus || code === 'STATUS_CODE_ERROR';
}

function spanKindOf(kind: unknown): number {
  const words = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
  return typeof kind === 'string' ? Math.max(0, words.indexOf(kind.replace('SPAN_KIND_', ''))) : 0;
}

/** Without flags, a span that serves a request or consumes a message has a remote parent. */
function isEntry(flags: unknown, kind: number): boolean {
  if (typeof flags === 'number' && (flags & hasRemoteBit) !== 0) return (flags & isRemoteBit) !== 0;
  return kind === serverKind || kind === consumerKind;
}

function serviceOf(resource: unknown): string | undefined {
  const found = listOf(fieldsOf(resource).attributes).find(item => fieldsOf(item).key === 'service.name');
  return textOf(fieldsOf(fieldsOf(found).value).stringValue);
}

function recordedError(raw: Framed['raw'], picked: Picked | undefined, pool: StringPool): SpanError {
  const exception = lastException(raw.events);
  const status = textOf(fieldsOf(raw.status).message);
  const name = exception?.name ?? pickedText(picked, 'errorType');
  const message = exception?.message ?? pickedText(picked, 'errorMessage') ?? status;
  return toSpanError({ name, message, stack: exception?.stack }, exception !== undefined, pool);
}

export type LogEntry = {
  readonly line: number;
  readonly at: number;
  readonly spanId: string | undefined;
  /** Epoch ms with a fraction. */
  readonly loggedAt: number;
  readonly messageKeys?: MessageKeys;
  readonly error?: SpanError;
};

export function toLogEntry(
  { raw }: Framed,
  place: { readonly line: number; readonly at: number },
  pool: StringPool,
): LogEntry {
  const loggedAt = toMs(raw.timeUnixNano) ?? toMs(raw.observedTimeUnixNano) ?? 0;
  const spanId = toId(raw.spanId);
  const messages = spanId === undefined ? undefined : readGenAiEvent(raw);
  const error = spanId === undefined ? undefined : logErrorOf(raw, pool);
  return {
    ...place,
    spanId,
    loggedAt,
    ...(messages && messages.input.length + messages.output.length > 0
      ? { messageKeys: toMessageKeys(messages) }
      : {}),
    ...(error ? { error } : {}),
  };
}

function logErrorOf({ attributes }: Framed['raw'], pool: StringPool): SpanError | undefined {
  const hasException = listOf(attributes).some(
    item => isRecord(item) && typeof item.key === 'string' && item.key.startsWith('exception.'),
  );
  const exception = hasException ? exceptionOf(attributes) : undefined;
  return exception && toSpanError(exception, true, pool);
}
