import { toStatus } from '../../status.ts';
import { maskedStart, startOf } from '../../text/cut-text.ts';
import { formatDay } from '../../text/formats.ts';
import { redactText } from '../../text/redact.ts';
import { mask } from '../../text/secrets/secret-value.ts';
import { beginningWith, composeQuery } from '../compose-query.ts';
import { formatQuery } from '../format.ts';
import type { ClauseBody, TextPattern, TimeTest } from '../query.ts';
import { durationTest, type FixedField, fieldName, type ValueField } from './value-fields.ts';

/** The clauses that match runs with a value, or why there are none. */
type ValueTerm =
  | { readonly bodies: readonly ClauseBody[]; readonly isNegated: boolean }
  | { readonly reason: string };

type Options = {
  readonly now: number;
  /** Whether secrets are shown, so that a filter may contain them. */
  readonly reveal?: boolean;
};

/** `value` is absent for runs without one. */
export function toTerm(field: ValueField, value: string | undefined, options: Options): ValueTerm {
  const bodies = value === undefined ? anyValue(field) : bodiesOf(field, value, options.now);
  if (bodies === undefined) return { reason: `no filter finds the runs without ${fieldName(field)}` };
  if (!options.reveal && (redactText(formatQuery(composeQuery(...bodies))).hidden > 0 || isMasked(value)))
    return { reason: 'this value is masked, and a filter would show it' };
  return { bodies, isNegated: value === undefined };
}

/** Whether the start that a filter contains is masked in part. */
function isMasked(value = ''): boolean {
  return value === mask || maskedStart(value, longest).text !== startOf(value, longest);
}

const everything: TextPattern = { text: '*', isGlob: true };

function anyValue(field: ValueField): readonly ClauseBody[] | undefined {
  if (typeof field !== 'string')
    return [{ type: 'path', ...field, tests: [{ type: 'text', pattern: everything }] }];
  switch (field) {
    case 'cost':
    case 'steps':
    case 'messages':
    case 'duration':
      return [{ type: 'number', field, tests: [{ op: '>=', value: 0 }] }];
    case 'status':
    case 'type':
    case 'day':
    case 'started':
      return undefined;
    case 'message':
      return [{ type: 'text', field: 'error', values: [everything] }];
    default:
      return [{ type: 'text', field, values: [everything] }];
  }
}

function bodiesOf(field: ValueField, value: string, now: number): readonly ClauseBody[] {
  if (typeof field !== 'string')
    return [{ type: 'path', ...field, tests: [{ type: 'text', pattern: beginning(value) }] }];
  if (field === 'day') return dayBodies(value, now);
  if (field !== 'started') return [bodyOf(field, value)];
  return [{ type: 'time', field, tests: [{ op: 'on', text: value }] }];
}

function bodyOf(field: Exclude<FixedField, 'day' | 'started'>, value: string): ClauseBody {
  switch (field) {
    case 'status': {
      const status = toStatus(value);
      const isKnown = status !== 'unknown' || value === 'unknown';
      return { type: 'status', values: [isKnown ? { status } : { status, raw: value }] };
    }
    case 'type':
      return { type: 'kind', values: [value === 'agent' ? 'agent' : 'workflow'] };
    case 'duration': {
      const test = durationTest(value);
      return { type: 'number', field, tests: test ? [test] : [] };
    }
    case 'cost':
    case 'steps':
    case 'messages':
      return { type: 'number', field, tests: [{ op: '=', value: Number(value) }] };
    case 'error':
    case 'message':
      return { type: 'text', field: 'error', values: [{ text: startOf(value, longest), isGlob: false }] };
    default:
      return { type: 'text', field, values: [beginning(value)] };
  }
}

const longest = 120;

function beginning(text: string): TextPattern {
  if (text.length <= longest) return { text, isGlob: false };
  return beginningWith(startOf(text, longest));
}

/** Bounds of the creation, which every store finds fast. */
function dayBodies(day: string, now: number): readonly ClauseBody[] {
  const bound = (field: 'since' | 'until', text: string): ClauseBody => {
    const test: TimeTest = { op: field, text };
    return { type: 'time', field, tests: [test] };
  };
  return day === formatDay(now) ? [bound('since', 'today')] : [bound('since', day), bound('until', day)];
}
