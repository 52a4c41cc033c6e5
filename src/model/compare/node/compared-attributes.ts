import { tryParseJson } from '../../payload/try-parse-json.ts';
import type { RunNode } from '../tree/run-node.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** Parts of OpenTelemetry's names, as of `http.response.status_code` and `gen_ai.usage.output_tokens`. */
const resultWords =
  /(?:^|[._])(?:response|result|output|usage|status|status_code|error|exception|finish_reasons?)(?:$|[._])/u;
const ofResults = new Map<string, boolean>();

/** The attributes that tell of the call of a span, or of its result, without ids and payloads of the step. */
export function comparedAttributes(node: RunNode, ofResult: boolean): Attributes {
  const { attributes = {} } = node.span ?? {};
  const ids = [node.span?.id, ...node.steps.map(({ id }) => id)];
  const hasPayloads = node.input !== undefined || node.output !== undefined;
  const compared: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (tellsOfResult(name) !== ofResult || ids.includes(String(value))) continue;
    const parsed = parsedText(value);
    const isPayload = hasPayloads && (parsed !== value || value === node.input || value === node.output);
    if (!isPayload) compared[name] = parsed;
  }
  return compared;
}

export function haveEqualAttributes(a: RunNode, b: RunNode): boolean {
  const [one, other] = [a.span?.attributes ?? {}, b.span?.attributes ?? {}];
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every(name => Object.is(one[name], other[name]));
}

function tellsOfResult(name: string): boolean {
  const known = ofResults.get(name);
  if (known !== undefined) return known;
  if (ofResults.size > 10_000) ofResults.clear();
  const isOfResult = resultWords.test(name);
  ofResults.set(name, isOfResult);
  return isOfResult;
}

const longestParsed = 100_000;

/** Attributes hold payloads as JSON text. */
function parsedText(value: unknown): unknown {
  const isJson = typeof value === 'string' && /^\s*[[{]/u.test(value) && value.length <= longestParsed;
  return isJson ? (tryParseJson(value) ?? value) : value;
}
