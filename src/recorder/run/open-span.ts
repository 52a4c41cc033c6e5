import type { RunEvent } from '../../contract/run-events.ts';
import { fieldsOf } from '../../model/is-record.ts';
import { joinJson } from '../../model/payload/json-text.ts';
import type { SpanEvent, SpanStatus } from '../../model/run.ts';
import { causeKeys } from '../../model/trace/span-error.ts';
import type { SpanError } from './recorded-error.ts';
import type { Attributes } from './run-scope.ts';
import { toJson, toText } from './to-json.ts';

type Header = { readonly parentId?: string; readonly name: string; readonly kind: string };

/** A span that is written when it opens and after each change, so that a trace is live. */
export type OpenSpan = ReturnType<typeof openSpan>;

export type SpanEnd = {
  /** By default now. A step passes its own end, so that both last equally long. */
  readonly at?: number;
  readonly error?: SpanError;
};

type SpanPlan = Header & {
  readonly id?: string;
  readonly startAt?: number;
  readonly attributes?: Attributes;
};

type SpanRun = {
  readonly id: string;
  readonly now: () => number;
  readonly write: (event: RunEvent) => void;
  readonly nextId: (kind: 'span') => string;
};

export function openSpan(run: SpanRun, plan: SpanPlan) {
  const { id = run.nextId('span'), startAt = run.now() } = plan;
  const events: SpanEvent[] = [];
  let attributes: Attributes | undefined = plan.attributes;
  let header: Header = plan;
  let ending: { readonly endAt?: number; readonly status: SpanStatus } = { status: 'unset' };

  function put(): void {
    const { parentId, name, kind } = header;
    const identity = { type: 'span-put', runId: run.id, id, parentId, name: toText(name), kind } as const;
    run.write({ ...identity, startAt, ...ending, attributes: toAttributesJson(attributes), events });
  }
  function addEvent(name: string, at: number, about: Attributes): void {
    events.push({ name: toText(name), at, attributes: toPlain(about) });
  }

  put();
  return {
    id,
    set(more: Attributes) {
      attributes = { ...toPlain(attributes), ...toPlain(more) };
      put();
    },
    event(name: string, about = {}) {
      addEvent(name, run.now(), about);
      put();
    },
    setHeader(next: Header) {
      header = next;
      put();
    },
    end(status: SpanStatus, { at = run.now(), error }: SpanEnd = {}) {
      ending = { endAt: at, status };
      if (error) addEvent('exception', at, exceptionAttributes(error));
      put();
    },
  };
}

/** The JSON text of an object; absent when it is empty. */
export function toAttributesJson(attributes: unknown): string | undefined {
  const json = toJson(attributes);
  if (json === undefined || json === '{}' || json === 'null') return undefined;
  return json.startsWith('{') ? json : joinJson({ value: json });
}

function toPlain(attributes: unknown): Attributes {
  return fieldsOf(JSON.parse(toAttributesJson(attributes) ?? '{}'));
}

/** By the OpenTelemetry semantic conventions for exceptions, which have nothing for a cause. */
export function exceptionAttributes({ name, message, stack, cause }: SpanError): Attributes {
  return {
    ...(name !== undefined && { 'exception.type': name }),
    'exception.message': message,
    ...(stack !== undefined && { 'exception.stacktrace': stack }),
    ...(cause && { [causeKeys.name]: cause.name, [causeKeys.message]: cause.message }),
  };
}
