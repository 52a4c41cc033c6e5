import type { JsonText, RunEvent, RunFields } from '../contract/run-events.ts';
import { type JsonParts, joinJson } from '../model/payload/json-text.ts';
import { fieldConverter, recordedAgain, recordedOnce } from '../model/run-fields.ts';
import { toWire } from './to-wire-run.ts';
import { toWireTime } from './wire-time.ts';

/** A run event as JSON text for `runEventSchema`; does not parse payloads, which are JSON texts already. */
export function toRunEventText(event: RunEvent): JsonText {
  switch (event.type) {
    case 'run-created':
      return joinJson({
        ...plain(event, ['type']),
        ...plain(onceRecorded(event), recordedOnce),
        ...runFields(event),
      });
    case 'run-changed':
      return joinJson({ ...plain(event, ['type', 'id']), ...runFields(event) });
    case 'step-put':
      return joinJson({
        ...plain(event, ['type', 'runId', 'id', 'parentId', 'name', 'stepType', 'status', 'attempt']),
        startedAt: time(event.startedAt),
        finishedAt: time(event.finishedAt),
        input: event.input,
        output: event.output,
        error: event.error,
      });
    case 'span-put':
      return joinJson({
        ...plain(event, ['type', 'runId', 'id', 'parentId', 'name', 'kind', 'status']),
        startAt: time(event.startAt),
        endAt: time(event.endAt),
        attributes: event.attributes,
        events: event.events && JSON.stringify(event.events.map(one => ({ ...one, at: toWireTime(one.at) }))),
      });
    case 'log-added':
      return joinJson({
        ...plain(event, ['type', 'runId', 'level', 'message', 'spanId']),
        at: time(event.at),
        attributes: event.attributes,
      });
    case 'message-put':
      return joinJson({ ...plain(event, ['type', 'runId', 'id']), message: event.message });
  }
}

function runFields(fields: RunFields): JsonParts {
  return {
    ...plain(fields, ['status', 'usage', 'cancelOutcome']),
    ...plain(againRecorded(fields), recordedAgain),
    input: fields.input,
    output: fields.output,
    error: fields.error && errorText(fields.error),
  };
}

const finiteTimes = { ...toWire, time: (at: number) => (Number.isFinite(at) ? toWireTime(at) : undefined) };

const onceRecorded = fieldConverter(recordedOnce, finiteTimes);
const againRecorded = fieldConverter(recordedAgain, finiteTimes);

function errorText(error: NonNullable<RunFields['error']>): JsonText {
  return joinJson({
    ...plain(error, ['name', 'message', 'code', 'stack', 'stepId', 'stepName']),
    value: error.value,
  });
}

/** Members other than payloads, without numbers that JSON cannot represent. */
function plain<T extends object>(from: T, keys: readonly (keyof T & string)[]): JsonParts {
  const parts: Record<string, JsonText | undefined> = {};
  for (const key of keys) {
    const value: unknown = from[key];
    if (typeof value === 'number' && !Number.isFinite(value)) continue;
    parts[key] = value === undefined ? undefined : JSON.stringify(value);
  }
  return parts;
}

function time(at: number | undefined): JsonText | undefined {
  return at === undefined || !Number.isFinite(at) ? undefined : JSON.stringify(toWireTime(at));
}
