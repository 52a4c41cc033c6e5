import { tryParseJson } from '../../model/payload/json-text.ts';
import { MaskedContainer } from '../../model/text/redact-value.ts';
import { longestKey, safeText } from './measure.ts';

/** In UTF-16 units; a longer path is not offered. */
export const longestPath = 1_000;

/**
 * `input.items.3`, `input."a.b"` for a key that is no word, `input.#7` for one that is not shown as it is.
 */
export function pathOfMember(path: string, container: MaskedContainer, at: number): string {
  const step = container.isList ? String(at) : stepOf(container.keyAt(at), at);
  return path === '' ? step : `${path}.${step}`;
}

function stepOf(key: string, at: number): string {
  if (key.length > longestKey || safeText(key) !== key) return `#${at}`;
  return /^[\p{L}\p{N}_$@:/+-]+$/u.test(key) ? key : JSON.stringify(key);
}

/** Also takes items as `[0]`; `undefined` where there is none. */
export function memberAt(value: unknown, path: string): unknown {
  let member: unknown = value;
  for (const step of parseSteps(path)) {
    if (!(member instanceof MaskedContainer)) return undefined;
    const place = typeof step === 'number' ? step : member.placeOf(step);
    if (place < 0 || place >= member.size) return undefined;
    member = member.memberAt(place);
  }
  return member;
}

const quoted = String.raw`"(?:[^"\\]|\\.)*"`;
const stepPattern = new RegExp(
  String.raw`(?:^|\.)(?:(${quoted})|#(\d{1,9})|([^."[\]]+))|\[(\d{1,9})\]`,
  'uy',
);

/** For a text that is no path: a place that nothing has. */
function parseSteps(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  stepPattern.lastIndex = 0;
  while (stepPattern.lastIndex < path.length) {
    const [, quotedKey, place, key, item] = stepPattern.exec(path) ?? [];
    const unquoted = quotedKey === undefined ? key : tryParseJson(quotedKey);
    if (place !== undefined) steps.push(Number(place));
    else if (typeof unquoted === 'string') steps.push(unquoted);
    else if (item !== undefined) steps.push(item);
    else return [-1];
  }
  return steps;
}
