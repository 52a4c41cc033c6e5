import { expect } from 'vitest';
import { builtProgram, type Workplace } from '../program/workplace.ts';
import type { Program } from '../pty/program.ts';
import { someOf } from '../trials.ts';
import { test } from './journey.ts';
import { openShop, type Shop } from './shop.ts';

const keyCodes: Readonly<Record<string, string>> = {
  Enter: '\r',
  Escape: '\u001B',
  'Page Down': '\u001B[6~',
  'Control-U': '\u0015',
};

/** Somebody who presses keys, and hears what is written since. */
function createListener(program: Program) {
  const pressed: { readonly at: number; readonly key: string }[] = [];
  const since = () => program.rawOutput().slice(pressed.at(-1)?.at).replaceAll('\r\n', '\n');
  const hears = (...awaited: readonly RegExp[]) =>
    program.waitFor(() => awaited.every(said => said.test(since())));
  return {
    hears,
    /** Presses a key, or types a text, and waits until all of it was said. */
    presses: async (key: string, ...awaited: readonly RegExp[]) => {
      pressed.push({ at: program.rawOutput().length, key });
      program.send(keyCodes[key] ?? key);
      await hears(...awaited);
    },
    /** All that was said, with the keys on lines of their own; a typed text stands in its line already. */
    transcript: () => {
      const raw = program.rawOutput();
      const parts = pressed.map(({ at, key }, index) => {
        const isTyped = !raw.slice(0, at).endsWith('\n');
        return `${isTyped ? '' : `[${key}]\n`}${raw.slice(at, pressed[index + 1]?.at)}`;
      });
      return [raw.slice(0, pressed[0]?.at), ...parts].join('').replaceAll('\r\n', '\n');
    },
  };
}

/** Without what depends on when the story is played, and on how soon a run was seen again. */
function stable(transcript: string, folder: string): string {
  return transcript
    .replaceAll(folder, '<folder>')
    .replace(/run_[\dA-Z]{26}/gu, 'run_<id>')
    .replace(/\S*\/copied\.\w+/gu, '<file>')
    .replace(/^wrote (.+), \d+ B to /gmu, 'wrote $1, <size> to ')
    .replace(/\b\d+ (?:second|minute|hour)s? ago\b|\bnow\b/gu, '<some time> ago')
    .replace(/, [\d.]+ times usual/gu, '')
    .replace(/\b\d\d:\d\d:\d\d\.\d{3}\b/gu, '<time>')
    .replace(
      /^(\d of 2\. .*?\.)(?: new\.)?(?: [\d.]+% of .*? workflow\.)?(?: \d+ open\.)? last/gmu,
      '$1 ... last',
    )
    .replace(/^(Error, failed in send-email, attempt 3 of 3, after 9\.1 seconds).*$/gmu, '$1 ...')
    .replace(/^(?:\d+\w\w time today|new since|found|with input\.plan=scale:|all of these runs:).*\n/gmu, '')
    .replace(/^signup-pipeline, (?:Queued|Running), .*\nOverview\.\n(?:retry of .*\n)?/gmu, '')
    .replace(/^(signup-pipeline, Success, run_<id>).*\n(?:Overview\.\n)?(?:retry of .*\n)?/gmu, '$1 ...\n');
}

/** The inspector in a terminal with these variables; the pseudo-terminal has its own idea of `TERM`. */
const withVariables = (variables: readonly string[], args: readonly string[]) => ({
  command: 'env',
  args: [...variables, process.execPath, builtProgram, ...args],
  columns: 200,
  rows: 50,
});

const onlyText = /^[\P{C}\r\n]*$/u;

async function openQuietShop(location: string, ends: (() => Promise<void>)[]): Promise<Shop> {
  const shop = await openShop({ location }, { hasHeartbeats: false });
  ends.push(shop.close);
  return shop;
}

