import { EVENT_ID, type Event, getScalarValue, load, parseEvents, YAMLException } from 'js-yaml';
import * as v from 'valibot';
import { isRecord } from '../model/is-record.ts';
import { misspeltPlaceholder, placeholdersIn } from '../model/own-command/own-command.ts';

// Imported dynamically, only where a user's file has to be read: its libraries take long to load.

/** Throws errors that may quote the document. */
export function parseYaml(text: string): unknown {
  return load(text);
}

export function yamlReason(error: unknown): string | undefined {
  return error instanceof YAMLException ? error.reason : undefined;
}

/** Keeps unknown keys; a text describes the first problem. */
export function parseConfig(value: unknown): v.InferOutput<typeof configSchema> | string {
  const result = v.safeParse(configSchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  return `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`;
}

const tokens = v.record(v.string(), v.pipe(v.string(), v.nonEmpty()));

/** Tokens by address. Throws errors that may quote the file. */
export function parseTokens(text: string): Readonly<Record<string, string>> {
  return v.parse(tokens, load(text));
}

/** The commands, or the first problem with the index of its command, beside the lines of all commands. */
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

/** The line, from 1 on, of each item of a list that is a member of a YAML document. */
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

export type NamedLocation = {
  readonly location: string;
  readonly isInsecure?: true;
  readonly isReadOnly?: true;
  readonly tokenFile?: string;
};

const maxLength = 2_048;
const maxNames = 200;

const word = v.pipe(
  v.string('must be a name or a location'),
  v.minLength(1, 'is empty'),
  v.maxLength(maxLength, `is longer than ${maxLength} characters`),
  v.check(text => !text.includes('\0'), 'holds a NUL character'),
);

const namedLocation = v.union(
  [
    v.pipe(
      word,
      v.transform((location): NamedLocation => ({ location })),
    ),
    v.pipe(
      v.strictObject({
        location: word,
        insecure: v.optional(v.boolean()),
        readOnly: v.optional(v.boolean()),
        tokenFile: v.optional(word),
      }),
      v.transform(
        ({ insecure, readOnly, ...named }): NamedLocation => ({
          ...named,
          ...(insecure && { isInsecure: true }),
          ...(readOnly && { isReadOnly: true }),
        }),
      ),
    ),
  ],
  'must be a location, or "location:" with "insecure:", "readOnly:" and "tokenFile:"',
);

const name = v.pipe(v.string(), v.regex(/^[^,/\\]+$/, 'a name has no comma and no slash'));

const shape = v.looseObject({
  target: v.optional(word),
  cloud: v.optional(word),
  // Checked where they are used: what is wrong with one stops no other command of runlens.
  commands: v.optional(v.unknown()),
  targets: v.optional(
    v.pipe(v.record(name, namedLocation), v.maxEntries(maxNames, `has more than ${maxNames} names`)),
    {},
  ),
});

/** The message of valibot itself would repeat what the file holds. */
const configSchema = v.pipe(v.record(v.string(), v.unknown(), 'it is no list of keys and values'), shape);

const mostCommands = 50;
const longestName = 60;

const commandWord = v.pipe(
  v.string('must be a text'),
  v.check(text => !text.includes('\0'), 'holds a NUL character'),
);

const words = v.tupleWithRest(
  [v.pipe(commandWord, v.nonEmpty('must name a program'))],
  commandWord,
  'must be a list of texts',
);

const command = v.pipe(
  v.strictObject(
    {
      name: v.pipe(
        v.string('must be a text'),
        v.nonEmpty('is empty'),
        v.maxLength(longestName, `is longer than ${longestName} characters`),
      ),
      key: v.optional(v.string('must be a text, such as ctrl+o')),
      run: v.union(
        [words, v.pipe(commandWord, v.nonEmpty('is empty'))],
        'must be a list: the program and its arguments',
      ),
      confirm: v.optional(v.boolean('must be true or false'), false),
      shell: v.optional(v.boolean('must be true or false'), false),
    },
    issue => (issue.expected === 'never' ? 'is no key of a command' : 'must have "name" and "run"'),
  ),
  v.forward(
    v.check(
      ({ run, shell }) => shell || Array.isArray(run),
      'must be a list: the program and its arguments; a text only with "shell: true"',
    ),
    ['run'],
  ),
  v.forward(
    v.check(
      ({ run }) => placeholdersIn(typeof run === 'string' ? run : run[0]).length === 0,
      'begins with a text that has a placeholder: values are arguments; a shell has them as "$1", "$2"',
    ),
    ['run'],
  ),
  v.forward(
    v.check(
      ({ run }) => misspeltIn(run) === undefined,
      ({ input: { run } }) =>
        `has a placeholder that is none: {${misspeltIn(run)}} may be meant; with a space in its braces it is text`,
    ),
    ['run'],
  ),
);

function misspeltIn(run: string | readonly string[]): string | undefined {
  const words = typeof run === 'string' ? [] : run.slice(1);
  return words.map(misspeltPlaceholder).find(name => name !== undefined);
}

/** No message repeats what the file holds. */
const ownCommandsSchema = v.pipe(
  v.array(command, 'must be a list of commands'),
  v.maxLength(mostCommands, `has more than ${mostCommands} commands`),
);
