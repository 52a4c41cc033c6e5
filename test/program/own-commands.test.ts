import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect } from 'vitest';
import { openRecorder } from '../../src/recorder/recorder.ts';
import { someOf } from '../trials.ts';
import { shareWorkplace, test, type Workplace } from './workplace.ts';

const names = ['$(touch pwned)', '`touch pwned`; touch pwned', '"\'; touch pwned #', '--flag', 'signup'];

async function record(location: string): Promise<void> {
  const recorder = await openRecorder({ location });
  for (const [at, workflow] of names.entries()) {
    const input = { password: 'Zq7xKp9mWv3n', n: at };
    await recorder.run({ workflow, id: `run_${at}`, input }, () => at).catch(() => {});
  }
  await recorder.close();
}

/** Invented programs: one writes down its arguments, each on a line, and one that stands on `PATH`. */
function program(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function openWith(
  place: Workplace,
  yaml: string,
  { env = {}, args = ['runs.db'] }: { readonly env?: Record<string, string>; readonly args?: string[] } = {},
) {
  const project = place.path('project');
  mkdirSync(project, { recursive: true });
  await record(join(project, 'runs.db'));
  const config = place.path('home/config/runlens/config.yaml');
  mkdirSync(dirname(config), { recursive: true });
  writeFileSync(config, yaml);
  mkdirSync(place.path('tmp'));
  const pager = program(place.path('pager.sh'), 'cat; echo "<end of pager>"; read -r line < /dev/tty');
  const opened = place.open({
    args,
    cwd: project,
    columns: 110,
    rows: 24,
    env: { PAGER: pager, TMPDIR: place.path('tmp'), ...env },
  });
  /** Waits for the end of what the pager shows, below what it showed before. */
  const readsInPager = (text: string) =>
    opened.waitFor(screen => screen.join('\n').split(text).at(1)?.includes('<end of pager>') === true);
  return { project, readsInPager, ...opened };
}

describe('a command of the user', () => {
  /** One program for all of these tests, each of which finds the cursor on the newest run. */
  let shared: Awaited<ReturnType<typeof openWith>>;
  let path: Workplace['path'];

  shareWorkplace(async place => {
    path = place.path;
    const args = program(
      path('args.sh'),
      `for one; do printf '<%s>\\n' "$one"; done; cat "$2" >> '${path('file.json')}'; ls -l "$2"`,
    );
    const yaml = `commands:
  - { key: ctrl+o, name: show, run: ['${args}', '--title={name}', '{file}', '{id}', '{input}'] }
  - { key: "#", name: tell, run: ['printf "[%s]" -- "$1" "$2"', '{name}', '{id}'], shell: true }
  - { key: Q, name: say, run: [echo, '{name}'] }
  - { name: break it, run: ['echo out; echo broken >&2; exit 7'], shell: true, confirm: true }
  - { key: L, name: note it, run: ['echo "$1" >> "$0.log"; echo "$1" >> ${path('log.txt')}', '{id}'], shell: true }
  - { key: ctrl+y, name: hang, run: ['echo $$ >> ${path('log.txt')}.pid; sleep 60'], shell: true }
  - { key: P, name: track, run: [tracker] }
`;
    const own = program(path('bin/tracker'), 'echo mine');
    program(path('project/node_modules/.bin/tracker'), 'touch pwned');
    const folders = [path('project/node_modules/.bin'), '.', dirname(own), process.env['PATH']];
    const env = { PATH: folders.join(':') };
    shared = await openWith(place, yaml, { env });
    await shared.waitFor(/1–5 of 5/u);
  });
  afterEach(async () => {
    expect(existsSync(join(shared.project, 'pwned'))).toBe(false);
    shared.send('g');
    await shared.waitFor(/▌.*signup[\s\S]*q quit/u);
  });

  test('gets each name as one argument, whatever it says, and its output is shown in the pager', async () => {
    const { send, waitFor, isRaw, screen: shown, readsInPager } = shared;
    for (const [at, name] of names.toReversed().entries()) {
      if (at > 0) send('j');
      send('\u000f');
      await readsInPager(`<run_${4 - at}>`);
      const screen = shown()
        .join('\n')
        .split(/(?=<--title)/u)
        .at(-1);
      expect(screen).toContain(`<--title=${name}>`);
      expect(screen).toContain(`"password": "••••••"`);
      expect(screen).toContain('-rw-------');
      send('\r');
      await waitFor(/1–5 of 5/u);
    }
    expect(isRaw()).toBe(true);
    expect(readFileSync(path('file.json'), 'utf8')).toContain('"name": "$(touch pwned)"');
    expect(readdirSync(path('tmp'))).toEqual([]);
  });

  test('gives a shell what it is about as parameters, never as text', async () => {
    const { send, waitFor, readsInPager } = shared;
    for (const [at, name] of names.toReversed().entries()) {
      if (at > 0) send('j');
      send('#');
      await readsInPager(`[${name}][run_${4 - at}]`);
      send('\r');
      await waitFor(/1–5 of 5/u);
    }
  });

  test('is refused where a name could be an option, and says what to write', async () => {
    const { send, waitFor } = shared;
    send('jQ');
    await waitFor('what stands for {name} begins with "-"');
  });

  test('says why it failed, with what it wrote to stderr, and asks first where it is told to', async () => {
    const { send, waitFor, readsInPager } = shared;
    send(':break it');
    await waitFor(/▌.*break it/u);
    send('\r');
    await waitFor('Run "break it" on signup (run_4)?');
    send('n');
    await waitFor(screen => !screen.join('\n').includes('Run "break it"'));
    send(':break it\ry');
    const screen = (await readsInPager('break it failed')).join('\n');
    expect(screen).toMatch(/break it failed: exit code 7\s+broken\s+out/u);
    send('\r');
    await waitFor(/1–5 of 5/u);
  });

  test('is run once for each marked run, is stopped by Esc, and stands in the help', async () => {
    const { send, waitFor } = shared;
    const log = path('log.txt');
    send('  L');
    await waitFor('Run "note it" on 2 marked runs, one by one?');
    send('y');
    await waitFor('note it: done for 2 runs');
    expect(readFileSync(log, 'utf8')).toBe('run_4\nrun_3\n');
    send('\u001b');
    send('?');
    await waitFor(screen => screen.join('\n').includes('Your own') || screen.join('\n').includes('note it'));
    send('/hang\r');
    await waitFor(/\^y.*hang/u);
    send('q');
    await waitFor(/1–5 of 5/u);
    send('\u0019');
    await waitFor(() => existsSync(`${log}.pid`));
    await waitFor('running hang');
    send('j');
    send('\u001b');
    await waitFor('stopped');
    const pid = Number(readFileSync(`${log}.pid`, 'utf8'));
    await waitFor(() => !isRunning(pid));
  });

  test('is no program of the project, though PATH begins there', async () => {
    const { send, waitFor, readsInPager } = shared;
    send('P');
    await readsInPager('mine');
    send('\r');
    await waitFor(/1–5 of 5/u);
  });

  test('whose key is taken is in the palette alone, which a notice tells with file and line', async ({
    place,
  }) => {
    const yaml = 'commands:\n  - { key: x, name: greet, run: [echo, hello] }\n';
    const { send, waitFor, rawOutput } = await openWith(place, yaml);
    await waitFor(/1–5 of 5[\s\S]*config\.yaml:2: x is taken: cancel the run/u);
    expect(rawOutput()).toMatch(/free are .*\b[A-Z]\b.*#/u);
    send(':greet');
    await waitFor(/greet/u);
    send('\r');
    await waitFor(/hello[\s\S]*<end of pager>/u);
    send('\r');
    await waitFor(/1–5 of 5/u);
  });
});

const opened = [
  { where: 'the project names the target', args: [] },
  { where: 'the target is typed', args: ['runs.db'] },
];

test.for(someOf(opened, 2))(
  'commands of a project do nothing, which is told where $where',
  async ({ args }, { place }) => {
    const project = place.path('project');
    mkdirSync(project, { recursive: true });
    writeFileSync(
      join(project, 'runlens.config.yaml'),
      'target: runs.db\ncommands:\n  - { key: "#", name: evil, run: [touch, pwned] }\n',
    );
    const { send, waitFor, rawOutput } = await openWith(place, '', { args });
    await waitFor(/1–5 of 5/u);
    expect(rawOutput()).toContain('"commands" are ignored: they run programs');
    send('#');
    send(':evil');
    await waitFor('no command, view or workflow has these words');
    expect(existsSync(join(project, 'pwned'))).toBe(false);
  },
);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
