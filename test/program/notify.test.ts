import { describe, expect } from 'vitest';
import { openRecorder } from '../../src/recorder/recorder.ts';
import type { Program } from '../pty/program.ts';
import { someOf } from '../trials.ts';
import { test, type Workplace } from './workplace.ts';

const hostile = 'no answer;\u0007 x\u001B\\y\u001B]52;c;aGFjaw==\u0007z token=hunter22222\nmore';
const told = '(?:job-\\d failed|\\d runs failed, the last of job-\\d): no answer, xyz token=••••••\\u0007';

/** The inspector on a store with a failure, in which one comes after the other until `isTold`. */
async function openFailing(place: Workplace, options: Parameters<Workplace['open']>[0]) {
  const location = place.path('runs.db');
  const recorder = await openRecorder({ location });
  const fail = async (workflow: string) => {
    const failing = () => {
      throw new Error(hostile);
    };
    await recorder.run({ workflow }, failing).catch(() => {});
    await recorder.flush();
  };
  await fail('before');
  const program = place.open({ ...options, args: [location, ...(options.args ?? [])] });
  await program.waitFor('before');
  /** The first may be recorded before the program has looked which are there. */
  const failUntil = async (isTold: () => boolean) => {
    for (let count = 1; count <= 20 && !isTold(); count += 1) {
      await fail(`job-${count}`);
      await program.waitFor(`job-${count}`);
    }
  };
  const end = async () => {
    await program.close();
    await recorder.close();
  };
  return { program, fail, failUntil, end };
}

function notificationsIn(program: Program): readonly string[] {
  return program.rawOutput().match(/\u0007?\u001B\](?:9|777|52);[^\u0007\u001B]*\u0007/gu) ?? [];
}

describe('a failure that comes in', () => {
  const terminals = [
    [{ TERM_PROGRAM: 'iTerm.app' }, '9;runlens: '],
    [{ VTE_VERSION: '7600' }, '777;notify;runlens;'],
  ] as const;

  test.for(someOf(terminals, 2))(
    'notifies the terminal once, whatever its error says: %o',
    async ([env, form], { place }) => {
      const { program, failUntil, end } = await openFailing(place, { env });
      program.send('B');
      await program.waitFor('notify · live');
      await failUntil(() => notificationsIn(program).length > 0);
      await end();
      const notification = new RegExp(`^\\u0007\\u001B\\]${form}${told}$`, 'u');
      expect(notificationsIn(program)).toEqual([expect.stringMatching(notification)]);
    },
  );

  test('rings a terminal without notifications, once, with --notify', async ({ place }) => {
    const { program, fail, failUntil, end } = await openFailing(place, { args: ['--notify'] });
    let bells = 0;
    program.terminal.onBell(() => (bells += 1));
    await failUntil(() => bells > 0);
    await fail('afterwards');
    await program.waitFor('afterwards');
    await end();
    expect(bells).toBe(1);
    expect(notificationsIn(program)).toEqual([]);
  });
});