test('a story is heard from the first line to the cause, in text and line feeds alone', async ({
  place,
  ends,
}) => {
  const location = place.path('shop/runs.db');
  const shop = await openQuietShop(location, ends);
  const { recorder } = shop;
  const run = recorder.start({ workflow: 'resize-images', id: 'resize-1', input: { images: 9_000 } });
  const aborted = new Promise(resolve => run.signal.addEventListener('abort', resolve));
  await recorder.flush();
  const program = place.open(withVariables(['TERM=dumb'], [location]));
  const { presses, hears, transcript } = createListener(program);

  await hears(/1 of \d+\. Running\. resize-images\./u);
  await presses('j', /2 of/u);
  await presses('/', /Filter: $/u);
  await presses('status:failed', /status:failed$/u);
  await presses('Enter', /1 of \d+\. Failed/u);
  await presses('!', /1 of 2\. /u);
  await presses('j', /2 of 2\. /u);
  await presses('k', /1 of 2\. /u);
  await presses('W', /input\.plan/u, /Escape: close/u);
  await presses('Escape', /1 of 2\. /u);
  await presses('Enter', /1 of 8\. Failed/u);
  await presses('d', /the first divergence/u);
  await presses('j', /folded/u);
  await presses('k', /the first divergence/u);
  await presses('Escape', /1 of 8\. /u);
  await presses('Enter', /Error, failed in send-email/u);
  await presses('/', /Search: $/u);
  await presses('plan:', /plan:$/u);
  await presses('Enter', /plan: "scale"/u);
  await presses('=', /1 of 8\. /u);
  await presses('Enter', /Error, failed in send-email/u);
  await presses('y', /wrote .*\n/u);
  await presses('3', /Level \d/u);
  await presses('g', /Level 1/u);
  await presses('Page Down', /(?:Level 4[\s\S]*){3}\n/u);
  await presses('1', /Error, failed in send-email/u);
  shop.mendMail();
  await presses('a', /No \(chosen\)[\s\S]*answer/u);
  await presses('y', /Success, run_.*\n/u);
  await presses('q', /\.\n.*\.\n/u);
  await presses('q', /1 of \d+\. /u);
  await presses('/', /Filter: .+$/u);
  await presses('Control-U', /Filter: $/u);
  await presses('status:running', /status:running$/u);
  await presses('Enter', /1 of 1\. Running\. resize-images/u);
  await presses('x', /No \(chosen\)[\s\S]*answer/u);
  await presses('y', /Canceling/u);
  await aborted;
  run.fail(run.signal.reason);
  await recorder.flush();
  await hears(/no run .*\n/u);
  await presses('q');

  expect(await program.exited).toMatchObject({ exitCode: 0 });
  expect(program.rawOutput()).toMatch(onlyText);
  const golden = '../golden/linear/story.txt';
  await expect(stable(transcript(), place.folder)).toMatchFileSnapshot(golden);
});

/** Opens the inspector on runs that are over, and waits for the first of them. */
async function openLinear(
  { place, ends }: { readonly place: Workplace; readonly ends: (() => Promise<void>)[] },
  variables: readonly string[] = [],
  args: readonly string[] = ['--linear'],
) {
  const location = place.path('shop/runs.db');
  await openQuietShop(location, ends);
  const program = place.open(withVariables(variables, [...args, location]));
  const listener = createListener(program);
  await listener.hears(/1 of 34\. .*\n/u);
  return { program, ...listener };
}

test('it ends by its keys, by signals, and with its terminal, which is as it was', async ({
  place,
  ends,
}) => {
  const { program, presses } = await openLinear({ place, ends });
  await presses('/', /Filter: $/u);
  await presses('status', /status$/u);
  program.send('\u0003');
  expect(await program.exited).toMatchObject({ exitCode: 130 });
  expect(program.rawOutput()).toMatch(/Filter: status\r\n$/u);
  expect(program.rawOutput()).toMatch(onlyText);
  const again = () => place.open(withVariables(['RUNLENS_LINEAR=1'], [place.path('shop/runs.db')]));
  const endings: readonly (readonly [exitCode: number, end: (program: Program) => void])[] = [
    [0, ({ send }) => send('\u0004')],
    [143, ({ kill }) => kill('SIGTERM')],
    [129, ({ kill }) => kill('SIGHUP')],
  ];
  for (const [exitCode, end] of someOf(endings, 2)) {
    const next = again();
    await next.waitFor(/1 of 34\. /u);
    end(next);
    expect(await next.exited).toMatchObject({ exitCode });
    expect(next.rawOutput()).toMatch(onlyText);
  }
  const screen = place.open(withVariables(['RUNLENS_LINEAR=0'], [place.path('shop/runs.db')]));
  await screen.waitFor(/1–34 of 34/u);
  screen.send('q');
  expect(await screen.exited).toMatchObject({ exitCode: 0 });
  expect(screen.rawOutput()).toContain('\u001B[?1049h');
  const last = again();
  await last.waitFor(/1 of 34\. /u);
  expect(last.isRaw()).toBe(true);
  last.hangUp();
  await last.exited;
});

test('another window size says nothing, and of keys that were held the last row is said', async ({
  place,
  ends,
}) => {
  const { program, presses, transcript } = await openLinear({ place, ends });
  program.resize(80, 24);
  program.resize(120, 40);
  await presses('j'.repeat(20), /21 of 34\. .*\n/u);
  await presses('q');
  expect(await program.exited).toMatchObject({ exitCode: 0 });
  const said = transcript().split('\n');
  expect(said.filter(line => /^\d+ of /u.test(line)).map(line => line.replace(/\..*/u, ''))).toEqual([
    '1 of 34',
    '21 of 34',
  ]);
});
