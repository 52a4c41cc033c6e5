import { EVENT_ID, type Event, getScalarValue, parseEvents } from 'js-yaml';

/** The lines, from 1 on, on which the items begin of a list that is a member of a YAML document. */
export function itemLines(yaml: string, member: string): readonly number[] {
  const lines: number[] = [];
  let depth = 0;
  let key: Event | undefined;
  let isInList = false;
  for (const event of parseEvents(yaml, {})) {
    if (event.type === EVENT_ID.POP) {
      depth -= 1;
      continue;
    }
    if (depth === 2) {
      isInList = key?.type === EVENT_ID.SCALAR && getScalarValue(yaml, key) === member;
      key = key ? undefined : event;
    } else if (depth === 3 && isInList) lines.push(yaml.slice(0, startOf(event)).split('\n').length);
    if (event.type !== EVENT_ID.SCALAR && event.type !== EVENT_ID.ALIAS) depth += 1;
  }
  return lines;
}

function startOf(event: Event): number {
  if ('valueStart' in event) return event.valueStart;
  return 'start' in event ? event.start : 0;
}
