import { isRecord } from '../../../model/is-record.ts';
import { listOf, toMs } from '../files/any-value.ts';
import { type Framed, toId } from '../files/otlp-line.ts';
import { readGenAiEvent } from '../messages/genai-events.ts';
import { exceptionOf, type SpanError, toSpanError } from './exception.ts';
import { type MessageKeys, toMessageKeys } from './indexed-attributes.ts';
import type { StringPool } from './string-pool.ts';

/** A log record in the index. */
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
  const error = spanId === undefined ? undefined : errorOf(raw, pool);
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

function errorOf({ attributes }: Framed['raw'], pool: StringPool): SpanError | undefined {
  const hasException = listOf(attributes).some(
    item => isRecord(item) && typeof item.key === 'string' && item.key.startsWith('exception.'),
  );
  const exception = hasException ? exceptionOf(attributes) : undefined;
  return exception && toSpanError(exception, true, pool);
}
