import { EVENT_ID, type Event, getScalarValue, load, parseEvents, YAMLException } from 'js-yaml';
import * as v from 'valibot';
import { isRecord } from '../model/is-record.ts';
import { configSchema, ownCommandsSchema } from './config-schema.ts';

// The libraries that read a user's files are loaded where there are such files: the build gives this module
// a file of its own.

/** The value of a YAML document. Throws errors that may quote it. */
export function parseYaml(text: string): unknown {
  return load(text);
}

/** Why a text is no YAML, by what `parseYaml` threw; `undefined` for any other error. */
export function yamlReason(error: unknown): string | undefined {
  return error instanceof YAMLException ? error.reason : undefined;
}

/** The parsed configuration with its unknown keys, or a text that describes the first problem. */
export function parseConfig(value: unknown): v.InferOutput<typeof configSchema> | string {
  const result = v.safeParse(configSchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  return `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`;
}

const tokens = v.record(v.string(), v.pipe(v.string(), v.nonEmpty()));

/** The tokens of a file by their addresses. Throws errors that may quote it. */
export function parseTokens(text: string): Readonly<Record<string, string>> {
  return v.parse(tokens, load(text));
}

/** The commands of a configuration, or the first problem and the place of its command; and their lines. */
export function parseOwnCommands(text: string) {
  const value: unknown = load(text);
  const commands = isRecord(value) ? (value['commands'] ?? []) : [];
  const read = v.safeParse(ownCommandsSchema, commands);
  const lines = itemLines(text, 'commands');
  if (read.success) return { result: read.output, lines };
  const [issue] = read.issues;
  const key = issue.path?.[0]?.key;
  const place = ['commands', v.getDotPath(issue) ?? ''].filter(part => part !== '').join('.');
  const problem = { problem: `${place}: ${issue.message}`, at: typeof key === 'number' ? key : undefined };
  return { result: problem, lines };
}

/** The lines, from 1 on, on which the items begin of a list that is a member of a YAML document. */
function itemLines(yaml: string, member: string): readonly number[] {
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
