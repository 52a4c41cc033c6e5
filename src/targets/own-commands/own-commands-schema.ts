import * as v from 'valibot';
import { misspeltPlaceholder, placeholdersIn } from '../../model/own-command/own-command.ts';

const mostCommands = 50;
const longestName = 60;

const word = v.pipe(
  v.string('must be a text'),
  v.check(text => !text.includes('\0'), 'holds a NUL character'),
);

const words = v.tupleWithRest(
  [v.pipe(word, v.nonEmpty('must name a program'))],
  word,
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
        [words, v.pipe(word, v.nonEmpty('is empty'))],
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

/** The `commands:` of a user's configuration. No message repeats what the file holds. */
export const ownCommandsSchema = v.pipe(
  v.array(command, 'must be a list of commands'),
  v.maxLength(mostCommands, `has more than ${mostCommands} commands`),
);
