import type { OwnCommand } from '../../src/model/own-command/own-command.ts';
import { typeNumber } from '../../src/screen/dialogs/question.ts';
import { createConfirmOwn } from '../../src/screen/own-commands/own-commands.ts';
import type { Action } from '../../src/screen/shell/state.ts';
import { opened } from './dialog-actions.ts';
import { sampleRun } from './memory-store.ts';

const command: OwnCommand = {
  name: 'open in tracker',
  run: ['tracker', 'open', '--title={name}', '--body-file', '{file}', '--', '{id}'],
  isShell: false,
  isConfirmed: true,
  place: '~/.config/runlens/config.yaml:12',
};

const runs = Array.from({ length: 12 }, (_, at) => sampleRun(59 - at, { name: "ada's import of contacts" }));

const asked = (count: number) => createConfirmOwn(command, runs.slice(0, count));

/** The question before a command of the user's own, of one run and of many. */
export const ownStates: Readonly<Record<string, readonly Action[]>> = {
  'confirm-own': [opened(asked(1))],
  'confirm-own-many': [opened(typeNumber(asked(12), { type: 'typed', text: '1' }))],
};
