import type { Capabilities } from '../../src/contract/capabilities.ts';
import { findJsonFault } from '../../src/model/payload/json-fault.ts';
import type { FoundRun } from '../../src/operations/acts/find-runs.ts';
import { createActQuestion, toggleStep, withInput, withOffers } from '../../src/screen/acts/act-question.ts';
import { toReadInput } from '../../src/screen/acts/read-inputs.ts';
import type { Action } from '../../src/screen/shell/state.ts';
import { opened } from './dialog-actions.ts';
import { markedOf } from './many-states.ts';
import { sampleRun } from './memory-store.ts';

const failed: FoundRun = {
  ...{ address: 'run_0058', id: 'run_0058', name: 'signup-pipeline', kind: 'workflow' },
  ...{ status: 'Failed', statusKey: 'failed' },
};
const input = {
  email: 'ada@example.com',
  plan: 'pro',
  token: 'tok_live_51Habcdefghijklmnopqrst',
  steps: ['invite', 'charge', 'welcome'],
};

const asked = createActQuestion({ act: 'retry', source: markedOf([failed]), target: './runs.db' });

const read = (value: unknown) =>
  withInput(asked, failed.address, toReadInput({ kind: 'workflow', input: value }));

const steps = { id: 'step-2', name: 'charge-card' };
const keeps = 'the results of the steps before it are copied to the new run';
const loses = 'its error, and what its steps returned';

const engine = (can: Partial<Capabilities>) => {
  const base = { cancel: true, kill: false, start: false, restart: true, live: true, sorts: [] } as const;
  const place = {
    target: 'dbos:postgres://db.example.com/orders',
    host: 'database orders on db.example.com',
  };
  const question = createActQuestion({
    ...{ act: 'retry', source: markedOf([failed]), ...place, can: { ...base, ...can }, step: steps },
  });
  return withInput(question, failed.address, toReadInput({ kind: 'workflow', input: { plan: 'pro' } }));
};

const fromStep = engine({ restartFrom: { keeps } });

const broken = `{\n  "email": "ada@example.com",\n  "plan": "pro"\n  "seats": 3\n}\n`;
const fault = findJsonFault(broken);
if (!fault) throw new Error('the broken input is JSON');

const leaky =
  '{\n  "email": "ada@example.com",\n  "token": "tok_live_51Habcdefghijklmnopqrst" "seats": 3\n}\n';
const leakyFault = findJsonFault(leaky);
if (!leakyFault) throw new Error('the broken input is JSON');

/** The dialogs that run again, by name. */
export const againStates: Readonly<Record<string, readonly Action[]>> = {
  'run-again': [opened(withOffers(read(input), [{ names: ['signup-pipeline'] }]))],
  'run-again-reading': [opened(asked)],
  'run-again-not-offered': [
    opened(withOffers(read(undefined), [{ names: ['nightly-report', 'invoice-sync'] }])),
  ],
  'run-again-refused': [opened(read({ note: { $type: 'truncated', length: 70_000_000, value: 'Dear' } }))],
  'run-again-from-step': [opened(fromStep)],
  'run-again-from-start': [opened(toggleStep(fromStep))],
  'run-again-in-place': [opened(engine({ restart: undefined, restartFrom: { keeps, loses } }))],
  'run-again-edited': [
    opened({
      ...asked,
      edited: {
        value: { ...input, plan: 'free' },
        differs: '2 values differ, at plan and steps.1',
        shown: toReadInput({ kind: 'workflow', input: { plan: 'free' } }),
      },
    }),
  ],
  'input-fault-masked': [
    opened({ type: 'input-fault', run: sampleRun(58), text: leaky, original: '{}', fault: leakyFault }),
  ],
  'input-fault': [opened({ type: 'input-fault', run: sampleRun(58), text: broken, original: '{}', fault })],
};
