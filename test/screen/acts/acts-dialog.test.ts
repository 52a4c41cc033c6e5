import { expect, it } from 'vitest';
import type { DoneAct } from '../../../src/contract/done-act.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { drawApp } from '../draw-app.tsx';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

const act = (on: string, fields: Partial<DoneAct> = {}): DoneAct => ({
  ...{ at: Date.now() - 120_000, target: './runs.db', act: 'cancel', on, outcome: 'canceled' },
  command: `runlens workflows runs cancel ${on}`,
  ...fields,
});

async function openActs(acts: readonly DoneAct[]) {
  const opened = openSession(createMemoryStore([sampleRun(2), sampleRun(1)]));
  opened.done.push(...acts);
  await settle();
  press(opened.session, 'H');
  await settle();
  const notice = () => opened.session.getState().notice?.text;
  return { ...opened, notice, screen: () => drawApp(opened.session.getState(), plainTheme).join('\n') };
}

it('H lists what was done; y copies the command of an act, and enter opens its run', async () => {
  const { session, screen, copied } = await openActs([act('run_0002'), act('run_0001')]);
  expect(screen()).toMatch(/What you did[\s\S]*1 2m ago {2}cancel run_0002: canceled +\.\/runs\.db/);
  press(session, 'j');
  press(session, 'y');
  await settle();
  expect(copied).toEqual(['runlens workflows runs cancel run_0001']);
  press(session, 'enter');
  await settle();
  expect(session.getState().detail?.summary.id).toBe('run_0001');
});

it('says where a run is that is in another target, and of what there is no run', async () => {
  const other = await openActs([act('run_9', { target: 'https://runs.example.com' })]);
  press(other.session, 'enter');
  await settle();
  expect(other.notice()).toBe('that run is in https://runs.example.com: t opens another target');
  const group = await openActs([act('f_1', { act: 'mute' })]);
  press(group.session, 'enter');
  await settle();
  expect(group.notice()).toBe('mute f_1 was done to no single run');
});

it('says so where nothing was done yet', async () => {
  const { notice } = await openActs([]);
  expect(notice()).toBe('nothing was done from here yet');
});
