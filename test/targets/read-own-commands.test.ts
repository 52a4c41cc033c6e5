import { describe, expect, it } from 'vitest';
import { checkKeys, freeKeys } from '../../src/cli/inspect/check-keys.ts';
import { ignoredCommandsText, readOwnCommands } from '../../src/targets/read-own-commands.ts';
import { resolveTarget } from '../../src/targets/resolve-target.ts';
import { createHome } from './temporary-home.ts';

const read = async (yaml: string) => {
  const home = createHome({ 'config/config.yaml': yaml, 'project/.runlens/runs.db': '' });
  return { home, commands: await readOwnCommands(home) };
};

const start = `target: shop
# of my own
commands:
  - key: ctrl+o
    name: open in tracker
    run: ["tracker", "open", "--title", "{name}", "{id}"]
    confirm: true
`;

describe('commands in the configuration of the user', () => {
  it('are read with the line on which each begins', async () => {
    const { commands } = await read(`${start}  -
    name: errors
    run: ['jq .error "$1"', '{file}']
    shell: true
  - { name: count, run: wc, shell: true }
targets:
  commands: ./runs.db
`);
    expect(commands).toEqual([
      {
        name: 'open in tracker',
        key: 'ctrl+o',
        run: ['tracker', 'open', '--title', '{name}', '{id}'],
        isShell: false,
        isConfirmed: true,
        place: '~/config/config.yaml:4',
      },
      expect.objectContaining({ name: 'errors', isShell: true, place: '~/config/config.yaml:9' }),
      expect.objectContaining({ name: 'count', run: ['wc'], place: '~/config/config.yaml:12' }),
    ]);
  });

  it('are none without a file, and in one that has none', async () => {
    expect(await readOwnCommands(createHome())).toEqual([]);
    expect((await read('target: shop\n')).commands).toEqual([]);
    expect((await read('commands:\n')).commands).toEqual([]);
  });

  it.each([
    ['  - name: x\n', ':8: commands.1.run: must have "name" and "run"'],
    ['  - run: [a]\n', ':8: commands.1.name: must have "name" and "run"'],
    ['  - { name: x, run: [] }\n', ':8: commands.1.run: '],
    ['  - { name: x, run: [1] }\n', ':8: commands.1.run: '],
    [
      '  - { name: x, run: "rm -rf x" }\n',
      ':8: commands.1.run: must be a list: the program and its arguments; a text only',
    ],
    ['  - { name: x, run: ["{name}"] }\n', ':8: commands.1.run: begins with a text that has a placeholder'],
    ['  - { name: x, run: "a {id}", shell: true }\n', 'a shell has them as "$1", "$2"'],
    [
      '  - { name: x, run: [a, "--run={iid}"] }\n',
      ':8: commands.1.run: has a placeholder that is none: {id} may be',
    ],
    ['  - { name: x, run: [a, "{Input}"] }\n', '{input} may be meant'],
    ['  - { name: x, run: [a], Key: b }\n', ':8: commands.1.Key: is no key of a command'],
    ['  - { name: x, run: [a], confirm: maybe }\n', ':8: commands.1.confirm: must be true or false'],
    ['  - 7\n', ':8: commands.1: must have "name" and "run"'],
  ])('are refused with their line where one is wrong: %j', async (yaml, message) => {
    await expect(read(start + yaml)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(message),
    });
  });

  it('may have other braces in their arguments, as filters of jq have', async () => {
    const { commands } = await read('commands:\n  - { name: x, run: [jq, "{email}", "{ ids }", "{id}"] }\n');
    expect(commands).toMatchObject([{ run: ['jq', '{email}', '{ ids }', '{id}'] }]);
  });

  it('are refused where they are no list', async () => {
    await expect(read('commands: { a: b }\n')).rejects.toMatchObject({
      message: '~/config/config.yaml: commands: must be a list of commands',
    });
  });

  it('stop no command that does not use them', async () => {
    const home = createHome({ 'config/config.yaml': 'commands: 7\n', 'project/.runlens/runs.db': '' });
    expect((await resolveTarget(undefined, home)).warnings).toEqual([]);
  });
});

describe('keys of commands', () => {
  const check = async (...keys: readonly string[]) => {
    const items = keys.map((key, at) => `  - { name: c${at}, run: [a], key: ${JSON.stringify(key)} }\n`);
    return checkKeys((await read(`commands:\n${items.join('')}`)).commands);
  };

  it.each(['ctrl+o', '#', 'ö', '|'])('%s is one', async key => {
    expect(await check(key)).toMatchObject({ commands: [{ key }], problems: [] });
  });

  it.each([
    ['x', 'config.yaml:2: x is taken: cancel the run, or the marked runs; "c0" is in the palette (:) alone'],
    ['ctrl+d', '^d is taken: down half a page'],
    ['0', '0 is taken'],
    ['ctrl+i', '^i is another key in a terminal'],
    ['ctrl+shift+o', 'neither a character nor ctrl+ and a letter'],
    ['enter', 'neither a character'],
    ['', 'neither a character'],
    [' ', 'neither a character'],
    ['\u202e', 'neither a character'],
  ])('%j is left off, and the other commands keep theirs', async (key, message) => {
    const { commands, problems } = await check(key, '#');
    expect(commands.map(command => command.key)).toEqual([undefined, '#']);
    expect(problems).toEqual([expect.stringContaining(message)]);
  });

  it('belong to the first of two commands', async () => {
    const { commands, problems } = await check('#', '#');
    expect(commands.map(({ key }) => key)).toEqual(['#', undefined]);
    expect(problems).toEqual([
      expect.stringContaining('config.yaml:3: # is the key of the command at ~/config/config.yaml:2'),
    ]);
  });

  it('that are free are letters, marks and letters with ctrl, and can be taken', async () => {
    const { commands } = await check('H', 'ctrl+a');
    const free = freeKeys(commands).split(' ');
    expect(free).toEqual(expect.arrayContaining([expect.stringMatching(/^[A-Z]$/u), '#', '^o']));
    expect(free).not.toEqual(expect.arrayContaining(['H']));
    expect(free).not.toEqual(expect.arrayContaining(['^a']));
    const { problems } = await check(...free.map(key => key.replace(/^\^(?=.)/u, 'ctrl+')));
    expect(problems).toEqual([]);
  });
});

it.each(['commands:\n  - { name: x, run: [touch, x], key: "#" }\n', 'commands: 7\n', 'commands: ["{id}"]\n'])(
  'commands of a project are ignored, which is told: %j',
  async yaml => {
    const home = createHome({ 'project/runlens.config.yaml': yaml, 'project/.runlens/runs.db': '' });
    expect(await readOwnCommands(home)).toEqual([]);
    expect(await ignoredCommandsText(home)).toBe(
      `${home.path('project/runlens.config.yaml')}: "commands" are ignored: they run programs, and belong in your own configuration`,
    );
    expect((await resolveTarget(undefined, home)).warnings).toEqual([]);
  },
);

it.each(['target: commands\n', '# commands:\n', 'commands: [\n', ''])(
  'nothing is told of commands where a project has none, or a file that cannot be read: %j',
  async yaml => {
    const home = createHome({ 'project/runlens.config.yaml': yaml });
    expect(await ignoredCommandsText(home)).toBeUndefined();
  },
);
