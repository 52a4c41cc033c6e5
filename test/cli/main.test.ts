import { describe, expect, it } from 'vitest';
import { EndedEarly } from '../../src/cli/context/context.ts';
import { InspectorError, type InspectorErrorKind } from '../../src/model/errors.ts';
import { createFakeStore } from './fake-store.ts';
import { runCli } from './run-cli.ts';
import { sampleRuns } from './sample-runs.ts';

const failingStore = (error: unknown) =>
  createFakeStore(sampleRuns, {
    overrides: {
      listRuns: async () => {
        throw error;
      },
    },
  });

describe('help and version', () => {
  it.each([
    '--help',
    'help',
    'demo --help',
    'workflows --help',
    'workflows list --help',
    'workflows run --help',
    'workflows runs list --help',
    'workflows runs get --help',
    'workflows runs cancel --help',
    'agents list --help',
    'agents sessions list --help',
    'agents sessions get --help',
    'history list --help',
    'history get --help',
    'targets list --help',
    'targets use --help',
    'targets test --help',
    'completion --help',
  ])('runlens %s exits 0 with words on stdout', async line => {
    const { code, out, err } = await runCli(line.split(' '));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Usage: runlens');
  });

  it('shows the help of a command that is named after help, however deep it is', async () => {
    const words = await runCli(['help', 'serve', 'token', 'add']);
    expect(words).toEqual(await runCli(['serve', 'token', 'add', '--help']));
    expect(words.out).toContain('Usage: runlens serve token add');
  });

  it('shows examples for every command that does something', async () => {
    for (const line of [
      '',
      'workflows runs list',
      'agents sessions get',
      'history get',
      'targets use',
      'demo',
    ]) {
      const { out } = await runCli([...line.split(' ').filter(Boolean), '--help']);
      expect(out, line).toContain('Examples:\n  runlens');
      if (line.startsWith('agents')) expect(out, line).not.toContain('signup-pipeline');
    }
  });

  it('names every kind of place and address that can be opened', async () => {
    const words = (await runCli(['--help'])).out.replace(/\s+/g, ' ');
    expect(words).toMatch(/\.runlens\/runs\.db, .*\.workflow-data, .*traces\.jsonl/);
    expect(words).toMatch(/https:.* postgres:.* workflow-sdk:.* otlp:.* restate:.* keystroke:/);
  });

  it('shows no default that is the absence of an option', async () => {
    for (const line of ['runs get', 'runs cancel']) {
      expect((await runCli(['workflows', ...line.split(' '), '--help'])).out).not.toContain('(default:');
    }
  });

  it('does not offer the commands that only scripts call', async () => {
    expect((await runCli(['--help'])).out).not.toContain('__');
  });

  it('prints its version', async () => {
    expect(await runCli(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});

describe('usage errors exit 2, name what is wrong and print nothing on stdout', () => {
  it.each([
    ['--nope', "unknown option '--nope'"],
    ['--limit 2', "unknown option '--limit'"],
    ['-x shop', "unknown option '-x'"],
    ['workflows', 'Usage: runlens workflows'],
    ['workflows lst', `unknown command 'lst': did you mean "list"?`],
    ['workflows runs list --stauts failed', `unknown option '--stauts': did you mean "--status"?`],
    ['workflows runs list --limit many', 'It takes a whole number.'],
    ['workflows runs list --limit 0', 'whole number above 0'],
    ['workflows runs list --sort size', 'one of created, started'],
    ['workflows runs list -o xml', 'Allowed choices are table, json, yaml, ndjson, tsv'],
    ['workflows runs list --json -o tsv', 'cannot be used with'],
    ['workflows runs list a b', 'too many arguments'],
    ['workflows runs list --sort cost --cursor x', '--cursor goes with the default order only'],
    ['workflows runs list --sort cost --limit 1001', '--sort cost lists the first 1000 at most'],
    ['workflows runs list --status faild', '--status: unknown status "faild": did you mean "failed"?'],
    ['workflows runs list --since whenever', '--since: "since" takes a time'],
    ['workflows runs get', "missing required argument 'run-id'"],
    ['workflows runs get signup-pipeline run_1 --include stps', 'trigger, steps, messages, trace'],
    ['workflows runs cancel', 'no run is named'],
    ['history list --kind robot', 'Allowed choices are workflow, agent'],
    ['completion tcsh', 'Allowed choices are bash, zsh, fish'],
    ['./a.db --target ./b.db', 'two targets are named: ./a.db and ./b.db'],
    ['--filter status:failed workflows list', '--filter comes before the command "list"'],
    ['--run x history list', '--run comes before the command "list"'],
    ['./gone.db', 'there is no store at ./gone.db'],
    ['workflow list', 'there is no command, target or file named "workflow": did you mean "workflows"?'],
    ['runs list', 'there is no command, target or file named "runs": did you mean "workflows runs"?'],
    ['runs list --limit 2', 'named "runs": did you mean "workflows runs"?'],
    ['runs cancel run_1 --yes', 'named "runs": did you mean "workflows runs"?'],
    ['retry', 'named "retry": did you mean "workflows runs retry"?'],
    ['shop --limit 2', "unknown option '--limit'"],
    ['hstory', 'there is no command, target or file named "hstory": did you mean "history"?'],
    ['./.runlens/runs.db list', 'too many arguments'],
    ['--target nope workflows list', 'there is no target named "nope"'],
    ['foo:bar', 'foo:… cannot be opened: there is no store of that kind'],
    ['case:./none', 'project/none'],
    ['otlp:./none.jsonl', 'project/none.jsonl'],
    ['temporal:./none', 'project/none'],
    ['mastra:./none.db#http://localhost:4111', 'project/none.db'],
  ])('runlens %s', async (line, message) => {
    const { code, out, err } = await runCli(line.split(' '));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain('    at ');
  });

  it('points at the wrong part of a filter', async () => {
    const { code, err } = await runCli(['workflows', 'runs', 'list', '--filter', 'since:24h stauts:failed']);
    expect(code).toBe(2);
    expect(err.split('\n').slice(0, 3)).toEqual([
      'runlens: unknown field "stauts": did you mean "status"?',
      '  since:24h stauts:failed',
      '            ^^^^^^',
    ]);
  });

  it('cuts a long filter around the wrong part', async () => {
    const filter = `${'error:x '.repeat(40)}stauts:failed ${'error:y '.repeat(40)}`;
    const lines = (await runCli(['--filter', filter])).err.split('\n');
    const [, text = '', carets = ''] = lines;
    expect(text.length).toBeLessThan(80);
    expect(text.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('stauts');
  });

  it('refuses a filter of 1,990 words, and says why', async () => {
    const filter = Array.from({ length: 1_990 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join(' ');
    const { code, err } = await runCli(['workflows', 'runs', 'list', '--filter', filter]);
    expect(code).toBe(2);
    expect(err).toContain('the filter is too long: its terms weigh 7960, and 256 is the most');
  });

  it('says what to do next where no runs are found', async () => {
    const { code, err } = await runCli([], { files: {} });
    expect(code).toBe(2);
    expect(err).toContain('runlens demo');
  });
});

describe('exit codes of failures', () => {
  it.each<[InspectorErrorKind, number]>([
    ['usage', 2],
    ['not-found', 3],
    ['auth', 4],
    ['unreachable', 5],
    ['timeout', 5],
    ['unreadable', 1],
    ['unsupported', 1],
    ['conflict', 1],
  ])('%s exits %i with the message and the hint, and no stack', async (kind, code) => {
    const error = new InspectorError(kind, 'the store is locked', { hint: 'close the other program' });
    const result = await runCli(['history', 'list', '--target', '.'], { store: failingStore(error) });
    expect(result).toEqual({
      code,
      out: '',
      err: 'runlens: the store is locked\n  close the other program\n',
    });
  });

  it('shows the stack of a bug and says that it is one', async () => {
    const { code, err } = await runCli(['history', 'list'], {
      store: failingStore(new TypeError('x is not y')),
    });
    expect(code).toBe(1);
    expect(err).toMatch(/this is a bug in runlens[\s\S]*TypeError: x is not y\n {4}at /);
  });

  it('strips what a terminal would obey from messages', async () => {
    const error = new InspectorError('unreadable', 'bad \u001B[31mred\u001B]0;title\u0007', {
      hint: 'a\u001B[2Jb',
    });
    const { err } = await runCli(['history', 'list', '--target', '.'], { store: failingStore(error) });
    expect(err).toBe('runlens: bad red\n  ab\n');
  });
});

describe('being ended early', () => {
  it.each([
    ['interrupted', 130],
    ['nobody reads', 0],
  ])('exits without a word: %s', async (message, code) => {
    const ending = new AbortController();
    const store = createFakeStore(sampleRuns, {
      overrides: {
        listRuns: async (_query, { signal }) => {
          ending.abort(new EndedEarly(message, code));
          signal?.throwIfAborted();
          return { runs: [] };
        },
      },
    });
    const result = await runCli(['workflows', 'runs', 'list'], { store, signal: ending.signal });
    expect(result).toEqual({ code, out: '', err: '' });
    expect(store.isClosed()).toBe(true);
  });
});

it('closes the store after success and after failure', async () => {
  const store = createFakeStore(sampleRuns);
  await runCli(['history', 'list'], { store });
  expect(store.isClosed()).toBe(true);
  const failing = failingStore(new InspectorError('timeout', 'late'));
  await runCli(['history', 'list'], { store: failing });
  expect(failing.isClosed()).toBe(true);
});

it('warns on stderr of unknown keys in a configuration file', async () => {
  const files = { 'project/.runlens/runs.db': '', 'project/runlens.config.yaml': 'colour: blue\n' };
  const { code, out, err } = await runCli(['workflows', 'list'], { files });
  expect(code).toBe(0);
  expect(err).toContain('"colour" is not a known key');
  expect(out).not.toContain('colour');
});
