import type { JsonText, RunEvent, RunFields } from '../contract/run-events.ts';
import type { SpanEvent, Trigger } from '../model/run.ts';
import { timeOf, toWireTime } from './time-text.ts';

/**
 * A fact as JSON text in the form of `factSchema`; payloads, which are JSON texts already, are not parsed for
 * it.
 */
export function toFactText(fact: RunEvent): JsonText {
  switch (fact.type) {
    case 'run-created':
      return join({
        ...plain(fact, ['type', 'id', 'kind', 'name', 'actor', 'project', 'parentId']),
        trigger: JSON.stringify(wireTrigger(fact.trigger)),
        createdAt: time(fact.createdAt),
        ...runFields(fact),
      });
    case 'run-changed':
      return join({ ...plain(fact, ['type', 'id']), ...runFields(fact) });
    case 'step-put':
      return join({
        ...plain(fact, ['type', 'runId', 'id', 'parentId', 'name', 'stepType', 'status', 'attempt']),
        startedAt: time(fact.startedAt),
        finishedAt: time(fact.finishedAt),
        input: fact.input,
        output: fact.output,
        error: fact.error,
      });
    case 'span-put':
      return join({
        ...plain(fact, ['type', 'runId', 'id', 'parentId', 'name', 'kind', 'status']),
        startAt: time(fact.startAt),
        endAt: time(fact.endAt),
        attributes: fact.attributes,
        events: fact.events && JSON.stringify(fact.events.map(wireEvent)),
      });
    case 'log-added':
      return join({
        ...plain(fact, ['type', 'runId', 'level', 'message', 'spanId']),
        at: time(fact.at),
        attributes: fact.attributes,
      });
    case 'message-put':
      return join({ ...plain(fact, ['type', 'runId', 'id']), message: fact.message });
  }
}

function runFields(fields: RunFields): Parts {
  return {
    ...plain(fields, [
      'status',
      'usage',
      'costUsd',
      'models',
      'services',
      'stepCount',
      'messageCount',
      'attempt',
      'cancelOutcome',
    ]),
    queuedAt: time(fields.queuedAt),
    startedAt: time(fields.startedAt),
    finishedAt: time(fields.finishedAt),
    input: fields.input,
    output: fields.output,
    error: fields.error && errorText(fields.error),
  };
}

function errorText(error: NonNullable<RunFields['error']>): JsonText {
  return join({
    ...plain(error, ['name', 'message', 'code', 'stack', 'stepId', 'stepName']),
    value: error.value,
  });
}

type Parts = Readonly<Record<string, JsonText | undefined>>;

/** Members that are no payloads. Numbers that JSON cannot say are left out. */
function plain<T extends object>(from: T, keys: readonly (keyof T & string)[]): Parts {
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

function wireTrigger(trigger: Trigger) {
  return { ...trigger, at: timeOf(trigger.at) };
}

function wireEvent(event: SpanEvent) {
  return { ...event, at: toWireTime(event.at) };
}

function join(parts: Parts): JsonText {
  const members: string[] = [];
  for (const [key, json] of Object.entries(parts))
    if (json !== undefined) members.push(`${JSON.stringify(key)}:${json}`);
  return `{${members.join(',')}}`;
}
