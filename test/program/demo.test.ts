import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import type { Program } from '../pty/program.ts';
import { someOf } from '../trials.ts';
import { test, type Workplace } from './workplace.ts';

/** Too few for the large traces and payloads, which take long to write. */
const size = '20';

function openDemo(place: Workplace, ...args: readonly string[]): Program {
  const temporary = place.path('temporary');
  mkdirSync(temporary, { recursive: true });
  const env = { TMPDIR: temporary };
  return place.open({ args: ['demo', '--size', size, ...args], columns: 120, rows: 20, env });
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** The demo's folders, and the processes that name one in their command line. */
function leftBehind(place: Workplace): readonly string[] {
  const temporary = place.path('temporary');
  const processes = readdirSync('/proc').filter(name => commandLine(name).includes(temporary));
  return [...readdirSync(temporary), ...processes];
}

async function untilNothingIsLeft(place: Workplace): Promise<void> {
  while (leftBehind(place).length > 0) await pause(20);
}

const ends: readonly (readonly [string, (program: Program) => void])[] = [
  ['SIGTERM', program => program.kill('SIGTERM')],
  ['Ctrl-C', program => program.send('\u0003')],
  ['SIGKILL', program => program.kill('SIGKILL')],
  ['a terminal that is taken away', program => program.hangUp()],
];
const someEnds = someOf(ends, 4);

describe.concurrent('the demo', () => {
  test('has a run that is canceled and then shown as canceled by itself, and leaves nothing behind', async ({
    place,
  }) => {
    const { send, waitFor, exited, modes } = openDemo(place);
    await waitFor(/live ●[\s\S]*▌/u);
    send('/status:running\r');
    await waitFor(/\/ status:running +\/ edit[\s\S]*▌ +● Running/u);
    send('x');
    const question = await waitFor(/Cancel [\w-]+\?[\s\S]*run +\S+/u);
    const id = /│ run +(\S+)/u.exec(question.join('\n'))?.[1] ?? '';
    send('y');
    send(`/\u0015id:${id}\r`);
    await waitFor(new RegExp(`/ id:${id}[\\s\\S]*⊘ Canceled`, 'u'));
    send('q');
    expect(await exited).toMatchObject({ exitCode: 0 });
    expect(modes()).toMatchObject({ isAlternate: false, isCursorHidden: false });
    expect(leftBehind(place)).toEqual([]);
  });

  test.for(someEnds)('leaves nothing behind after %s', async ([, end], { place }) => {
    const program = openDemo(place);
    await program.waitFor(/live ●[\s\S]*▌/u);
    // The other process is there once a run of its own has come in.
    await program.waitFor(/All (?:2[1-9]|3\d)/u);
    end(program);
    await program.exited;
    await untilNothingIsLeft(place);
  });

  test('that nothing happens in leaves nothing behind either', async ({ place }) => {
    const { send, waitFor, exited } = openDemo(place, '--static');
    await waitFor(`All ${size}`);
    send('q');
    expect(await exited).toMatchObject({ exitCode: 0 });
    expect(leftBehind(place)).toEqual([]);
  });
});
