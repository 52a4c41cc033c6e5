import type { Verb } from '../../src/contract/verbs.ts';
import { createVerbInput, createVerbMenu } from '../../src/screen/acts/verb-menu.ts';
import { createVerbQuestion } from '../../src/screen/acts/verb-question.ts';
import { changeLine } from '../../src/screen/dialogs/text-line.ts';
import type { Action } from '../../src/screen/shell/state.ts';
import { opened } from './dialog-actions.ts';
import { sampleRun } from './memory-store.ts';
import { listState } from './screen-states.ts';

export const input = {
  name: 'event',
  nameFor: ({ waitingFor }: { readonly waitingFor?: string }) => waitingFor,
} as const;

/** An engine that waits, pauses and begins runs again in place. */
export const engineVerbs: readonly Verb[] = [
  {
    ...{ id: 'pause', label: 'pause', of: 'a run that goes on' },
    isFor: ({ status }) => status === 'waiting' || status === 'running',
    notes: ['A step that is running goes on to its end, and no other begins.'],
  },
  {
    ...{ id: 'send', label: 'send an event', of: 'a run that waits for an event', input },
    isFor: ({ status }) => status === 'waiting',
    notes: ['An event of another name does not wake it.'],
  },
  {
    ...{ id: 'retry-in-place', label: 'retry in place', of: 'a failed run' },
    isFor: ({ status }) => status === 'failed',
    notes: ['The same run gets one more attempt.'],
    loses: 'its error and the times of its last attempt',
  },
];

const [, send, retry] = engineVerbs;
const waiting = sampleRun(48, {
  ...{ status: 'waiting', finishedAt: undefined, name: 'contract-approval', waitingFor: 'approval' },
});
const failed = sampleRun(58, { status: 'failed' });
const state = listState({ columns: 100, rows: 24 });
const form = send && createVerbInput(waiting, send, input);
const typed = form && {
  ...form,
  payload: changeLine(form.payload, { type: 'typed', text: '{"by":"ada","approved":yes}' }),
  fault: 'no JSON at column 23: a value is missing; a text needs its quotes',
};
const cloud = { ...state.store.target, location: 'acme:postgres://db.example.com/orders', kind: 'acme' };
const onCloud = { ...state, store: { ...state.store, target: cloud } };
const sent = { name: 'approval', payload: { by: 'ada', token: 'sk-live-4711aBcDeFgHiJkLmNoPqRsT' } };

export const verbStates: Readonly<Record<string, readonly Action[]>> = {
  'verb-menu': [
    opened(
      createVerbMenu(
        waiting,
        engineVerbs.filter(({ isFor }) => isFor(waiting)),
      ),
    ),
  ],
  'verb-input': typed ? [opened(typed)] : [],
  'verb-question-payload': send
    ? [opened(createVerbQuestion(onCloud, { run: waiting, verb: send, sent }))]
    : [],
  'verb-question-in-place': retry ? [opened(createVerbQuestion(state, { run: failed, verb: retry }))] : [],
};
