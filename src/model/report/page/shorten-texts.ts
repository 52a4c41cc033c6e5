import { defineMember, isObject } from '../../is-record.ts';
import type { Run } from '../../run.ts';
import { cutText } from '../../text/cut-text.ts';
import { statusCodeOf } from '../../trace/call-facts.ts';

/** One more than a page shows of any text, so that the cut is noticed. */
const longestUnits = 20_001;
const deepest = 8;

/**
 * Cuts long texts and drops most of the trace, which bounds the time of masking. Payloads stay whole: how
 * they are masked depends on the names in them.
 */
export function shortenTexts(run: Run): Run {
  const { input, output, error, steps, trace, ...others } = run;
  const calls = trace?.spans.filter(span => statusCodeOf(span) !== undefined) ?? [];
  return {
    ...shorten(others, 0),
    ...{ input, output, error: error && { ...shorten(error, 0), value: error.value } },
    trace: { spans: calls.map(span => shorten(span, 0)), logs: [] },
    steps: steps?.map(({ input: ofStep, output: result, ...step }) => ({
      ...shorten(step, 0),
      ...{ input: ofStep, output: result },
    })),
  };
}

function shorten<Value>(value: Value, depth: number): Value {
  if (typeof value === 'string')
    return value.length > longestUnits ? (cutText(value, longestUnits) as Value) : value;
  if (!isObject(value) || depth === deepest) return value;
  let copy: object | undefined;
  for (const [key, member] of Object.entries(value)) {
    const short = shorten(member, depth + 1);
    if (short === member) continue;
    copy ??= Array.isArray(value) ? [...value] : { ...value };
    defineMember(copy, key, short);
  }
  return (copy as Value | undefined) ?? value;
}
